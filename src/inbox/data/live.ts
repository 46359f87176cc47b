/** Keeps the page's calls as the mock's journal is: loaded page by page, then told of each change by server-sent events. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Card } from '../../journal/card.js'
import type { Call, Calls } from './calls.js'
import type { MockApi } from './mock-api.js'

export interface Live {
  /** Newest first; a new array after each change. Absent: not yet known. */
  readonly calls: ReadonlySignal<readonly Call[] | undefined>
  readonly connection: ReadonlySignal<'connecting' | 'live' | 'lost'>
}

export interface Listener {
  /** Calls that have just come. */
  arrived: (calls: readonly Call[]) => void
  /** The connection was made, for the first time or again. */
  connected: () => void
  rulesChanged: () => void
  behavioursChanged: () => void
}

const pageSize = 500
/** Of a burst of requests the page is drawn once. */
const gatherMs = 50
const againMs = 3_000

export function createLive (api: Pick<MockApi, 'eventsUrl' | 'cards'>, calls: Calls, listener: Listener): Live {
  const shown = signal<readonly Call[] | undefined>(undefined)
  const connection = signal<'connecting' | 'live' | 'lost'>('connecting')
  const preview = () => { shown.value = calls.list() }
  const { gather, flush, holdUp } = createGathering((cards, removedIds) => {
    const arrived = calls.addNewer(cards)
    calls.remove(removedIds)
    preview()
    listener.arrived(arrived)
  })

  let loads = 0
  /** The first page is shown at once. Who loads anew ends whoever still loads. */
  const load = async () => {
    const mine = ++loads
    holdUp()
    for (let page: Card[] | undefined; !page || page.length === pageSize;) {
      const before = page?.at(-1)?.id
      page = await api.cards(pageSize, before)
      if (mine !== loads) return
      if (before === undefined) calls.clear()
      calls.addOlder(page)
      preview()
      flush()
    }
  }
  const loadAnew = () => { load().catch(() => setTimeout(loadAnew, againMs)) }

  const connect = () => {
    const source = new EventSource(api.eventsUrl)
    source.addEventListener('open', loadAnew, { once: true })
    source.onopen = () => {
      connection.value = 'live'
      listener.connected()
      listener.rulesChanged()
      listener.behavioursChanged()
    }
    source.onerror = () => {
      connection.value = 'lost'
      // The browser comes again by itself, and is told what it missed; unless it was refused.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, againMs)
    }
    source.addEventListener('card', ({ data }) => gather([JSON.parse(data) as Card], []))
    source.addEventListener('removed', ({ data }) => {
      const { all, ids = [] } = JSON.parse(data) as { all?: true, ids?: string[] }
      if (all) loadAnew()
      else gather([], ids)
    })
    source.addEventListener('scenarios', listener.rulesChanged)
    source.addEventListener('behaviours', listener.behavioursChanged)
  }

  connect()
  return { calls: shown, connection }
}

/** Hands on what came and what went, some at a time. Held up, it waits for the flush. */
function createGathering (take: (cards: Card[], removedIds: string[]) => void) {
  let cards: Card[] = []
  let removedIds: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isHeldUp = true
  const flush = () => {
    isHeldUp = false
    timer = undefined
    if (cards.length + removedIds.length > 0) take(cards, removedIds)
    cards = []
    removedIds = []
  }
  return {
    flush,
    holdUp: () => { isHeldUp = true },
    gather (came: readonly Card[], goneIds: readonly string[]) {
      cards.push(...came)
      removedIds.push(...goneIds)
      timer ??= setTimeout(() => isHeldUp ? undefined : flush(), gatherMs)
    }
  }
}
