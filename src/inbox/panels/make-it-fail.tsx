/** The panel Make it fail: adds rules, lists them, and changes the behaviours. */
import { useState } from 'preact/hooks'
import { canStream } from '../../contract/operations/operations.js'
import type { Card } from '../../journal/entries/card.js'
import { useInbox } from '../data/inbox-state.js'
import type { NewRule, TriggerOption } from '../data/mock-api.js'
import { likenessOf } from '../data/snippets/repeat-request.js'
import { ActiveRules } from './active-rules.js'
import { BehavioursSection } from './behaviours-form.js'
import { Field, Segments, valuesOf } from './field.js'
import { Panel } from './panel.js'

const kinds = [['error', 'Error'], ['fault', 'Fault'], ['delay', 'Delay'], ['asset', 'Download']] as const
type Kind = typeof kinds[number][0]

/** `like`: the id of the request whose prompt and key the rule is for. */
export function MakeItFail ({ like }: { like: string | undefined }) {
  const { triggers: { value: triggers }, callOf, calls } = useInbox()
  const card = like !== undefined && calls.value ? callOf(like)?.attempts.find(({ id }) => id === like) : undefined
  return (
    <Panel title='Make it fail'>
      {triggers.length > 0 && <RuleForm key={card?.id} triggers={triggers} card={card} />}
      <ActiveRules source='posted' />
      <BehavioursSection errors={triggers.filter(({ word }) => word === 'error').map(({ value }) => String(value))} />
      <ActiveRules source='file' />
    </Panel>
  )
}

function RuleForm ({ triggers, card }: { triggers: readonly TriggerOption[], card: Card | undefined }) {
  const { api } = useInbox()
  const likeness = card && likenessOf(card)
  const operation = card && card.operation !== 'generation' ? card.operation : undefined
  const [kind, setKind] = useState<Kind>('error')
  const options = triggers.filter(({ word }) => word === kind)
  const [selected, setSelected] = useState<Partial<Record<Kind, string>>>({})
  const value = selected[kind] ?? String((options.find(({ value }) => value === 'rate_limit_exceeded') ?? options[0])?.value)
  const [problem, setProblem] = useState<string>()
  const arm = async (event: SubmitEvent) => {
    event.preventDefault()
    const { key, ...values } = valuesOf(event.currentTarget as HTMLFormElement)
    // A key with * is a pattern; otherwise the rule belongs to the key, as those of its tests do.
    const isPattern = key?.includes('*')
    const rule = ruleOf(kind, value, values, { ...(isPattern && { key: key! }), ...(operation && { operation }) })
    setProblem(await api.addRule(rule, isPattern ? undefined : key).then(() => undefined, (error: Error) => error.message))
  }
  return (
    <form class='form' onSubmit={arm}>
      <Segments label='Kind of failure' name='kind' values={kinds} selected={kind} onSelect={setKind} />
      {kind === 'delay'
        ? <DelayField options={options} selected={value} onSelect={delay => setSelected({ ...selected, delay })} />
        : <Options key={kind} options={options} selected={value} onSelect={option => setSelected({ ...selected, [kind]: option })} />}
      <div class='form-row'>
        <Field label='How many times'>
          <input name='times' type='number' min='1' max='1000000' defaultValue='1' placeholder='no limit' />
        </Field>
        {hasRetryAfter(options, value) && (
          <Field label='Retry after'><input name='retryAfter' placeholder='none, e.g. 20s' autocomplete='off' /></Field>
        )}
      </div>
      <Field label='For prompts' hint='Exact text, * for anything, or /regex/i'>
        <input name='prompt' defaultValue={likeness?.prompt} placeholder='any, or *otter*' autocomplete='off' spellcheck={false} />
      </Field>
      <Field label='API key' hint={operation && `Only ${operation}s`}>
        <input name='key' defaultValue={likeness?.key} placeholder='any, or *4f2a' autocomplete='off' spellcheck={false} />
      </Field>
      {kind !== 'asset' && (!operation || canStream(operation)) && <StreamFields isFailure={kind !== 'delay'} />}
      {problem !== undefined && <p role='alert' class='problem'>{problem}</p>}
      <button type='submit' class='primary'>Arm</button>
    </form>
  )
}

/** Options for streams, which are rarely needed. */
function StreamFields ({ isFailure }: { isFailure: boolean }) {
  return (
    <details class='stream-fields'>
      <summary>In a stream</summary>
      <div class='form-row'>
        {isFailure && <Field label='After events'><input name='after' type='number' min='0' max='3' placeholder='at the end' /></Field>}
        <Field label='Partial images'><input name='partials' type='number' min='0' max='3' placeholder='as asked' /></Field>
        <Field label='Time between'><input name='partialDelay' placeholder='none, e.g. 2s' autocomplete='off' /></Field>
      </div>
      <p class='note'>Only requests with <code>stream: true</code> match then.</p>
    </details>
  )
}

interface OptionsProps { options: readonly TriggerOption[], selected: string, onSelect: (value: string) => void }

function Options ({ options, selected, onSelect }: OptionsProps) {
  return (
    <fieldset class='choices'>
      <legend class='visually-hidden'>Failure</legend>
      {options.map(({ value, status, ...option }) => (
        <label key={value} class='choice'>
          <input type='radio' name='choice' value={String(value)} checked={String(value) === selected} onChange={() => onSelect(String(value))} />
          {status !== undefined && <span class={status < 500 ? 'status is-refused' : 'status is-failed'}>{status}</span>}
          <span class='choice-name'>{value}</span>
          <span class='choice-description'>{status === undefined ? option.description : errorText(option)}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** The message of an error as the families of models have it, and what it does not say. */
function errorText ({ message, gptImageMessage, note }: Omit<TriggerOption, 'value'>): string {
  const text = message ?? 'No message.'
  const texts = gptImageMessage === undefined ? [text] : [`GPT image models: ${gptImageMessage}`, `DALL·E: ${text}`]
  return [...texts, ...(note === undefined ? [] : [note])].join('\n')
}

function DelayField ({ options, selected, onSelect }: OptionsProps) {
  return (
    <>
      <Field label='How long' hint={options[0]?.description.replaceAll('`', '')}>
        <input name='delay' value={selected} required autocomplete='off' onInput={event => onSelect(event.currentTarget.value)} />
      </Field>
      <p class='examples'>
        {options.map(({ value }) => <button key={value} type='button' onClick={() => onSelect(String(value))}>{value}</button>)}
      </p>
    </>
  )
}

/** Whether the error may have a `retry-after` header. */
function hasRetryAfter (options: readonly TriggerOption[], value: string): boolean {
  const status = options.find(option => option.value === value)?.status
  return status === 429 || status === 503
}

function ruleOf (
  kind: Kind, value: string, values: Record<string, string>, others: Record<string, string>
): NewRule {
  const { times, prompt, retryAfter, after, partials, partialDelay } = values
  const match = { ...(prompt !== undefined && { prompt }), ...others }
  return {
    ...(Object.keys(match).length > 0 && { match }),
    respond: {
      [kind]: value,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(after !== undefined && { after: Number(after) }),
      ...(partials !== undefined && { partials: Number(partials) }),
      ...(partialDelay !== undefined && { partialDelay })
    },
    ...(times !== undefined && { times: Number(times) })
  }
}
