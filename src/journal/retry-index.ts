/** Which attempt a retry repeats. */
import { hash } from 'node:crypto'
import type { Kept } from './exchange.js'

export interface RetryIndex {
  add: (kept: Kept) => void
  remove: (kept: Kept) => void
  /** The newest request of the same key, method, path and body that is one retry behind. Absent: it is no retry of any here. */
  attemptBefore: (kept: Kept) => Kept | undefined
}

export function createRetryIndex (): RetryIndex {
  /** The newest request of each attempt, by the attempt's name. */
  const newest = new Map<string, Kept>()
  // Most requests are never tried again: no body is hashed before the first retry.
  const unread = new Set<Kept>()

  const readAll = () => {
    for (const kept of unread) newest.set(attemptName(kept, kept.retryCount!), kept)
    unread.clear()
  }

  return {
    add (kept) {
      if (kept.retryCount !== undefined) unread.add(kept)
    },

    remove (kept) {
      if (kept.retryCount === undefined || unread.delete(kept)) return
      const name = attemptName(kept, kept.retryCount)
      if (newest.get(name) === kept) newest.delete(name)
    },

    attemptBefore (kept) {
      if (!kept.retryCount) return undefined
      readAll()
      return newest.get(attemptName(kept, kept.retryCount - 1))
    }
  }
}

function attemptName ({ owner, method, path, body, wholeBodyBytes }: Kept, retryCount: number): string {
  return hash('sha1', JSON.stringify([owner, method, path, wholeBodyBytes, retryCount, body]))
}
