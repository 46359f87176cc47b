/** Notifies subscribers when entries are recorded in or removed from the journal. */
import type { Card } from './entries/card.js'
import type { Entry } from './entries/entry.js'
import { isWithin, type Scope, type StoredExchange } from './store/recorded-exchange.js'
import { toCard } from './entries/to-card.js'
import { toEntry } from './entries/to-entry.js'

/** A new entry. The entry and the card are created only if the listener calls for them. */
export interface RecordedEntry {
  id: string
  entry: () => Entry
  card: () => Card
}

export interface JournalListener {
  recorded: (recorded: RecordedEntry) => void
  /** Called whenever a stream that has not ended sends an event. */
  open?: (recorded: RecordedEntry) => void
  /** Called when entries are removed or evicted. `all` means that none are left in the scope of this subscription. */
  removed?: (ids: string[] | 'all') => void
}

export interface JournalEvents {
  /** Returns the function that unsubscribes. */
  subscribe: (listener: JournalListener, scope?: Scope) => () => void
  recorded: (exchange: StoredExchange) => void
  open: (exchange: StoredExchange) => void
  /** Whether a subscriber listens for open streams. */
  hasOpenListeners: () => boolean
  removed: (exchanges: readonly StoredExchange[]) => void
  /** Removes all subscribers. */
  close: () => void
}

/** Creates the events. `isEmpty` returns whether no entries are left in a scope. */
export function createJournalEvents (isEmpty: (scope: Scope) => boolean): JournalEvents {
  const subscriptions = new Set<{ listener: JournalListener, scope: Scope }>()
  const notify = (exchange: StoredExchange, call: (listener: JournalListener) => void) => {
    for (const { listener, scope } of subscriptions) {
      if (isWithin(scope, exchange)) call(listener)
    }
  }
  return {
    subscribe (listener, scope = {}) {
      const subscription = { listener, scope }
      subscriptions.add(subscription)
      return () => { subscriptions.delete(subscription) }
    },
    recorded: exchange => notify(exchange, listener => listener.recorded(toRecordedEntry(exchange))),
    open: exchange => notify(exchange, listener => listener.open?.(toRecordedEntry(exchange))),
    hasOpenListeners: () => [...subscriptions].some(({ listener }) => listener.open),
    removed (exchanges) {
      for (const { listener, scope } of subscriptions) {
        const ids = exchanges.filter(exchange => isWithin(scope, exchange)).map(({ id }) => id)
        if (ids.length > 0) listener.removed?.(isEmpty(scope) ? 'all' : ids)
      }
    },
    close: () => subscriptions.clear()
  }
}

export function toRecordedEntry (exchange: StoredExchange): RecordedEntry {
  return { id: exchange.id, entry: () => toEntry(exchange), card: () => toCard(exchange) }
}
