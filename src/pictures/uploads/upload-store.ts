/** Store of the uploaded images that edits and variations are drawn from, limited in bytes and in time. */
import { hash, webcrypto } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** The images of one request, each a PNG file with 8 bits for each channel in sRGB. */
export interface UploadedImages {
  /** 1 to 16 files, in the order of the request. */
  images: readonly Buffer[]
  /** Belongs to the first image, which is edited where the mask is transparent. */
  mask?: Buffer | undefined
  /** Covers the first image. Never together with a mask. */
  markup?: Buffer | undefined
}

/** The images of one request by their id, as a part of a Picture. */
export interface UploadReference {
  /** The beginning of a SHA-256 of all files: 32 hexadecimal digits. */
  id: string
  /** The number of images, without the guide. */
  images: number
  /** Whether a mask or a markup guides the edit of the first image. Default: neither. */
  guide?: 'mask' | 'markup'
}

export interface AddedUploads {
  reference: UploadReference
  /**
   * Call it when the response is complete. Until then the store keeps the images, even if they exceed its limits. Their
   * time to live then starts again.
   */
  release: () => void
}

export interface UploadStoreOptions {
  /** The maximum size of all released files together, in bytes. */
  maxBytes: number
  /** How long images can be read after they were last added or released. */
  ttlMs: number
  /** Returns the time in milliseconds since 1970. */
  now: () => number
}

export interface UploadStore {
  /**
   * Stores the images of a request. Equal images are stored once. The least recently used are evicted if all together
   * exceed `maxBytes`.
   *
   *     const { reference, release } = await uploads.add({ images: [file] })
   *     try {
   *       const pictures = picturesOf(request, { sources: { kind: 'variation', ...reference } })
   *       await deliver(request, pictures, delivery)
   *     } finally {
   *       release()
   *     }
   */
  add: (uploads: UploadedImages) => Promise<AddedUploads>
  /** Returns the images, or undefined if they were not added, are too old, or were evicted. */
  get: (id: string) => UploadedImages | undefined
}

interface InUse {
  uploads: UploadedImages
  /** The number of requests that have not yet released them. */
  count: number
}

export function createUploadStore ({ maxBytes, ttlMs, now }: UploadStoreOptions): UploadStore {
  const stored = new LRUCache<string, UploadedImages>({
    maxSize: maxBytes, sizeCalculation: bytesOf, ttl: ttlMs, ttlResolution: 0, perf: { now }
  })
  const inUse = new Map<string, InUse>()
  const get = (id: string) => inUse.get(id)?.uploads ?? stored.get(id)

  return {
    async add (added) {
      const id = await idOf(added)
      // The stored files, if there are equal ones, so that the new copies can be collected as garbage.
      const uploads = get(id) ?? added
      const used = inUse.get(id) ?? { uploads, count: 0 }
      used.count++
      inUse.set(id, used)
      stored.purgeStale()
      stored.set(id, uploads)
      let isReleased = false
      return {
        reference: referenceOf(id, uploads),
        release () {
          if (isReleased) return
          isReleased = true
          if (--used.count === 0) inUse.delete(id)
          stored.set(id, uploads)
        }
      }
    },
    get
  }
}

function referenceOf (id: string, { images, mask, markup }: UploadedImages): UploadReference {
  return { id, images: images.length, ...(mask ? { guide: 'mask' } : markup && { guide: 'markup' }) }
}

function filesOf ({ images, mask, markup }: UploadedImages): Buffer[] {
  return [...images, mask, markup].filter(file => file !== undefined)
}

function bytesOf (uploads: UploadedImages): number {
  return filesOf(uploads).reduce((sum, { length }) => sum + length, 1)
}

/** Hashes the files outside the event loop: the images of one request can have more than 100 MB. */
async function idOf (uploads: UploadedImages): Promise<string> {
  const digests: string[] = []
  for (const file of filesOf(uploads)) digests.push(Buffer.from(await webcrypto.subtle.digest('SHA-256', file)).toString('hex'))
  return hash('sha256', JSON.stringify([digests, uploads.mask !== undefined, ...uploads.markup ? ['markup'] : []])).slice(0, 32)
}
