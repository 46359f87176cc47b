/** The request as it came, the answer as it went, and the facts between them. */
import { useState } from 'preact/hooks'
import type { Entry } from '../../journal/entry.js'
import { Json } from './code.js'
import { allowedIn, faultIn, type Fault } from '../data/fault.js'
import { useInbox } from '../data/inbox-state.js'

export function RequestView ({ entry: { method, path, query, headers, body, bodyTruncated, bodyBytes, answer } }: { entry: Entry }) {
  const fault = faultIn(answer)
  const value = parsed(body)
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
        <div class='as' role='group' aria-label='Body'>
          <button type='button' aria-pressed={!isRaw} onClick={() => setRaw(false)}>Pretty</button>
          <button type='button' aria-pressed={isRaw} onClick={() => setRaw(true)}>Raw</button>
        </div>
      )}
      {body === undefined
        ? <p class='remark'>No body.</p>
        : isRaw || value === undefined ? <pre class='code' tabIndex={0} role='region' aria-label='Raw body'>{body}</pre> : <Json value={value} label='Body' marked={fault?.param} />}
      {fault && value !== undefined && <FaultNote fault={fault} body={value} />}
      {bodyTruncated && <p class='remark'>Only the beginning is shown{bodyBytes !== undefined && ` of ${bodyBytes.toLocaleString()} bytes`}.</p>}
    </section>
  )
}

/** Whether the parameter at fault is missing, and the values that are allowed. */
function FaultNote ({ fault: { param, message }, body }: { fault: Fault, body: unknown }) {
  const isMissing = typeof body === 'object' && body !== null && !Object.hasOwn(body, param)
  const allowed = allowedIn(message)
  if (!isMissing && allowed.length === 0) return null
  return (
    <p class='fault-note'>
      {isMissing && <span><code>{param}</code> is not in the body.</span>}
      {allowed.length > 0 && <><span>Allowed for <code>{param}</code>:</span>{allowed.map(value => <code key={value} class='chip'>{value}</code>)}</>}
    </p>
  )
}

export function Answer ({ entry: { status, answer, outcome } }: { entry: Entry }) {
  return (
    <section>
      <h3>Response</h3>
      {status !== undefined && <p class='line'><code>{status}</code>{outcome === undefined ? '' : `, incomplete (${outcome})`}</p>}
      {typeof answer === 'string' && <pre class='code' tabIndex={0} role='region' aria-label='Response'>{answer}</pre>}
      {typeof answer === 'object' && <Json value={answer} label='Response' />}
      {answer === undefined && <p class='remark'>{status === undefined ? `No response (${outcome ?? 'aborted'}).` : 'An image file, or an empty body.'}</p>}
    </section>
  )
}

/** The facts that the search has a filter for, each with the filter's name. */
const filterOf: Readonly<Record<string, string>> = {
  key: 'key', model: 'model', size: 'size', quality: 'quality', style: 'style', response_format: 'format', user: 'user'
}

export function Facts ({ entry: { id, time, key, request } }: { entry: Entry }) {
  const { address } = useInbox()
  const { prompt, ...resolved } = request ?? {}
  const facts = { id, time: new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }), key: key ?? 'none', ...resolved }
  const preview = (event: MouseEvent, q: string) => {
    event.preventDefault()
    address.go({ open: undefined, q })
  }
  const linked = (name: string, value: string) => {
    const filter = value === 'none' ? undefined : filterOf[name]
    if (filter === undefined) return value
    const q = `${filter}:${/\s/.test(value) ? `"${value}"` : value}`
    return <a href={address.href({ open: undefined, q })} title='Show all requests with this value' onClick={event => preview(event, q)}>{value}</a>
  }
  return (
    <section>
      <h3>Details{request && ' (defaults applied)'}</h3>
      <dl class='headers'>{Object.entries(facts).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{linked(name, String(value))}</dd></div>)}</dl>
    </section>
  )
}

function parsed (body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '')
  } catch {
    return undefined
  }
}
