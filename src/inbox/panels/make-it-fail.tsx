/** The panel that arms failures, lists the rules and changes the standing behaviours. */
import { useState } from 'preact/hooks'
import { ArmedRules } from './active-rules.js'
import { Field, Segments, valuesOf } from './field.js'
import { useInbox } from '../data/inbox-state.js'
import type { Rule, Trigger } from '../data/mock-api.js'
import { PanelFrame } from './panel.js'
import { RuntimeSettings } from './behaviours-form.js'

const kinds = [['error', 'Error'], ['fault', 'Fault'], ['delay', 'Delay'], ['asset', 'Download']] as const
type Kind = typeof kinds[number][0]

export function MakeItFail () {
  const triggers = useInbox().triggers.value
  return (
    <PanelFrame title='Make it fail'>
      {triggers.length > 0 && <ArmForm triggers={triggers} />}
      <ArmedRules source='posted' />
      <RuntimeSettings errors={triggers.filter(({ word }) => word === 'error').map(({ value }) => String(value))} />
      <ArmedRules source='file' />
    </PanelFrame>
  )
}

function ArmForm ({ triggers }: { triggers: readonly Trigger[] }) {
  const { api } = useInbox()
  const [kind, setKind] = useState<Kind>('error')
  const choices = triggers.filter(({ word }) => word === kind)
  const [chosen, choose] = useState<Partial<Record<Kind, string>>>({})
  const value = chosen[kind] ?? String((choices.find(({ value }) => value === 'rate_limit_exceeded') ?? choices[0])?.value)
  const [problem, setProblem] = useState<string>()
  const arm = async (event: SubmitEvent) => {
    event.preventDefault()
    const { key, ...values } = valuesOf(event.currentTarget as HTMLFormElement)
    setProblem(await api.arm(ruleOf(kind, value, values), key).then(() => undefined, (error: Error) => error.message))
  }
  return (
    <form class='form' onSubmit={arm}>
      <Segments label='What goes wrong' name='kind' values={kinds} chosen={kind} choose={setKind} />
      {kind === 'delay'
        ? <DelayField choices={choices} value={value} choose={delay => choose({ ...chosen, delay })} />
        : <Choices key={kind} choices={choices} chosen={value} choose={word => choose({ ...chosen, [kind]: word })} />}
      <div class='form-row'>
        <Field label='How many times'><input name='times' type='number' min='1' max='1000000' defaultValue='1' placeholder='no limit' /></Field>
        {isRepeatable(choices, value) && <Field label='Retry after'><input name='retryAfter' placeholder='none, e.g. 20s' autocomplete='off' /></Field>}
      </div>
      <Field label='For prompts' hint='Exact text, * for anything, or /regex/i'><input name='prompt' placeholder='any, or *otter*' autocomplete='off' spellcheck={false} /></Field>
      <Field label='API key'><input name='key' placeholder='any' autocomplete='off' spellcheck={false} /></Field>
      {problem !== undefined && <p role='alert' class='problem'>{problem}</p>}
      <button type='submit' class='primary'>Arm</button>
    </form>
  )
}

function Choices ({ choices, chosen, choose }: { choices: readonly Trigger[], chosen: string, choose: (value: string) => void }) {
  return (
    <fieldset class='choices'>
      <legend class='unseen'>Which one</legend>
      {choices.map(({ value, status, message, description }) => (
        <label key={value} class='choice'>
          <input type='radio' name='choice' value={value} checked={value === chosen} onChange={() => choose(String(value))} />
          {status !== undefined && <span class={status < 500 ? 'status is-refused' : 'status is-failed'}>{status}</span>}
          <span class='choice-name'>{value}</span>
          <span class='choice-what'>{status === undefined ? description : message ?? 'No message.'}</span>
        </label>
      ))}
    </fieldset>
  )
}

function DelayField ({ choices, value, choose }: { choices: readonly Trigger[], value: string, choose: (value: string) => void }) {
  return (
    <>
      <Field label='How long' hint={choices[0]?.description.replaceAll('`', '')}>
        <input name='delay' value={value} required autocomplete='off' onInput={event => choose(event.currentTarget.value)} />
      </Field>
      <p class='examples'>{choices.map(({ value }) => <button key={value} type='button' onClick={() => choose(String(value))}>{value}</button>)}</p>
    </>
  )
}

/** `retry-after` goes with these statuses. */
function isRepeatable (choices: readonly Trigger[], value: string): boolean {
  const status = choices.find(choice => choice.value === value)?.status
  return status === 429 || status === 503
}

function ruleOf (kind: Kind, value: string, { times, prompt, retryAfter }: Record<string, string>): Rule {
  return {
    ...(prompt !== undefined && { match: { prompt } }),
    respond: { [kind]: value, ...(retryAfter !== undefined && { retryAfter }) },
    ...(times !== undefined && { times: Number(times) })
  }
}
