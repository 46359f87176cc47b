/** Indexes of the stored exchanges: finds the generation of an image download, and the attempt before a retry. */
import { hash } from 'node:crypto'
import { endMsOf, type RecordedExchange, type StoredExchange } from './recorded-exchange.js'
import { imageFileName, imageUrls } from './stored-exchange.js'

export interface ImageIndex {
  add: (exchange: StoredExchange) => void
  remove: (exchange: StoredExchange) => void
  /** Returns the exchange that generated the image of this download; undefined if this is not a download of a known image. */
  generationOf: (download: Pick<RecordedExchange, 'method' | 'url'>) => StoredExchange | undefined
}

export function createImageIndex (): ImageIndex {
  /** By file name, which is unique to an exchange. */
  const byFile = new Map<string, StoredExchange>()
  // Most images are never downloaded, so the exchanges are indexed at the first download that follows them.
  const pending = new Set<StoredExchange>()

  const indexPending = () => {
    for (const exchange of pending) {
      for (const url of imageUrls(exchange.answer)) byFile.set(imageFileName(url), exchange)
    }
    pending.clear()
  }

  return {
    add: exchange => { pending.add(exchange) },

    remove (exchange) {
      if (pending.delete(exchange)) return
      for (const url of imageUrls(exchange.answer)) byFile.delete(imageFileName(url))
    },

    generationOf ({ method, url }) {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      indexPending()
      return byFile.get(imageFileName(url))
    }
  }
}

/** The maximum time between the end of a failed attempt and the start of a request that is inferred to be its retry. */
const maxInferredDelayMs = 60_000

export interface PreviousAttempt {
  exchange: StoredExchange
  /** Whether it was inferred, because the client does not send `x-stainless-retry-count`. */
  isInferred: boolean
}

export interface RetryIndex {
  /** Returns the attempt before this request; undefined if it is not a retry of an indexed request. */
  previousAttempt: (exchange: StoredExchange) => PreviousAttempt | undefined
  add: (exchange: StoredExchange) => void
  remove: (exchange: StoredExchange) => void
}

export function createRetryIndex (): RetryIndex {
  /** A body is hashed at most once, and only if another request could be the same. */
  const hashes = new Map<StoredExchange, string>()
  const hashOf = (exchange: StoredExchange) => {
    const known = hashes.get(exchange)
    if (known !== undefined) return known
    const computed = requestHash(exchange)
    hashes.set(exchange, computed)
    return computed
  }
  const counted = createCountedAttempts(hashOf)
  const failed = createFailedAttempts(hashOf)

  return {
    previousAttempt (exchange) {
      const isInferred = exchange.retryCount === undefined
      const previous = isInferred ? failed.take(exchange) : counted.take(exchange)
      return previous && { exchange: previous, isInferred }
    },
    add (exchange) {
      if (exchange.retryCount !== undefined) counted.add(exchange)
      else if (exchange.body !== undefined && isFailed(exchange)) failed.add(exchange)
    },
    remove (exchange) {
      if (exchange.retryCount !== undefined) counted.remove(exchange)
      else failed.remove(exchange)
      hashes.delete(exchange)
    }
  }
}

