/** How often rules have served each API key. */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

export interface Counters {
  used: (id: string, key: string | undefined) => number
  add: (id: string, key: string | undefined) => void
  /** Forgets the counts of one key; without a key, all. */
  forget: (key?: string) => void
}

interface Counter {
  key: string | undefined
  used: number
}

/** At most `max` counts; the least recently used are forgotten first. `id` is any text. */
export function createCounters (max: number): Counters {
  const counters = new LRUCache<string, Counter>({ max })
  const nameOf = (id: string, key: string | undefined) =>
    createHash('sha256').update(JSON.stringify([id, key])).digest('base64')
  const used = (id: string, key: string | undefined) => counters.get(nameOf(id, key))?.used ?? 0

  return {
    used,
    add: (id, key) => { counters.set(nameOf(id, key), { key, used: used(id, key) + 1 }) },
    forget: key => {
      if (key === undefined) return counters.clear()
      for (const [name, counter] of [...counters.entries()]) {
        if (counter.key === key) counters.delete(name)
      }
    }
  }
}
