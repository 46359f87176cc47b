/** Code to read and to copy: several snippets behind tabs, and JSON with its parts told apart. */
import { useId, useState } from 'preact/hooks'
import { CopyButton } from './copy-button.js'
import type { Snippet } from '../data/snippets.js'

export function Snippets ({ snippets, label }: { snippets: readonly Snippet[], label: string }) {
  const [chosen, setChosen] = useState(snippets[0]!.name)
  const id = useId()
  const { name, text } = snippets.find(({ name }) => name === chosen) ?? snippets[0]!
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = (snippets.findIndex(snippet => snippet.name === name) + step + snippets.length) % snippets.length
    setChosen(snippets[next]!.name)
    ;(event.currentTarget as HTMLElement).querySelectorAll('button')[next]!.focus()
  }
  return (
    <div class='snippets'>
      <div class='snippets-bar'>
        <div role='tablist' aria-label={label} class='tabs' onKeyDown={onKeyDown}>
          {snippets.map(snippet => (
            <button
              key={snippet.name} type='button' role='tab' id={`${id}-${snippet.name}`} aria-selected={snippet.name === name} aria-controls={`${id}-panel`}
              tabIndex={snippet.name === name ? 0 : -1} onClick={() => setChosen(snippet.name)}
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

/** `marked` names a member of the object that is underlined. */
export function Json ({ value, label, marked }: { value: unknown, label: string, marked?: string | undefined }) {
  const text = JSON.stringify(value, undefined, 2)
  const [from, to] = (marked === undefined ? undefined : memberIn(text, marked)) ?? [text.length, text.length]
  return (
    <pre class='code' tabIndex={0} role='region' aria-label={label}>
      {coloured(text.slice(0, from))}{from < to && <mark class='at-fault'>{coloured(text.slice(from, to))}</mark>}{coloured(text.slice(to))}
    </pre>
  )
}

/** Where a member of the outer object begins and ends in its indented JSON. No string spans lines there. */
function memberIn (text: string, name: string): [number, number] | undefined {
  const start = text.indexOf(`\n  ${JSON.stringify(name)}: `)
  if (start < 0) return undefined
  const length = text.slice(start + 1).search(/,?\n(?: {2}"|\})/)
  return [start + 3, start + 1 + length]
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*|true|false|null/g
/** A longer text is shown without colours: it would be too many elements. */
const maxColoured = 20_000

function coloured (text: string) {
  if (text.length > maxColoured) return text
  const parts = []
  let from = 0
  for (const match of text.matchAll(token)) {
    const [whole, string, colon] = match
    parts.push(text.slice(from, match.index))
    if (colon !== undefined) parts.push(<span class='json-name'>{string}</span>, colon)
    else if (string !== undefined) parts.push(<Text json={string} />)
    else parts.push(<span class='json-value'>{whole}</span>)
    from = match.index + whole.length
  }
  return [...parts, text.slice(from)]
}

/** A string; a link where it is a URL of the mock itself. Others may come from anyone. */
function Text ({ json }: { json: string }) {
  const text = /^"https?:/.test(json) ? JSON.parse(json) as string : undefined
  const isOwn = text !== undefined && URL.canParse(text) && new URL(text).origin === location.origin
  return isOwn ? <a class='json-text' href={text} target='_blank' rel='noreferrer'>{json}</a> : <span class='json-text'>{json}</span>
}
