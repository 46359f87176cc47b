/** Who is told of what the journal records and forgets, as it happens. */
import type { Card } from './card.js'
import type { Entry } from './entry.js'
import { isWithin, type StoredExchange, type Scope } from './recorded-exchange.js'
import type { Reading } from './queries.js'

/** One entry, to be shown in the form that the listener wants. */
export interface Recorded {
  id: string
  entry: () => Entry
  card: () => Card
}

export interface JournalListener {
  recorded: (recorded: Recorded) => void
  /** Told when somebody removed entries, and when the oldest go. `all`: there is nothing left that this listener could see. */
  removed?: (ids: string[] | 'all') => void
}

export interface Listening {
  /** The answer unsubscribes. */
  subscribe: (listener: JournalListener, scope?: Scope) => () => void
  recorded: (kept: StoredExchange) => void
  removed: (gone: readonly StoredExchange[]) => void
  close: () => void
}

export function createListening ({ recorded, isEmpty }: Pick<Reading, 'recorded' | 'isEmpty'>): Listening {
  const subscriptions = new Set<{ listener: JournalListener, scope: Scope }>()
  return {
    subscribe (listener, scope = {}) {
      const subscription = { listener, scope }
      subscriptions.add(subscription)
      return () => { subscriptions.delete(subscription) }
    },
    recorded (kept) {
      for (const { listener, scope } of subscriptions) {
        if (isWithin(scope, kept)) listener.recorded(recorded(kept))
      }
    },
    removed (gone) {
      for (const { listener, scope } of subscriptions) {
        const ids = gone.filter(kept => isWithin(scope, kept)).map(({ id }) => id)
        if (ids.length > 0) listener.removed?.(isEmpty(scope) ? 'all' : ids)
      }
    },
    close: () => subscriptions.clear()
  }
}
