/** The search field, and what may be asked in it. */
import { useRef } from 'preact/hooks'
import { SearchIcon } from './icons.js'
import { useInbox } from './inbox.js'
import { filterExamples } from './search.js'
import { useShortcuts } from './shortcuts.js'

export function SearchField () {
  const { address } = useInbox()
  const place = address.place.value
  const { q } = place
  const input = useRef<HTMLInputElement>(null)
  const search = (q: string) => {
    address.swap({ q })
    window.scrollTo(0, 0)
  }
  useShortcuts({
    '/': () => input.current?.select(),
    Escape: () => place.panel ? address.leave({ panel: undefined, rule: undefined }) : search('')
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (q === '') input.current?.blur()
      else search('')
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      document.querySelector<HTMLElement>('.grid .card')?.focus()
    } else return
    event.preventDefault()
  }
  const add = (word: string) => {
    search(`${q.trimEnd()} ${word}`.trimStart())
    input.current?.focus()
  }

  return (
    <search class='search'>
      <SearchIcon />
      <input
        ref={input} type='search' value={q} placeholder='Search prompts, or status:429' aria-label='Search' aria-describedby='search-hint'
        autocomplete='off' spellcheck={false} enterkeyhint='search' onInput={event => search(event.currentTarget.value)} onKeyDown={onKeyDown}
      />
      <kbd aria-hidden='true'>/</kbd>
      <div class='search-hint' id='search-hint'>
        <p>Words are looked for in the prompt. Filters narrow it:</p>
        <ul>
          {Object.values(filterExamples).map(example => (
            <li key={example}><button type='button' tabIndex={-1} onMouseDown={event => event.preventDefault()} onClick={() => add(example)}>{example}</button></li>
          ))}
        </ul>
      </div>
    </search>
  )
}