/** Creates the index of requests whose client sends the number of the retry. */
function createCountedAttempts (hashOf: (exchange: StoredExchange) => string) {
  /** Those without a retry, by hash and retry count, in the order in which they ended. */
  const unretried = new Map<string, Set<StoredExchange>>()
  // Most requests are never retried, so no body is hashed before the first retry.
  const pending = new Set<StoredExchange>()
  const nameOf = (exchange: StoredExchange, retryCount: number) => `${hashOf(exchange)} ${retryCount}`

  return {
    add: (exchange: StoredExchange) => { pending.add(exchange) },
    remove (exchange: StoredExchange) {
      if (pending.delete(exchange)) return
      removeFrom(unretried, nameOf(exchange, exchange.retryCount!), exchange)
    },
    /**
     * Returns the request with the same key, method, path and body whose retry count is one less, once: the oldest that had
     * failed before this one arrived, since equal calls may run in parallel; otherwise the newest.
     */
    take (exchange: StoredExchange): StoredExchange | undefined {
      if (!exchange.retryCount) return undefined
      for (const added of pending) addTo(unretried, nameOf(added, added.retryCount!), added)
      pending.clear()
      const same = [...unretried.get(nameOf(exchange, exchange.retryCount - 1)) ?? []]
      const previous = same.find(candidate => isFailed(candidate) && endMsOf(candidate) < exchange.receivedMs + 1) ?? same.at(-1)
      if (previous) this.remove(previous)
      return previous
    }
  }
}

/** Creates the index of recent failed requests whose client sends no retry count. Each can have one inferred retry. */
function createFailedAttempts (hashOf: (exchange: StoredExchange) => string) {
  /** In the order in which they ended. */
  const all = new Set<StoredExchange>()
  /** The number of bodies of each length. A request with a body of another length need not be hashed. */
  const lengths = new Map<number, number>()
  /** Those already hashed, in the order in which they ended. */
  const byHash = new Map<string, Set<StoredExchange>>()
  const pending = new Set<StoredExchange>()

  const remove = (exchange: StoredExchange) => {
    if (!all.delete(exchange)) return
    const length = exchange.body!.length
    const remaining = lengths.get(length)! - 1
    if (remaining === 0) lengths.delete(length)
    else lengths.set(length, remaining)
    if (pending.delete(exchange)) return
    removeFrom(byHash, hashOf(exchange), exchange)
  }
  const removeOlderThan = (timeMs: number) => {
    for (const exchange of all) {
      if (endMsOf(exchange) >= timeMs) break
      remove(exchange)
    }
  }
  const indexPending = () => {
    for (const exchange of pending) addTo(byHash, hashOf(exchange), exchange)
    pending.clear()
  }

  return {
    add (exchange: StoredExchange) {
      all.add(exchange)
      pending.add(exchange)
      const length = exchange.body!.length
      lengths.set(length, (lengths.get(length) ?? 0) + 1)
    },
    remove,
    /** Returns, and removes, the oldest one with the same key, method, path, directive and body that ended before this request arrived. */
    take (exchange: StoredExchange): StoredExchange | undefined {
      removeOlderThan(exchange.receivedMs - maxInferredDelayMs)
      if (exchange.body === undefined || !lengths.has(exchange.body.length)) return undefined
      indexPending()
      const oldest = byHash.get(hashOf(exchange))?.values().next().value
      // Arrival times are whole milliseconds. A request that arrived before the other one ended runs in parallel.
      if (!oldest || endMsOf(oldest) >= exchange.receivedMs + 1) return undefined
      remove(oldest)
      return oldest
    }
  }
}

function addTo (sets: Map<string, Set<StoredExchange>>, name: string, exchange: StoredExchange): void {
  const set = sets.get(name)
  if (set) set.add(exchange)
  else sets.set(name, new Set([exchange]))
}

function removeFrom (sets: Map<string, Set<StoredExchange>>, name: string, exchange: StoredExchange): void {
  const set = sets.get(name)
  if (set?.delete(exchange) && set.size === 0) sets.delete(name)
}

/** Whether the client received no complete, successful response. */
function isFailed ({ status, outcome, decidedBy: { respond } }: StoredExchange): boolean {
  const fault = respond?.['fault']
  return outcome !== undefined || status === undefined || status >= 400 || (fault !== undefined && fault !== 'drip')
}

function requestHash ({ owner, method, path, headers, wholeBodyBytes, body }: StoredExchange): string {
  return hash('sha1', `${owner}\n${method}\n${path}\n${headers['x-mock']}\n${wholeBodyBytes}\n${body}`)
}
