/** Finds the attempt that a request repeats: by the count that the client sends, otherwise by what it sends. */
import { hash } from 'node:crypto'
import type { StoredExchange } from './recorded-exchange.js'

/** The longest time from the end of a failed attempt to a request without a count that is taken for its retry. */
const inferredWithinMs = 60_000

export interface AttemptBefore {
  kept: StoredExchange
  /** Whether it was inferred, since the client sends no `x-stainless-retry-count`. */
  isInferred: boolean
}

export interface RetryIndex {
  /** Returns the attempt before this request, or undefined if it is not a retry of any in the index. */
  attemptBefore: (kept: StoredExchange) => AttemptBefore | undefined
  add: (kept: StoredExchange) => void
  remove: (kept: StoredExchange) => void
}

export function createRetryIndex (): RetryIndex {
  /** Each body is hashed at most once, and only if another request could be the same. */
  const hashes = new Map<StoredExchange, string>()
  const hashOf = (kept: StoredExchange) => {
    const known = hashes.get(kept)
    if (known !== undefined) return known
    const made = hashOfRequest(kept)
    hashes.set(kept, made)
    return made
  }
  const counted = createCountedAttempts(hashOf)
  const failed = createFailedAttempts(hashOf)

  return {
    attemptBefore (kept) {
      const isInferred = kept.retryCount === undefined
      const before = isInferred ? failed.take(kept) : counted.attemptBefore(kept)
      return before && { kept: before, isInferred }
    },
    add (kept) {
      if (kept.retryCount !== undefined) counted.add(kept)
      else if (kept.body !== undefined && isFailed(kept)) failed.add(kept)
    },
    remove (kept) {
      if (kept.retryCount !== undefined) counted.remove(kept)
      else failed.remove(kept)
      hashes.delete(kept)
    }
  }
}

/** The requests of clients that count their attempts. */
function createCountedAttempts (hashOf: (kept: StoredExchange) => string) {
  /** The newest request of each attempt, by hash and count. */
  const newest = new Map<string, StoredExchange>()
  // Most requests are never tried again: no body is hashed before the first retry.
  const unread = new Set<StoredExchange>()
  const nameOf = (kept: StoredExchange, retryCount: number) => `${hashOf(kept)} ${retryCount}`

  return {
    add: (kept: StoredExchange) => { unread.add(kept) },
    remove (kept: StoredExchange) {
      if (unread.delete(kept)) return
      const name = nameOf(kept, kept.retryCount!)
      if (newest.get(name) === kept) newest.delete(name)
    },
    /** Returns the newest request of the same key, method, path and body that is one retry behind. */
    attemptBefore (kept: StoredExchange): StoredExchange | undefined {
      if (!kept.retryCount) return undefined
      for (const read of unread) newest.set(nameOf(read, read.retryCount!), read)
      unread.clear()
      return newest.get(nameOf(kept, kept.retryCount - 1))
    }
  }
}

/** The recent failed requests of clients that do not count, each the attempt before at most one retry. */
function createFailedAttempts (hashOf: (kept: StoredExchange) => string) {
  /** In the order in which they ended. */
  const all = new Set<StoredExchange>()
  /** How many there are of each length of the body. A request whose length is not here needs no hash. */
  const lengths = new Map<number, number>()
  /** Those that were hashed, in the order in which they ended. */
  const byHash = new Map<string, Set<StoredExchange>>()
  const unread = new Set<StoredExchange>()

  const remove = (kept: StoredExchange) => {
    if (!all.delete(kept)) return
    const length = kept.body!.length
    const left = lengths.get(length)! - 1
    if (left === 0) lengths.delete(length)
    else lengths.set(length, left)
    if (unread.delete(kept)) return
    const same = byHash.get(hashOf(kept))!
    same.delete(kept)
    if (same.size === 0) byHash.delete(hashOf(kept))
  }
  const removeOlderThan = (timeMs: number) => {
    for (const kept of all) {
      if (endMsOf(kept) >= timeMs) break
      remove(kept)
    }
  }
  const readAll = () => {
    for (const kept of unread) {
      const same = byHash.get(hashOf(kept))
      if (same) same.add(kept)
      else byHash.set(hashOf(kept), new Set([kept]))
    }
    unread.clear()
  }

  return {
    add (kept: StoredExchange) {
      all.add(kept)
      unread.add(kept)
      const length = kept.body!.length
      lengths.set(length, (lengths.get(length) ?? 0) + 1)
    },
    remove,
    /** Returns, and removes, the oldest one that has the same key, method, path, directive and body and had ended when this request came. */
    take (kept: StoredExchange): StoredExchange | undefined {
      removeOlderThan(kept.receivedMs - inferredWithinMs)
      if (kept.body === undefined || !lengths.has(kept.body.length)) return undefined
      readAll()
      const oldest = byHash.get(hashOf(kept))?.values().next().value
      // Times are cut to milliseconds. What began before the other had ended is a parallel request, and no retry.
      if (!oldest || endMsOf(oldest) >= kept.receivedMs + 1) return undefined
      remove(oldest)
      return oldest
    }
  }
}

function endMsOf ({ receivedMs, durationMs }: StoredExchange): number {
  return receivedMs + durationMs
}

/** Whether the client got no whole answer of success. */
function isFailed ({ status, outcome, decidedBy: { respond } }: StoredExchange): boolean {
  const fault = respond?.['fault']
  return outcome !== undefined || status === undefined || status >= 400 || (fault !== undefined && fault !== 'drip')
}

function hashOfRequest ({ owner, method, path, headers, wholeBodyBytes, body }: StoredExchange): string {
  return hash('sha1', `${owner}\n${method}\n${path}\n${headers['x-mock']}\n${wholeBodyBytes}\n${body}`)
}
