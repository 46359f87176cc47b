/** Cache of rendered pictures, limited in bytes. Concurrent requests for one picture share its rendering. */
import { LRUCache } from 'lru-cache'
import type { Base64Image } from '../contract/responses.js'
import { ownBytes } from './output/base64-image.js'

/** Returns whether a client still waits for the picture. */
export type IsWanted = () => boolean

type Rendered = Buffer | Base64Image

/**
 * Returns the value of a key from the cache, or creates it. `create` receives a function that returns whether any of the
 * callers still waits for the value. A key must always be used for the same type of value.
 */
export type Memoise = <Value extends Rendered>(
  key: string, create: (isWanted: IsWanted) => Promise<Value>, isWanted?: IsWanted
) => Promise<Value>

interface Pending {
  value: Promise<Rendered>
  callers: IsWanted[]
}

/**
 * Creates a cache of at most `maxBytes` bytes, which evicts the least recently used values first. 0 stores nothing. `onHit` is
 * called for each value that need not be created.
 */
export function createPictureCache (maxBytes: number, onHit: () => void = () => {}): Memoise {
  const cache = maxBytes > 0
    ? new LRUCache<string, Rendered>({ maxSize: maxBytes, sizeCalculation: value => Math.max(bytesOf(value), 1) })
    : undefined
  const inProgress = new Map<string, Pending>()

  return <Value extends Rendered>(key: string, create: (isWanted: IsWanted) => Promise<Value>, isWanted: IsWanted = () => true) => {
    const found = cache?.get(key)
    const pending = inProgress.get(key)
    if (found ?? pending) onHit()
    if (found) return Promise.resolve(found as Value)
    if (pending) {
      pending.callers.push(isWanted)
      return pending.value as Promise<Value>
    }
    const callers = [isWanted]
    const value = create(() => callers.some(isWanted => isWanted()))
      .then(value => { cache?.set(key, value); return value })
      .finally(() => inProgress.delete(key))
    inProgress.set(key, { value, callers })
    return value
  }
}

function bytesOf (value: Rendered): number {
  return Buffer.isBuffer(value) ? value.length : ownBytes(value)
}
