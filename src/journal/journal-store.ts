/** What the journal keeps: the newest exchanges, bounded in number and in bytes. */
import { isWithin, type Exchange, type StoredExchange, type Scope } from './recorded-exchange.js'
import { createImageIndex } from './image-index.js'
import { keep } from './stored-exchange.js'
import { createRetryIndex } from './retry-index.js'

export interface JournalStoreOptions {
  maxEntries: number
  maxBytes: number
}

export interface JournalStore {
  readonly size: number
  /** Answers what it keeps, and the oldest that went for it. */
  put: (exchange: Exchange) => { kept: StoredExchange, gone: readonly StoredExchange[] }
  get: (id: string) => StoredExchange | undefined
  newestFirst: (scope: Scope) => StoredExchange[]
  isEmpty: (scope: Scope) => boolean
  drop: (kept: StoredExchange) => void
}

export function createJournalStore ({ maxEntries, maxBytes }: JournalStoreOptions): JournalStore {
  const held = new Map<string, StoredExchange>()
  // A Map's iterator goes on where it stood. Whatever it gave is dropped, so what it gives next is the oldest.
  const oldest = held.values()
  const images = createImageIndex()
  const retries = createRetryIndex()
  let heldBytes = 0
  let sequence = 0

  const isOverfull = () => held.size > maxEntries || heldBytes > maxBytes
  const drop = (kept: StoredExchange) => {
    if (!held.delete(kept.id)) return
    heldBytes -= kept.weightBytes
    images.remove(kept)
    retries.remove(kept)
    if (kept.generation !== undefined) held.get(kept.generation)?.downloads.delete(kept.id)
  }

  return {
    get size () { return held.size },
    get: id => held.get(id),
    newestFirst: scope => [...held.values()].filter(kept => isWithin(scope, kept)).reverse(),
    isEmpty (scope) {
      for (const kept of held.values()) if (isWithin(scope, kept)) return false
      return true
    },
    drop,
    put (exchange) {
      const generation = images.attribute(exchange)
      const kept = keep(exchange, { generation, sequence: ++sequence })
      const before = retries.attemptBefore(kept)
      kept.retryOf = before?.kept.id
      kept.isRetryInferred = before?.isInferred ?? false
      held.set(exchange.id, kept)
      heldBytes += kept.weightBytes
      images.add(kept)
      retries.add(kept)
      generation?.downloads.add(exchange.id)
      const gone: StoredExchange[] = []
      while (isOverfull()) {
        const next = oldest.next().value!
        drop(next)
        gone.push(next)
      }
      return { kept, gone }
    }
  }
}
