/** The form of the standing behaviours, which apply to all requests. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Field, valuesOf } from './field.js'
import { percentOf } from '../data/in-effect.js'
import { useInbox } from '../data/inbox-state.js'
import { UnreachableError, type Behaviours } from '../data/mock-api.js'

export function RuntimeSettings ({ errors }: { errors: readonly string[] }) {
  const now = useInbox().behaviours.value
  // A choice takes no value before it has any.
  if (!now || errors.length === 0) return null
  return <section><h3>All requests</h3><BehavioursForm now={now} errors={errors} /></section>
}

type Name = keyof Behaviours

const savedMs = 1_500

/** What each field takes. */
const accepted: Record<Name, string> = {
  latency: 'Enter a time such as 250ms or 2s, a range such as 1s-3s, or realistic.',
  imagesPerMinute: 'Enter a whole number up to 1,000,000.',
  errorRate: 'Enter a percentage from 0 to 100.',
  errorRateError: 'Choose one of the errors.'
}

function BehavioursForm ({ now, errors }: { now: Behaviours, errors: readonly string[] }) {
  const { api } = useInbox()
  const form = useRef<HTMLFormElement>(null)
  const written = useRef<Record<string, string>>({})
  const [problems, setProblems] = useState<Partial<Record<Name | 'reset', string>>>({})
  const note = (field: Name | 'reset', text: string | undefined) => setProblems(({ [field]: _, ...others }) => text === undefined ? others : { ...others, [field]: text })
  const [saved, setSaved] = useState<Name>()
  useEffect(() => {
    if (saved === undefined) return
    const timer = setTimeout(() => setSaved(undefined), savedMs)
    return () => clearTimeout(timer)
  }, [saved])
  // Only what has changed is written: in another field one may be typing.
  const write = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      if (written.current[name] !== value) (form.current!.elements.namedItem(name) as HTMLInputElement).value = value
    }
    written.current = values
  }
  useLayoutEffect(() => write(shown(now)), [now])
  const save = (event: Event & { currentTarget: HTMLFormElement }) => {
    const { name, validity } = event.target as HTMLInputElement
    const field = name as Name
    setSaved(undefined)
    // A number field that holds no number has an empty value.
    if (!validity.valid) return note(field, accepted[field])
    // That field alone: the others may have been changed elsewhere.
    api.changeBehaviours({ [field]: valuesIn(valuesOf(event.currentTarget))[field] }).then(() => {
      note(field, undefined)
      setSaved(field)
    }, error => note(field, error instanceof UnreachableError ? error.message : accepted[field]))
  }
  const reset = () => api.resetBehaviours().then(values => {
    written.current = {}
    write(shown(values))
    setProblems({})
  }, (error: Error) => note('reset', error.message))
  const stateOf = (field: Name) => ({ problem: problems[field], isSaved: saved === field })

  return (
    <form ref={form} class='form' onSubmit={event => event.preventDefault()} onChange={save}>
      <Field label='Latency' {...stateOf('latency')}><input name='latency' placeholder='none, or 250ms, 1s-3s, realistic' autocomplete='off' /></Field>
      <Field label='Images per minute' {...stateOf('imagesPerMinute')}><input name='imagesPerMinute' type='number' min='0' max='1000000' placeholder='no limit' /></Field>
      <div class='form-row'>
        <Field label='Error rate (%)' {...stateOf('errorRate')}><input name='errorRate' type='number' min='0' max='100' step='any' placeholder='0' /></Field>
        <Field label='Error' {...stateOf('errorRateError')}><select name='errorRateError'>{errors.map(name => <option key={name}>{name}</option>)}</select></Field>
      </div>
      {problems.reset !== undefined && <p role='alert' class='problem'>{problems.reset}</p>}
      <button type='button' class='small' onClick={reset}>Restore defaults</button>
    </form>
  )
}

/** The values as the fields show them. */
function shown ({ latency, imagesPerMinute, errorRate, errorRateError }: Behaviours): Record<keyof Behaviours, string> {
  return {
    latency: latency ?? '',
    imagesPerMinute: imagesPerMinute?.toString() ?? '',
    errorRate: errorRate === 0 ? '' : String(percentOf(errorRate)),
    errorRateError
  }
}

/** The values that the fields hold. An empty field unsets its behaviour. */
function valuesIn ({ latency, imagesPerMinute, errorRate, errorRateError }: Record<string, string>) {
  return {
    latency: latency ?? null,
    imagesPerMinute: imagesPerMinute === undefined ? null : Number(imagesPerMinute),
    errorRate: Number(errorRate ?? 0) / 100,
    errorRateError
  }
}
