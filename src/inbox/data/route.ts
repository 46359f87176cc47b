/** What the page shows, as its URL says it: `?q=model:dall-e-3&open=req_…&panel=fail`. Back and links work by it. */
import { signal, type ReadonlySignal } from '@preact/signals'

const panels = ['fail', 'try', 'about'] as const
export type Panel = typeof panels[number]

export interface Place {
  /** What is searched for. */
  q: string
  /** The id of the opened request. */
  open: string | undefined
  panel: Panel | undefined
  /** The id of the rule that the panel points at. */
  rule: string | undefined
}

export interface Address {
  readonly place: ReadonlySignal<Place>
  /** The URL of this place with some changes. */
  href: (changes: Partial<Place>) => string
  /** Goes there; the back button returns. */
  go: (changes: Partial<Place>) => void
  /** Goes there in place of where one is. */
  swap: (changes: Partial<Place>) => void
  /** Leaves what was opened: as the back button, where the page itself had opened it. */
  leave: (changes: Partial<Place>) => void
}

export function createAddress (window: Pick<Window, 'location' | 'history' | 'addEventListener'>): Address {
  const place = signal(read(window.location.search))
  window.addEventListener('popstate', () => { place.value = read(window.location.search) })
  const href = (changes: Partial<Place>) => window.location.pathname + write({ ...place.value, ...changes })
  const move = (how: 'pushState' | 'replaceState', changes: Partial<Place>, state: unknown) => {
    window.history[how](state, '', href(changes))
    place.value = read(window.location.search)
  }
  const swap = (changes: Partial<Place>) => move('replaceState', changes, window.history.state)

  return {
    place,
    href,
    go: changes => move('pushState', changes, 'opened here'),
    swap,
    leave: changes => window.history.state === 'opened here' ? window.history.back() : swap(changes)
  }
}

function read (query: string): Place {
  const parameters = new URLSearchParams(query)
  return {
    q: parameters.get('q') ?? '',
    open: parameters.get('open') || undefined,
    panel: panels.find(panel => panel === parameters.get('panel')),
    rule: parameters.get('rule') || undefined
  }
}

function write (place: Place): string {
  const given = Object.entries(place).filter((entry): entry is [string, string] => Boolean(entry[1]))
  // Colons and the like may stand in a query, and are easier to read there.
  const query = new URLSearchParams(given).toString().replace(/%(3A|2C|2F)/g, decodeURIComponent)
  return query === '' ? '' : `?${query}`
}
