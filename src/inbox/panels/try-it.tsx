/** The panel Try it: sends a real request and shows the response. */
import { useEffect, useState } from 'preact/hooks'
import { Json } from '../call/code.js'
import { formFields, requestBody, type FormField } from '../data/form-fields.js'
import { useInbox } from '../data/inbox-state.js'
import type { GenerateResponse } from '../data/mock-api.js'
import { Field, valuesOf } from './field.js'
import { Panel } from './panel.js'

export function TryIt () {
  const { api, connection } = useInbox()
  const [fields, setFields] = useState<FormField[]>([])
  const [state, setState] = useState<{ response?: GenerateResponse, problem?: string, isWaiting?: true }>({})
  useEffect(() => { api.publishedParameters().catch(() => ({})).then(published => setFields(formFields(published))) }, [])
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
      <form class='form' onSubmit={send}>
        <Field label='Prompt'><textarea name='prompt' rows={3} dir='auto' defaultValue='A cute baby sea otter' /></Field>
        <div class='form-grid'>{fields.map(field => <ParameterField key={field.name} field={field} />)}</div>
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

/** The field of a parameter. An empty field leaves the parameter out of the request. */
function ParameterField ({ field: { name, label, control, values } }: { field: FormField }) {
  const list = `values-of-${name}`
  if (control === 'select') {
    return <Field label={label}><select name={name}><option value=''>default</option>{values.map(value => <option key={value}>{value}</option>)}</select></Field>
  }
  return (
    <Field label={label}>
      <input name={name} type={control} list={values.length > 0 ? list : undefined} placeholder='default' autocomplete='off' spellcheck={false} />
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
  const count = status === 200 && typeof body === 'object' ? (body as { data?: unknown[] }).data?.length ?? 0 : 0
  return (
    <section>
      <h3>Response</h3>
      <p class='call-status'>
        <span class={`status is-${status < 400 ? 'drawn' : status < 500 ? 'refused' : 'failed'}`}>{status}</span>
        {requestId !== undefined && <a href={router.href({ open: requestId })} onClick={open}>Details</a>}
      </p>
      {requestId !== undefined && count > 0 && (
        <div class='try-it-pictures'>
          {Array.from({ length: count }, (_, index) => (
            <img key={index} class='picture' src={api.imageUrl(requestId, index, 480)} alt='The generated picture' />
          ))}
        </div>
      )}
      <Json value={shortened(body)} label='Response' />
    </section>
  )
}

/** Returns the body with long strings cut: an image in base64 has megabytes. */
function shortened (body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_, value) => typeof value === 'string' && value.length > 1_000
    ? `${value.slice(0, 60)}… (${value.length.toLocaleString()} characters)`
    : value))
}
