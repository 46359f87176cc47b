/** Code views: snippets in tabs with a copy button, and highlighted JSON. */
import { useId, useState } from 'preact/hooks'
import type { Snippet } from '../data/snippets/snippets.js'
import { CopyButton } from './copy-button.js'

export function Snippets ({ snippets, label }: { snippets: readonly Snippet[], label: string }) {
  const [selected, setSelected] = useState(snippets[0]!.name)
  const id = useId()
  const { name, text } = snippets.find(({ name }) => name === selected) ?? snippets[0]!
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = (snippets.findIndex(snippet => snippet.name === name) + step + snippets.length) % snippets.length
    setSelected(snippets[next]!.name)
    ;(event.currentTarget as HTMLElement).querySelectorAll('button')[next]!.focus()
  }
  return (
    <div class='snippets'>
      <div class='snippets-bar'>
        <div role='tablist' aria-label={label} class='tabs' onKeyDown={onKeyDown}>
          {snippets.map(snippet => (
            <button
              key={snippet.name} type='button' role='tab' id={`${id}-${snippet.name}`}
              aria-selected={snippet.name === name} aria-controls={`${id}-panel`}
              tabIndex={snippet.name === name ? 0 : -1} onClick={() => setSelected(snippet.name)}
            >{snippet.name}
            </button>
          ))}
        </div>
        <CopyButton text={text} />
      </div>
      <pre class='code' role='tabpanel' id={`${id}-panel`} aria-labelledby={`${id}-${name}`} tabIndex={0}>{text}</pre>
    </div>
  )
}

/** Highlighted JSON. `marked` names the member that is underlined. */
export function Json ({ value, label, marked }: { value: unknown, label: string, marked?: string | undefined }) {
  const text = JSON.stringify(value, undefined, 2)
  const [from, to] = (marked === undefined ? undefined : memberIn(text, marked)) ?? [text.length, text.length]
  return (
    <pre class='code' tabIndex={0} role='region' aria-label={label}>
      {highlight(text.slice(0, from))}
      {from < to && <mark class='at-fault'>{highlight(text.slice(from, to))}</mark>}
      {highlight(text.slice(to))}
    </pre>
  )
}

/** Returns the start and end of a member of the outer object. In indented JSON no string contains a line break. */
function memberIn (text: string, name: string): [number, number] | undefined {
  const start = text.indexOf(`\n  ${JSON.stringify(name)}: `)
  if (start < 0) return undefined
  const length = text.slice(start + 1).search(/,?\n(?: {2}"|\})/)
  return [start + 3, start + 1 + length]
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*|true|false|null/g
/** A longer text would need too many elements, so it is not highlighted. In UTF-16 code units. */
const maxHighlighted = 20_000

function highlight (text: string) {
  if (text.length > maxHighlighted) return text
  const parts = []
  let from = 0
  for (const match of text.matchAll(token)) {
    const [whole, string, colon] = match
    parts.push(text.slice(from, match.index))
    if (colon !== undefined) parts.push(<span class='json-name'>{string}</span>, colon)
    else if (string !== undefined) parts.push(<JsonString json={string} />)
    else parts.push(<span class='json-value'>{whole}</span>)
    from = match.index + whole.length
  }
  return [...parts, text.slice(from)]
}

/** A string; a link if it is a URL of the mock. Other URLs are never links, since a client may have sent them. */
function JsonString ({ json }: { json: string }) {
  const text = /^"https?:/.test(json) ? JSON.parse(json) as string : undefined
  const isOwn = text !== undefined && URL.canParse(text) && new URL(text).origin === location.origin
  return isOwn ? <a class='json-text' href={text} target='_blank' rel='noreferrer'>{json}</a> : <span class='json-text'>{json}</span>
}
