/** How all callers are treated, whatever they ask: shown, changed, and set back to the settings. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Field, valuesOf } from './field.js'
import { percentOf } from './in-effect.js'
import { useInbox } from './inbox.js'
import type { Behaviours } from './mock-api.js'

export function StandingBehaviours ({ errors }: { errors: readonly string[] }) {
  const now = useInbox().behaviours.value
  // A choice takes no value before it has any.
  if (!now || errors.length === 0) return null
  return <section><h3>For everybody</h3><BehavioursForm now={now} errors={errors} /></section>
}

function BehavioursForm ({ now, errors }: { now: Behaviours, errors: readonly string[] }) {
  const { api } = useInbox()
  const form = useRef<HTMLFormElement>(null)
  const written = useRef<Record<string, string>>({})
  const [problem, setProblem] = useState<string>()
  // Only what has changed is written: in another field one may be typing.
  const write = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      if (written.current[name] !== value) (form.current!.elements.namedItem(name) as HTMLInputElement).value = value
    }
    written.current = values
  }
  useLayoutEffect(() => write(shown(now)), [now])
  const attempt = (change: Promise<unknown>) => change.then(() => setProblem(undefined), (error: Error) => setProblem(error.message))
  const reset = async () => {
    const values = await api.resetBehaviours()
    written.current = {}
    write(shown(values))
  }

  return (
    <form ref={form} class='form' onSubmit={event => event.preventDefault()} onChange={event => attempt(api.changeBehaviours(changes(valuesOf(event.currentTarget), now)))}>
      <Field label='Latency'><input name='latency' placeholder='none, or 250ms, 1s-3s, realistic' autocomplete='off' /></Field>
      <Field label='Images per minute'><input name='imagesPerMinute' type='number' min='0' max='1000000' placeholder='any number' /></Field>
      <div class='form-row'>
        <Field label='Percent that fail'><input name='errorRate' type='number' min='0' max='100' step='any' placeholder='0' /></Field>
        <Field label='With'><select name='errorRateError'>{errors.map(name => <option key={name}>{name}</option>)}</select></Field>
      </div>
      {problem !== undefined && <p role='alert' class='problem'>{problem}</p>}
      <button type='button' class='small' onClick={() => attempt(reset())}>Back to the settings</button>
    </form>
  )
}

/** As the fields have them. */
function shown ({ latency, imagesPerMinute, errorRate, errorRateError }: Behaviours): Record<keyof Behaviours, string> {
  return {
    latency: latency ?? '',
    imagesPerMinute: imagesPerMinute?.toString() ?? '',
    errorRate: errorRate === 0 ? '' : String(percentOf(errorRate)),
    errorRateError
  }
}

/** Only what differs: the rest may have been changed by somebody else. */
function changes ({ latency, imagesPerMinute, errorRate, errorRateError }: Record<string, string>, now: Behaviours): Partial<Behaviours> {
  const wanted = {
    latency: latency ?? null,
    imagesPerMinute: imagesPerMinute === undefined ? null : Number(imagesPerMinute),
    errorRate: Number(errorRate ?? 0) / 100,
    errorRateError: errorRateError ?? now.errorRateError
  }
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== now[name as keyof Behaviours]))
}
