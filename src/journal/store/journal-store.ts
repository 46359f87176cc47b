/** Journal store: the newest exchanges in memory, limited by number and by size. */
import { LRUCache } from 'lru-cache'
import { createImageIndex, createRetryIndex } from './indexes.js'
import { isWithin, type RecordedExchange, type Scope, type StoredExchange } from './recorded-exchange.js'
import { toStoredExchange } from './stored-exchange.js'

export interface JournalStoreOptions {
  maxEntries: number
  maxBytes: number
}

export interface JournalStore {
  readonly size: number
  /** Approximate memory use of the exchanges. */
  readonly bytes: number
  /** Adds the exchange, and evicts the oldest ones if the store is full. Returns its stored form and those evicted. */
  add: (exchange: RecordedExchange) => { stored: StoredExchange, evicted: readonly StoredExchange[] }
  /** Adds a stream that has not ended, until it is added as complete. Returns its stored form. */
  addOpen: (exchange: RecordedExchange) => StoredExchange
  /** Returns the exchange with this id, even if it is open. */
  get: (id: string) => StoredExchange | undefined
  newestFirst: (scope: Scope) => StoredExchange[]
  isEmpty: (scope: Scope) => boolean
  remove: (exchange: StoredExchange) => void
  readonly evictions: Pick<Evictions, 'count' | 'clear'>
}

export function createJournalStore ({ maxEntries, maxBytes }: JournalStoreOptions): JournalStore {
  const byId = new Map<string, StoredExchange>()
  // The iterator of a Map continues where it stopped. Each exchange it returns is removed, so the next one is the oldest.
  const oldest = byId.values()
  /** As many as there are open connections. */
  const open = new Map<string, StoredExchange>()
  const images = createImageIndex()
  const retries = createRetryIndex()
  const evictions = createEvictions()
  let totalBytes = 0
  let sequence = 0

  const store = (exchange: RecordedExchange, sequence: number, generation?: StoredExchange) => {
    const stored = toStoredExchange(exchange, { generation, sequence })
    // Each attempt has one retry, so an open stream keeps what it found.
    const known = open.get(stored.id)
    const previous = known ? undefined : retries.previousAttempt(stored)
    stored.retryOf = known ? known.retryOf : previous?.exchange.id
    stored.isRetryInferred = known ? known.isRetryInferred : previous?.isInferred ?? false
    return stored
  }
  const isOverfull = () => byId.size > maxEntries || totalBytes > maxBytes
  const remove = (exchange: StoredExchange) => {
    if (!byId.delete(exchange.id)) return
    totalBytes -= exchange.weightBytes
    images.remove(exchange)
    retries.remove(exchange)
    if (exchange.generation !== undefined) byId.get(exchange.generation)?.downloads?.delete(exchange.id)
  }

  return {
    get size () { return byId.size },
    get bytes () { return totalBytes },
    addOpen (exchange) {
      const stored = store(exchange, sequence)
      open.set(stored.id, stored)
      return stored
    },
    get: id => byId.get(id) ?? open.get(id),
    newestFirst: scope => [...byId.values()].filter(exchange => isWithin(scope, exchange)).reverse(),
    isEmpty (scope) {
      for (const exchange of byId.values()) if (isWithin(scope, exchange)) return false
      return true
    },
    remove,
    evictions,
    add (exchange) {
      const generation = images.generationOf(exchange)
      const stored = store(exchange, ++sequence, generation)
      open.delete(stored.id)
      byId.set(stored.id, stored)
      totalBytes += stored.weightBytes
      images.add(stored)
      retries.add(stored)
      if (generation) (generation.downloads ??= new Set()).add(stored.id)
      const evicted: StoredExchange[] = []
      while (isOverfull()) {
        const next = oldest.next().value!
        remove(next)
        evictions.add(next)
        evicted.push(next)
      }
      return { stored, evicted }
    }
  }
}

/** Counts evicted exchanges. While the count is not 0, no upper limit can be verified. */
interface Evictions {
  add: (exchange: StoredExchange) => void
  /** Returns how many were evicted since the count was cleared. */
  count: (scope: Scope) => number
  clear: (scope: Scope) => void
}

/** Only the most recently used API keys have a count of their own. */
const maxOwners = 10_000

function createEvictions (): Evictions {
  // With `max` instead, each mock would allocate the memory of all owners.
  const byOwner = new LRUCache<string, { count: number }>({ maxSize: maxOwners, sizeCalculation: () => 1 })
  let total = 0
  const count = ({ owner }: Scope) => owner === undefined ? total : byOwner.get(owner)?.count ?? 0
  return {
    add ({ owner }) {
      total++
      if (owner === undefined) return
      const counted = byOwner.get(owner)
      if (counted) counted.count++
      else byOwner.set(owner, { count: 1 })
    },
    count,
    clear (scope) {
      total -= count(scope)
      if (scope.owner === undefined) byOwner.clear()
      else byOwner.delete(scope.owner)
    }
  }
}
