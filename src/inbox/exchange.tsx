/** The request as it came, the answer as it went, and the facts between them. */
import { useState } from 'preact/hooks'
import type { Entry } from '../journal/entry.js'
import { Json } from './code.js'

export function Question ({ entry: { method, path, query, headers, body, bodyTruncated, bodyBytes } }: { entry: Entry }) {
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
          <button type='button' aria-pressed={isRaw} onClick={() => setRaw(true)}>As it came</button>
        </div>
      )}
      {body === undefined
        ? <p class='remark'>It had no body.</p>
        : isRaw || value === undefined ? <pre class='code' tabIndex={0} role='region' aria-label='Body as it came'>{body}</pre> : <Json value={value} label='Body' />}
      {bodyTruncated && <p class='remark'>Only its beginning{bodyBytes !== undefined && `: the whole body had ${bodyBytes.toLocaleString()} bytes`}.</p>}
    </section>
  )
}

export function Answer ({ entry: { status, answer, outcome } }: { entry: Entry }) {
  return (
    <section>
      <h3>Answer</h3>
      {status !== undefined && <p class='line'><code>{status}</code>{outcome === undefined ? '' : `, but not to its end (${outcome})`}</p>}
      {typeof answer === 'string' && <pre class='code' tabIndex={0} role='region' aria-label='Answer'>{answer}</pre>}
      {typeof answer === 'object' && <Json value={answer} label='Answer' />}
      {answer === undefined && <p class='remark'>{status === undefined ? `None was sent (${outcome ?? 'aborted'}).` : 'An image file, or nothing to show.'}</p>}
    </section>
  )
}

export function Facts ({ entry: { id, time, key, request } }: { entry: Entry }) {
  const { prompt, ...resolved } = request ?? {}
  const facts = { id, time: new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }), key: key ?? 'none', ...resolved }
  return (
    <section>
      <h3>With every default</h3>
      <dl class='headers'>{Object.entries(facts).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{String(value)}</dd></div>)}</dl>
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
