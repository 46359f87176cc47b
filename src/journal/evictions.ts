/** How many requests went for want of room: while there are any, nobody can say how often something came. */
import { LRUCache } from 'lru-cache'
import type { StoredExchange, Scope } from './recorded-exchange.js'

export interface Evictions {
  add: (kept: Pick<StoredExchange, 'owner'>) => void
  /** Since it was cleared. */
  count: (scope: Scope) => number
  clear: (scope: Scope) => void
}

const maxOwners = 10_000

export function createEvictions (): Evictions {
  const byOwner = new LRUCache<string, number>({ max: maxOwners })
  let all = 0
  const count = ({ owner }: Scope) => owner === undefined ? all : byOwner.get(owner) ?? 0
  return {
    add ({ owner }) {
      all++
      if (owner !== undefined) byOwner.set(owner, count({ owner }) + 1)
    },
    count,
    clear (scope) {
      all -= count(scope)
      if (scope.owner === undefined) byOwner.clear()
      else byOwner.delete(scope.owner)
    }
  }
}
