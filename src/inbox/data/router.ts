/** Router: what the page shows is in its URL, such as `?q=model:dall-e-3&open=req_…&panel=fail`. */
import { signal, type ReadonlySignal } from '@preact/signals'

const panels = ['fail', 'try', 'report', 'about'] as const
export type PanelName = typeof panels[number]

export interface Route {
  /** The text of the search. */
  q: string
  /** The id of the open request. */
  open: string | undefined
  panel: PanelName | undefined
  /** The id of the rule that the panel highlights. */
  rule: string | undefined
  /** The id of the request whose values the panel starts with. */
  like: string | undefined
}

export interface Router {
  readonly route: ReadonlySignal<Route>
  /** Returns the URL of the current route with some changes. */
  href: (changes: Partial<Route>) => string
  /** Changes the route and adds an entry to the browser's history. */
  push: (changes: Partial<Route>) => void
  /** Changes the route without a new entry in the browser's history. */
  replace: (changes: Partial<Route>) => void
  /** Closes what is open: goes back if the page opened it, otherwise replaces the route. */
  close: (changes: Partial<Route>) => void
}

const pushed = 'pushed by the page'

export function createRouter (window: Pick<Window, 'location' | 'history' | 'addEventListener'>): Router {
  const route = signal(parseRoute(window.location.search))
  window.addEventListener('popstate', () => { route.value = parseRoute(window.location.search) })
  const href = (changes: Partial<Route>) => window.location.pathname + formatRoute({ ...route.value, ...changes })
  const navigate = (method: 'pushState' | 'replaceState', changes: Partial<Route>, state: unknown) => {
    const url = href(changes)
    window.history[method](state, '', url)
    route.value = parseRoute(new URL(url, window.location.href).search)
  }
  const replace = (changes: Partial<Route>) => navigate('replaceState', changes, window.history.state)

  return {
    route,
    href,
    push: changes => navigate('pushState', changes, pushed),
    replace,
    close: changes => window.history.state === pushed ? window.history.back() : replace(changes)
  }
}

function parseRoute (query: string): Route {
  const parameters = new URLSearchParams(query)
  return {
    q: parameters.get('q') ?? '',
    open: parameters.get('open') || undefined,
    panel: panels.find(panel => panel === parameters.get('panel')),
    rule: parameters.get('rule') || undefined,
    like: parameters.get('like') || undefined
  }
}

function formatRoute (route: Route): string {
  const members = Object.entries(route).filter((entry): entry is [string, string] => Boolean(entry[1]))
  // Colons, commas and slashes are allowed in a query, and easier to read unescaped.
  const query = new URLSearchParams(members).toString().replace(/%(3A|2C|2F)/g, decodeURIComponent)
  return query === '' ? '' : `?${query}`
}
