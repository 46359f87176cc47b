/** Search field with examples of its filters. */
import { useRef } from 'preact/hooks'
import { parameters, pictureParameters, type ParameterName } from '../../contract/parameters.js'
import { useInbox } from '../data/inbox-state.js'
import { useShortcuts } from '../data/keyboard.js'
import { explainUnknownFilter, filterExamples, unknownFilters } from '../data/calls/search.js'
import { SearchIcon } from './icons.js'

export function SearchField () {
  const { router, keys, customParameters } = useInbox()
  const custom = customParameters.value
  const { q, panel } = router.route.value
  const input = useRef<HTMLInputElement>(null)
  const examples = useRef<HTMLUListElement>(null)
  const search = (q: string) => {
    router.replace({ q })
    window.scrollTo(0, 0)
  }
  useShortcuts({
    '/': () => input.current?.select(),
    Escape: () => panel ? router.close({ panel: undefined, rule: undefined }) : search('')
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (q === '') input.current?.blur()
      else search('')
    } else if (event.key === 'ArrowDown' && q === '') {
      examples.current?.querySelector('button')?.focus()
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      document.querySelector<HTMLElement>('.grid .card')?.focus()
    } else return
    event.preventDefault()
  }
  const add = (word: string) => {
    search(`${q.trimEnd()} ${word}`.trimStart())
    input.current?.focus()
  }
  const onExampleKey = (event: KeyboardEvent) => {
    const buttons = [...examples.current!.querySelectorAll('button')]
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step !== undefined) buttons[buttons.indexOf(event.target as HTMLButtonElement) + step]?.focus()
    else if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('.grid .card')?.focus()
    else if (event.key === 'ArrowUp' || event.key === 'Escape') input.current?.focus()
    else return
    event.preventDefault()
  }
  const names = Object.keys(custom)
  const unknown = unknownFilters(q, names)

  return (
    <search class='search'>
      <SearchIcon />
      <input
        ref={input} type='search' value={q} placeholder='Search prompts, or status:429' aria-label='Search' aria-describedby='search-hint'
        autocomplete='off' spellcheck={false} enterkeyhint='search'
        onInput={event => search(event.currentTarget.value)} onKeyDown={onKeyDown}
      />
      <kbd aria-hidden='true'>/</kbd>
      <div class={unknown.length > 0 ? 'search-hint is-warning' : 'search-hint'} id='search-hint'>
        {unknown.map(filter => <p key={filter}>{explainUnknownFilter(filter, names)}</p>)}
        {unknown.length === 0 && (
          <>
            <p>Search prompts, or filter by any parameter. A minus excludes: <code>-status:200</code></p>
            <ul ref={examples} onKeyDown={onExampleKey}>
              {[...examplesFor(keys.value), ...customExamples(custom)].map((example, index) => (
                <li key={example}>
                  <button type='button' tabIndex={index === 0 ? 0 : -1} onMouseDown={event => event.preventDefault()} onClick={() => add(example)}>
                    {example}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </search>
  )
}

const hidden: readonly string[] = ['key', 'images', 'mask', 'upload']

/** Filters without an example, so that the list stays short, as parameters that do not change the picture. */
const isHidden = (name: string) => hidden.includes(name) || (name in parameters && name !== 'model' && !pictureParameters.includes(name as ParameterName))

/** Examples of parameters of custom models that change the picture, so that the list stays short. */
function customExamples (custom: ReturnType<typeof useInbox>['customParameters']['value']): string[] {
  return Object.entries(custom).filter(([, { picture }]) => picture).slice(0, 6).map(([name, { example }]) => `${name}:${example}`)
}

/** Returns examples of filters; if requests have several API keys, one for each key. */
function examplesFor (keys: readonly string[]): string[] {
  const others = Object.entries(filterExamples).filter(([name]) => !isHidden(name)).map(([, example]) => example)
  return [...others, ...(keys.length > 1 ? keys.map(key => `key:${key}`) : [filterExamples['key']!])]
}
