/** The memory of what was drawn: bounded in bytes, and one drawing for all who ask for it at once. */
import { LRUCache } from 'lru-cache'

/** Whether somebody still waits. */
export type IsWanted = () => boolean

/** The bytes of the key, made if need be; the maker is told whether any of those who asked still waits. */
export type Memoise = (key: string, make: (isWanted: IsWanted) => Promise<Buffer>, isWanted?: IsWanted) => Promise<Buffer>

interface UnderWay {
  bytes: Promise<Buffer>
  waiting: IsWanted[]
}

/** Makes a memory of at most `maxBytes` bytes; the least recently used go first. 0 keeps nothing. */
export function createPictureCache (maxBytes: number): Memoise {
  const kept = maxBytes > 0
    ? new LRUCache<string, Buffer>({ maxSize: maxBytes, sizeCalculation: bytes => Math.max(bytes.length, 1) })
    : undefined
  const underWay = new Map<string, UnderWay>()

  return (key, make, isWanted = () => true) => {
    const found = kept?.get(key)
    if (found) return Promise.resolve(found)
    const started = underWay.get(key)
    if (started) {
      started.waiting.push(isWanted)
      return started.bytes
    }
    const waiting = [isWanted]
    const bytes = make(() => waiting.some(isWanted => isWanted()))
      .then(bytes => { kept?.set(key, bytes); return bytes })
      .finally(() => underWay.delete(key))
    underWay.set(key, { bytes, waiting })
    return bytes
  }
}
