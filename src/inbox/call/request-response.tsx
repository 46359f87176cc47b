/** Request and response of an open call as sent and received, and the resolved parameters. */
import { useState } from 'preact/hooks'
import type { SentParameters } from '../../contract/parameters.js'
import type { Usage } from '../../contract/usage/usage.js'
import type { Answer, Entry } from '../../journal/entries/entry.js'
import { allowedValuesIn, moderationOf, parameterFaultOf, type ParameterFault } from '../data/calls/findings.js'
import { useInbox } from '../data/inbox-state.js'
import { Json } from './code.js'

export function RequestView ({ entry: { method, path, query, headers, body, bodyTruncated, bodyBytes, answer } }: { entry: Entry }) {
  const value = parsed(body)
  const fault = parameterFaultOf(answer, value)
  const [isRaw, setRaw] = useState(false)
  return (
    <section>
      <h3>Request</h3>
      <p class='line'><code>{method} {path}{query === undefined ? '' : `?${query}`}</code></p>
      <details>
        <summary>{Object.keys(headers).length} headers</summary>
        <dl class='headers'>{Object.entries(headers).map(([name, text]) => <div key={name}><dt>{name}</dt><dd>{text}</dd></div>)}</dl>
      </details>
      {body !== undefined && value !== undefined && (
        <div class='body-format' role='group' aria-label='Body'>
          <button type='button' aria-pressed={!isRaw} onClick={() => setRaw(false)}>Pretty</button>
          <button type='button' aria-pressed={isRaw} onClick={() => setRaw(true)}>Raw</button>
        </div>
      )}
      {body === undefined && <p class='note'>No body.</p>}
      {body !== undefined && (isRaw || value === undefined
        ? <pre class='code' tabIndex={0} role='region' aria-label='Raw body'>{body}</pre>
        : <Json value={value} label='Body' marked={fault?.param} />)}
      {fault && value !== undefined && <AllowedValues fault={fault} body={value} />}
      {bodyTruncated && <p class='note'>Only the beginning is shown{bodyBytes !== undefined && ` of ${bodyBytes.toLocaleString()} bytes`}.</p>}
    </section>
  )
}

/** Says that the parameter at fault is missing, and lists its allowed values. */
function AllowedValues ({ fault: { param, message }, body }: { fault: ParameterFault, body: unknown }) {
  const isMissing = typeof body === 'object' && body !== null && !Object.hasOwn(body, param)
  const allowed = allowedValuesIn(message)
  if (!isMissing && allowed.length === 0) return null
  return (
    <p class='fault-note'>
      {isMissing && <span><code>{param}</code> is not in the body.</span>}
      {allowed.length > 0 && <><span>Allowed for <code>{param}</code>:</span>{allowed.map(value => <code key={value} class='chip'>{value}</code>)}</>}
    </p>
  )
}

export function ResponseView ({ entry: { status, answer, outcome, events } }: { entry: Entry }) {
  return (
    <section>
      <h3>Response</h3>
      {status !== undefined && <p class='line'><code>{status}</code>{outcome === undefined ? '' : `, incomplete (${outcome})`}</p>}
      {typeof answer === 'string' && <pre class='code' tabIndex={0} role='region' aria-label='Response'>{answer}</pre>}
      {typeof answer === 'object' && <Json value={answer} label='Response' />}
      <Moderation answer={answer} />
      {answer === undefined && <p class='note'>{status === undefined ? `No response (${outcome ?? 'aborted'}).` : (events ? 'A stream without its last event.' : 'An image file, or an empty body.')}</p>}
    </section>
  )
}

/** Says at which stage the safety system blocked the request, and why. */
function Moderation ({ answer }: { answer: Answer | undefined }) {
  const moderation = moderationOf(answer)
  if (!moderation) return null
  return (
    <p class='fault-note'>
      <span>Blocked by moderation of the {moderation.stage === 'output' ? 'generated image' : 'prompt'}:</span>
      {moderation.categories.map(category => <code key={category} class='chip'>{category}</code>)}
    </p>
  )
}

/** The tokens of the response, such as `1,056 (1,056 image)`. */
export function UsageView ({ usage }: { usage: Usage }) {
  const rows = [
    ['input', usage.input_tokens, usage.input_tokens_details],
    ['output', usage.output_tokens, usage.output_tokens_details],
    ['total', usage.total_tokens, undefined]
  ] as const
  return (
    <section>
      <h3>Usage in tokens</h3>
      <dl class='headers'>
        {rows.map(([name, tokens, details]) => <div key={name}><dt>{name}</dt><dd>{tokens.toLocaleString()}{detailsText(details)}</dd></div>)}
      </dl>
    </section>
  )
}

function detailsText (details: Usage['input_tokens_details'] | undefined): string {
  const kinds = [['text', details?.text_tokens], ['image', details?.image_tokens]] as const
  const shown = kinds.flatMap(([kind, tokens]) => tokens ? [`${tokens.toLocaleString()} ${kind}`] : [])
  return shown.length === 0 ? '' : ` (${shown.join(', ')})`
}

export function Facts ({ entry: { id, time, key, request }, chosen = {} }: { entry: Entry, chosen: SentParameters | undefined }) {
  const { prompt, ...parameters } = request ?? {}
  return (
    <section>
      <h3>Details{request && ' (defaults applied)'}</h3>
      <dl class='headers'>
        <div><dt>id</dt><dd>{id}</dd></div>
        <div><dt>time</dt><dd>{new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}</dd></div>
        <div><dt>key</dt><dd>{key === undefined ? 'none' : <FilterLink filter='key' value={key} />}</dd></div>
        {Object.entries(parameters).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <FilterLink filter={name} value={String(value)} />
              {Object.hasOwn(chosen, name) && <> → <FilterLink filter={name} value={String(chosen[name as keyof SentParameters])} /></>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** A link to the search for requests with the same value. */
function FilterLink ({ filter, value }: { filter: string, value: string }) {
  const { router } = useInbox()
  const q = `${filter}:${/\s/.test(value) ? `"${value}"` : value}`
  const show = (event: MouseEvent) => {
    event.preventDefault()
    router.push({ open: undefined, q })
  }
  return <a href={router.href({ open: undefined, q })} title='Show all requests with this value' onClick={show}>{value}</a>
}

function parsed (body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}
