/** The form that sends a real request from the page and shows the response. */
import { useEffect, useState } from 'preact/hooks'
import { Field, valuesOf } from './field.js'
import { Json } from '../call/code.js'
import { useInbox } from '../data/inbox-state.js'
import type { Answered } from '../data/mock-api.js'
import { PanelFrame } from './panel.js'

/** The members with a choice, in the form's order, and how each is called there. */
const chosen = { size: 'Size', quality: 'Quality', style: 'Style', response_format: 'Response format' }

export function TryIt () {
  const { api, connection } = useInbox()
  const [choices, setChoices] = useState<Record<string, string[]>>({})
  const [state, setState] = useState<{ answered?: Answered, problem?: string, isWaiting?: true }>({})
  useEffect(() => { api.choices().then(setChoices, () => {}) }, [])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const { key, n, ...members } = valuesOf(event.currentTarget as HTMLFormElement)
    setState({ isWaiting: true })
    api.generate({ ...members, ...(n !== undefined && { n: Number(n) }) }, key).then(
      answered => setState({ answered }),
      () => setState({ problem: connection.value === 'lost' ? 'The mock cannot be reached.' : 'No response: the connection was closed.' }))
  }
  return (
    <PanelFrame title='Try it'>
      <form class='form' onSubmit={send}>
        <Field label='Prompt'><textarea name='prompt' rows={3} dir='auto' defaultValue='A cute baby sea otter' /></Field>
        <div class='form-row'>
          <Field label='Model'>
            <input name='model' list='models' placeholder='default' autocomplete='off' spellcheck={false} />
            <datalist id='models'>{choices['model']?.map(value => <option key={value} value={value} />)}</datalist>
          </Field>
          <Field label='How many'><input name='n' type='number' placeholder='default' /></Field>
        </div>
        <div class='form-row'>
          {Object.entries(chosen).map(([name, label]) => (
            <Field key={name} label={label}>
              <select name={name}><option value=''>default</option>{choices[name]?.map(value => <option key={value}>{value}</option>)}</select>
            </Field>
          ))}
        </div>
        <Field label='API key'><input name='key' placeholder='none' autocomplete='off' spellcheck={false} /></Field>
        <button type='submit' class='primary' disabled={state.isWaiting}>{state.isWaiting ? 'Waiting …' : 'Send'}</button>
      </form>
      <div aria-live='polite'>
        {state.problem !== undefined && <p class='problem'>{state.problem}</p>}
        {state.answered && <TryItResult answered={state.answered} />}
      </div>
    </PanelFrame>
  )
}

function TryItResult ({ answered: { status, requestId, body } }: { answered: Answered }) {
  const { address, api } = useInbox()
  const open = (event: MouseEvent) => {
    event.preventDefault()
    address.go({ open: requestId })
  }
  const count = status === 200 && typeof body === 'object' ? (body as { data?: unknown[] }).data?.length ?? 0 : 0
  return (
    <section class='came'>
      <h3>Response</h3>
      <p class='telling-state'>
        <span class={`status is-${status < 400 ? 'drawn' : status < 500 ? 'refused' : 'failed'}`}>{status}</span>
        {requestId !== undefined && <a href={address.href({ open: requestId })} onClick={open}>Details</a>}
      </p>
      {requestId !== undefined && count > 0 && (
        <div class='came-pictures'>{Array.from({ length: count }, (_, index) => <img key={index} class='picture' src={api.imageUrl(requestId, index, 480)} alt='The generated picture' />)}</div>
      )}
      <Json value={shortened(body)} label='Response' />
    </section>
  )
}

/** Images in base64 are megabytes of letters. */
function shortened (body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_, value) => typeof value === 'string' && value.length > 1_000 ? `${value.slice(0, 60)}… (${value.length.toLocaleString()} characters)` : value))
}
