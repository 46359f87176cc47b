/** Length and hash of images in base64: computed when somebody looks, or when too many wait for it. */
import { createHash } from 'node:crypto'
import type { ImageDigest } from './entry.js'

/** An image in the journal: its base64 until it is digested, its digest from then on. */
export interface HeldImage {
  base64?: Buffer
  digest?: ImageDigest
}

export interface ImageDigests {
  /** Takes base64 in ASCII bytes. The same buffer gives the same HeldImage, so that a cached picture is digested once. */
  hold: (base64: Buffer) => HeldImage
  read: (image: HeldImage) => ImageDigest
}

/** `maxWaitingBytes` bounds what is held undigested: beyond it the oldest are digested and their base64 let go. */
export function createImageDigests (maxWaitingBytes: number): ImageDigests {
  const known = new WeakMap<Buffer, HeldImage>()
  const waiting = new Set<HeldImage>()
  let waitingBytes = 0

  const read = (image: HeldImage) => {
    const { base64 } = image
    if (base64) {
      image.digest = digestOf(base64)
      delete image.base64
      waiting.delete(image)
      waitingBytes -= base64.length
    }
    return image.digest!
  }

  return {
    read,
    hold (base64) {
      const found = known.get(base64)
      if (found) return found
      const image: HeldImage = { base64 }
      known.set(base64, image)
      waiting.add(image)
      waitingBytes += base64.length
      for (const oldest of waiting) {
        if (waitingBytes <= maxWaitingBytes) break
        read(oldest)
      }
      return image
    }
  }
}

function digestOf (base64: Buffer): ImageDigest {
  const image = Buffer.from(base64.toString('latin1'), 'base64')
  return { bytes: image.length, sha256: createHash('sha256').update(image).digest('hex') }
}
