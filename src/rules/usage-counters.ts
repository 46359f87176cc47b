/** Usage counters: how many times each rule has applied to each API key. */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

export interface Counters {
  used: (id: string, key: string | undefined) => number
  add: (id: string, key: string | undefined) => void
  /** Removes the counts of one key, or of all keys. */
  forget: (key?: string) => void
}

interface Counter {
  key: string | undefined
  used: number
}

/** Creates counters for at most `max` combinations of id and key; the least recently used are removed. `id` is any text. */
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
