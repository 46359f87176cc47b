/** The memory of what was drawn: bounded in bytes, and one drawing for all who ask for it at once. */
import { LRUCache } from 'lru-cache'

export type Memoise = (key: string, make: () => Promise<Buffer>) => Promise<Buffer>

/** Makes a memory of at most `maxBytes` bytes; the least recently used go first. 0 keeps nothing. */
export function createPictureCache (maxBytes: number): Memoise {
  const kept = maxBytes > 0
    ? new LRUCache<string, Buffer>({ maxSize: maxBytes, sizeCalculation: bytes => Math.max(bytes.length, 1) })
    : undefined
  const underWay = new Map<string, Promise<Buffer>>()

  return (key, make) => {
    const found = kept?.get(key)
    if (found) return Promise.resolve(found)
    const started = underWay.get(key)
    if (started) return started
    const making = make()
      .then(bytes => { kept?.set(key, bytes); return bytes })
      .finally(() => underWay.delete(key))
    underWay.set(key, making)
    return making
  }
}
