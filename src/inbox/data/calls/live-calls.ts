/** Live list of calls: loads the mock's journal page by page, then follows its server-sent events. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Card } from '../../../journal/entries/card.js'
import type { Call, Calls } from './calls.js'
import type { MockApi } from '../mock-api.js'

export interface LiveCalls {
  /** Newest first; a new array after each change. Undefined until the first page is loaded. */
  readonly calls: ReadonlySignal<readonly Call[] | undefined>
  readonly connection: ReadonlySignal<Connection>
}

/** `saved`: the requests are part of the page. */
export type Connection = 'connecting' | 'live' | 'lost' | 'saved'

export interface LiveCallsListener {
  /** New calls have arrived. */
  arrived: (calls: readonly Call[]) => void
  /** The connection was made, for the first time or again. */
  connected: () => void
  rulesChanged: () => void
  behavioursChanged: () => void
  modelsChanged: () => void
}

const pageSize = 500
/** Events within this time cause one update of the page. */
const batchMs = 50
const retryMs = 3_000

export function createLiveCalls (api: Pick<MockApi, 'eventsUrl' | 'cards'>, calls: Calls, listener: LiveCallsListener): LiveCalls {
  const shown = signal<readonly Call[] | undefined>(undefined)
  const connection = signal<Connection>('connecting')
  const update = () => { shown.value = calls.list() }
  const batch = createBatch((cards, removedIds) => {
    const arrived = calls.addNewer(cards)
    calls.remove(removedIds)
    update()
    listener.arrived(arrived)
  })

  let loads = 0
  /** Loads all pages and shows each at once. A later load cancels this one. */
  const load = async () => {
    const current = ++loads
    batch.pause()
    for (let page: Card[] | undefined; !page || page.length === pageSize;) {
      const before = page?.at(-1)?.id
      page = await api.cards(pageSize, before)
      if (current !== loads) return
      if (before === undefined) calls.clear()
      calls.addOlder(page)
      update()
      batch.flush()
    }
  }
  const reload = () => { load().catch(() => setTimeout(reload, retryMs)) }

  const connect = (url: string) => {
    const source = new EventSource(url)
    source.addEventListener('open', reload, { once: true })
    source.onopen = () => {
      connection.value = 'live'
      listener.connected()
      listener.rulesChanged()
      listener.behavioursChanged()
      listener.modelsChanged()
    }
    source.onerror = () => {
      connection.value = 'lost'
      // The browser reconnects and gets the events that it missed, except after a response with an error status.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(url), retryMs)
    }
    const listen = (type: string, take: (data: unknown) => void) => {
      source.addEventListener(type, event => take(JSON.parse((event as MessageEvent).data)))
    }
    listen('card', card => batch.add([card as Card], []))
    listen('progress', card => batch.add([card as Card], []))
    listen('removed', removed => {
      const { all, ids = [] } = removed as { all?: true, ids?: string[] }
      if (all) reload()
      else batch.add([], ids)
    })
    source.addEventListener('scenarios', listener.rulesChanged)
    source.addEventListener('behaviours', listener.behavioursChanged)
    source.addEventListener('models', listener.modelsChanged)
  }

  if (api.eventsUrl !== undefined) connect(api.eventsUrl)
  else {
    connection.value = 'saved'
    listener.connected()
    reload()
  }
  return { calls: shown, connection }
}

/**
 * Collects changes and passes them on in batches. A pause discards what it has collected: the journal is loaded afterwards,
 * and contains these changes or has been cleared. While paused, it collects until the next flush.
 */
function createBatch (apply: (cards: Card[], removedIds: string[]) => void) {
  let cards: Card[] = []
  let removedIds: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isPaused = true
  const flush = () => {
    isPaused = false
    timer = undefined
    if (cards.length + removedIds.length > 0) apply(cards, removedIds)
    cards = []
    removedIds = []
  }
  return {
    flush,
    pause () {
      isPaused = true
      cards = []
      removedIds = []
    },
    add (addedCards: readonly Card[], addedIds: readonly string[]) {
      cards.push(...addedCards)
      removedIds.push(...addedIds)
      timer ??= setTimeout(() => isPaused ? undefined : flush(), batchMs)
    }
  }
}
