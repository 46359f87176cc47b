/** The memory of what was drawn: bounded in bytes, and one drawing for all who ask for it at once. */
import { LRUCache } from 'lru-cache'
import type { Base64Image } from '../contract/responses.js'
import { ownBytes } from './output/base64-image.js'

/** Whether somebody still waits. */
export type IsWanted = () => boolean

type Made = Buffer | Base64Image

/**
 * The value of the key, made if need be; `make` learns whether any of those who asked still waits. A key always stands
 * for the same kind of value.
 */
export type Memoise = <Value extends Made>(key: string, make: (isWanted: IsWanted) => Promise<Value>, isWanted?: IsWanted) => Promise<Value>

interface UnderWay {
  made: Promise<Made>
  waiting: IsWanted[]
}

/** Makes a memory of at most `maxBytes` bytes; the least recently used go first. 0 keeps nothing. */
export function createPictureCache (maxBytes: number): Memoise {
  const kept = maxBytes > 0 ? new LRUCache<string, Made>({ maxSize: maxBytes, sizeCalculation: made => Math.max(bytesOf(made), 1) }) : undefined
  const underWay = new Map<string, UnderWay>()

  return <Value extends Made>(key: string, make: (isWanted: IsWanted) => Promise<Value>, isWanted: IsWanted = () => true) => {
    const found = kept?.get(key)
    if (found) return Promise.resolve(found as Value)
    const started = underWay.get(key)
    if (started) {
      started.waiting.push(isWanted)
      return started.made as Promise<Value>
    }
    const waiting = [isWanted]
    const made = make(() => waiting.some(isWanted => isWanted()))
      .then(made => { kept?.set(key, made); return made })
      .finally(() => underWay.delete(key))
    underWay.set(key, { made, waiting })
    return made
  }
}

function bytesOf (made: Made): number {
  return Buffer.isBuffer(made) ? made.length : ownBytes(made)
}
