/** The panel Try it: sends a real request and shows the response. */
import { useEffect, useState } from 'preact/hooks'
import type { Usage } from '../../contract/usage.js'
import { Json } from '../call/code.js'
import { formFields, modelsByFamily, requestBody, type FormField } from '../data/form-fields.js'
import { useInbox } from '../data/inbox-state.js'
import type { GenerateResponse, ServedModelList } from '../data/mock-api.js'
import { Field, valuesOf } from './field.js'
import { Panel } from './panel.js'

export function TryIt () {
  const { api, connection } = useInbox()
  const [served, setServed] = useState<ServedModelList>()
  const [state, setState] = useState<{ response?: GenerateResponse, problem?: string, isWaiting?: true }>({})
  useEffect(() => { api.models().then(setServed, () => setServed({ defaultModel: null, models: [], otherParameters: {} })) }, [])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const { key, ...values } = valuesOf(event.currentTarget as HTMLFormElement)
    setState({ isWaiting: true })
    api.generate(requestBody(values), key).then(
      response => setState({ response }),
      () => setState({ problem: connection.value === 'lost' ? 'The mock cannot be reached.' : 'No response: the connection was closed.' }))
  }
  return (
    <Panel title='Try it'>
      {/* Values that the model does not accept are sent, too: the response says why. */}
      <form class='form' noValidate onSubmit={send}>
        <Field label='Prompt'><textarea name='prompt' rows={3} dir='auto' defaultValue='A cute baby sea otter' /></Field>
        {served && <ModelFields served={served} />}
        <Field label='API key'><input name='key' placeholder='none' autocomplete='off' spellcheck={false} /></Field>
        <button type='submit' class='primary' disabled={state.isWaiting}>{state.isWaiting ? 'Waiting …' : 'Send'}</button>
      </form>
      <div aria-live='polite'>
        {state.problem !== undefined && <p class='problem'>{state.problem}</p>}
        {state.response && <TryItResult response={state.response} />}
      </div>
    </Panel>
  )
}

/** Options of the list of models that are not names of models. */
const noModel = '(none)'
const otherModel = '(other)'

/** The model, and the parameters that it accepts. */
function ModelFields ({ served: { defaultModel, models, otherParameters } }: { served: ServedModelList }) {
  const [selected, setSelected] = useState(models[0]?.id ?? otherModel)
  const [typed, setTyped] = useState('')
  const name = { [noModel]: defaultModel ?? '', [otherModel]: typed }[selected] ?? selected
  const accepted = models.find(({ id }) => id === name)?.parameters ?? otherParameters
  return (
    <>
      <Field label='Model'>
        <select value={selected} onChange={event => setSelected(event.currentTarget.value)}>
          {modelsByFamily(models).map(([family, names]) => (
            <optgroup key={family} label={family}>{names.map(id => <option key={id} value={id}>{id}</option>)}</optgroup>
          ))}
          <option value={noModel}>none{defaultModel !== null && ` (${defaultModel})`}</option>
          <option value={otherModel}>another name …</option>
        </select>
      </Field>
      {selected === otherModel
        ? <Field label='Name of the model'><input name='model' value={typed} autocomplete='off' spellcheck={false} onInput={event => setTyped(event.currentTarget.value)} /></Field>
        : selected !== noModel && <input type='hidden' name='model' value={selected} />}
      <div class='form-grid'>{formFields(accepted).map(field => <ParameterField key={field.name} field={field} />)}</div>
    </>
  )
}

/** The field of a parameter. An empty field leaves the parameter out of the request. */
function ParameterField ({ field: { name, label, control, values, placeholder, hint, minimum, maximum } }: { field: FormField }) {
  const list = `values-of-${name}`
  if (control === 'select') {
    return <Field label={label}><select name={name}><option value=''>{placeholder}</option>{values.map(value => <option key={value}>{value}</option>)}</select></Field>
  }
  return (
    <Field label={label} hint={hint}>
      <input
        name={name} type={control} min={minimum} max={maximum} list={values.length > 0 ? list : undefined}
        placeholder={placeholder} autocomplete='off' spellcheck={false}
      />
      {values.length > 0 && <datalist id={list}>{values.map(value => <option key={value} value={value} />)}</datalist>}
    </Field>
  )
}

function TryItResult ({ response: { status, requestId, body } }: { response: GenerateResponse }) {
  const { router, api } = useInbox()
  const open = (event: MouseEvent) => {
    event.preventDefault()
    router.push({ open: requestId })
  }
  const { data = [], background, output_format: format = 'png', usage } = (status === 200 && typeof body === 'object' ? body : {}) as ImagesBody
  // An image in base64 is shown as received. To load a URL would count as a download.
  const sources = data.flatMap(({ b64_json: base64 }, index) => {
    if (base64 !== undefined) return [`data:image/${format};base64,${base64}`]
    return requestId === undefined ? [] : [api.imageUrl(requestId, index, 480)]
  })
  return (
    <section>
      <h3>Response</h3>
      <p class='call-status'>
        <span class={`status is-${status < 400 ? 'drawn' : status < 500 ? 'refused' : 'failed'}`}>{status}</span>
        {usage && <span>{usage.total_tokens.toLocaleString()} tokens ({usage.input_tokens.toLocaleString()} input, {usage.output_tokens.toLocaleString()} output)</span>}
        {requestId !== undefined && <a href={router.href({ open: requestId })} onClick={open}>Details</a>}
      </p>
      {sources.length > 0 && (
        <div class={background === 'transparent' ? 'try-it-pictures is-transparent' : 'try-it-pictures'}>
          {sources.map((source, index) => <img key={index} class='picture' src={source} alt='The generated picture' />)}
        </div>
      )}
      <Json value={shortened(body)} label='Response' />
    </section>
  )
}

/** A successful response. */
interface ImagesBody {
  data?: Array<{ b64_json?: string }>
  background?: string
  output_format?: string
  usage?: Usage
}

/** Returns the body with long strings cut: an image in base64 has megabytes. */
function shortened (body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_, value) => typeof value === 'string' && value.length > 1_000
    ? `${value.slice(0, 60)}… (${value.length.toLocaleString()} characters)`
    : value))
}
