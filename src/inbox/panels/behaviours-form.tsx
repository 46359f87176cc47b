/** Form of the behaviours, which apply to all requests. A changed field is saved at once. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useInbox } from '../data/inbox-state.js'
import { UnreachableError, type BehaviourValues } from '../data/mock-api.js'
import { percentOf } from '../data/overrides.js'
import { Field, valuesOf } from './field.js'

/** `errors` are the names of the errors to choose from. */
export function BehavioursSection ({ errors }: { errors: readonly string[] }) {
  const current = useInbox().behaviours.value
  // A select ignores its value until it has the option.
  if (!current || errors.length === 0) return null
  return <section><h3>All requests</h3><BehavioursForm current={current} errors={errors} /></section>
}

type Name = keyof BehaviourValues

const savedMs = 1_500

/** The message for a value that a field does not accept. */
const hints: Record<Name, string> = {
  latency: 'Enter a time such as 250ms or 2s, a range such as 1s-3s, or realistic.',
  imagesPerMinute: 'Enter a whole number up to 1,000,000.',
  errorRate: 'Enter a percentage from 0 to 100.',
  errorRateError: 'Choose one of the errors.'
}

function BehavioursForm ({ current, errors }: { current: BehaviourValues, errors: readonly string[] }) {
  const { api } = useInbox()
  const form = useRef<HTMLFormElement>(null)
  // The value of the mock that each field shows. Undefined if the user has changed the field: then nothing may replace its text.
  const shown = useRef<Record<string, string | undefined>>({})
  const [problems, setProblems] = useState<Partial<Record<Name | 'reset', string>>>({})
  const setProblem = (field: Name | 'reset', text: string | undefined) =>
    setProblems(({ [field]: _, ...others }) => text === undefined ? others : { ...others, [field]: text })
  // Changes are sent one after another, since on separate connections one could overtake another.
  const lastChange = useRef<Promise<unknown>>(Promise.resolve())
  const send = (change: () => Promise<BehaviourValues>) => {
    const sent = lastChange.current.then(change, change)
    lastChange.current = sent
    return sent
  }
  const [saved, setSaved] = useState<Name>()
  useEffect(() => {
    if (saved === undefined) return
    const timer = setTimeout(() => setSaved(undefined), savedMs)
    return () => clearTimeout(timer)
  }, [saved])
  // A field that is being edited keeps its text: this may be the late notice of an earlier change.
  const show = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      const input = form.current!.elements.namedItem(name) as HTMLInputElement
      if (name in shown.current && input.value !== shown.current[name]) continue
      input.value = shown.current[name] = value
    }
  }
  useLayoutEffect(() => show(fieldValues(current)), [current])
  const save = (event: Event & { currentTarget: HTMLFormElement }) => {
    const input = event.target as HTMLInputElement
    const field = input.name as Name
    const sent = input.value
    shown.current[field] = undefined
    setSaved(undefined)
    // The value of a number field is empty if its text is not a number.
    if (!input.validity.valid) return setProblem(field, hints[field])
    // Sends this field only: the others may have been changed elsewhere.
    const change = { [field]: behaviourValues(valuesOf(event.currentTarget))[field] }
    send(() => api.changeBehaviours(change)).then(values => {
      if (input.value !== sent) return
      shown.current[field] = sent
      show(fieldValues(values))
      setProblem(field, undefined)
      setSaved(field)
    }, error => {
      if (input.value === sent) setProblem(field, error instanceof UnreachableError ? error.message : hints[field])
    })
  }
  const reset = () => send(api.resetBehaviours).then(values => {
    shown.current = {}
    show(fieldValues(values))
    setProblems({})
  }, (error: Error) => setProblem('reset', error.message))
  const stateOf = (field: Name) => ({ problem: problems[field], isSaved: saved === field })

  return (
    <form ref={form} class='form' onSubmit={event => event.preventDefault()} onChange={save}>
      <Field label='Latency' {...stateOf('latency')}>
        <input name='latency' placeholder='none, or 250ms, 1s-3s, realistic' autocomplete='off' />
      </Field>
      <Field label='Images per minute' {...stateOf('imagesPerMinute')}>
        <input name='imagesPerMinute' type='number' min='0' max='1000000' placeholder='no limit' />
      </Field>
      <div class='form-row'>
        <Field label='Error rate (%)' {...stateOf('errorRate')}>
          <input name='errorRate' type='number' min='0' max='100' step='any' placeholder='0' />
        </Field>
        <Field label='Error' {...stateOf('errorRateError')}>
          <select name='errorRateError'>{errors.map(name => <option key={name}>{name}</option>)}</select>
        </Field>
      </div>
      {problems.reset !== undefined && <p role='alert' class='problem'>{problems.reset}</p>}
      <button type='button' class='small' onClick={reset}>Restore defaults</button>
    </form>
  )
}

/** Returns the texts of the fields. */
function fieldValues ({ latency, imagesPerMinute, errorRate, errorRateError }: BehaviourValues): Record<keyof BehaviourValues, string> {
  return {
    latency: latency ?? '',
    imagesPerMinute: imagesPerMinute?.toString() ?? '',
    errorRate: errorRate === 0 ? '' : String(percentOf(errorRate)),
    errorRateError
  }
}

/** Returns the behaviours for the texts of the fields. An empty field unsets its behaviour. */
function behaviourValues ({ latency, imagesPerMinute, errorRate, errorRateError }: Record<string, string>) {
  return {
    latency: latency ?? null,
    imagesPerMinute: imagesPerMinute === undefined ? null : Number(imagesPerMinute),
    errorRate: Number(errorRate ?? 0) / 100,
    errorRateError
  }
}
