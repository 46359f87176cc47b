/** How many images a caller may ask for in a minute: a token bucket for each API key. */
import { rateLimitExceeded } from '../errors/catalogue.js'
import type { ApiError } from '../errors/api-error.js'

export interface RateLimitOptions {
  /** The bucket's size, and what flows into it in a minute. `0`: every image is refused. */
  imagesPerMinute: number
  organization: string
  /** Milliseconds since 1970. */
  now: () => number
}

export interface RateLimit {
  /** Takes `images` from the caller's bucket, or refuses and takes nothing. */
  take: (key: string | undefined, images: number) => ApiError | undefined
  /** The `x-ratelimit-*` headers as the caller's bucket stands. */
  headers: (key: string | undefined) => Record<string, string>
  /** Fills one caller's bucket, or all. */
  reset: (key?: string) => void
}

export const noLimit: RateLimit = { take: () => undefined, headers: () => ({}), reset: () => {} }

/** Credit is counted in images times milliseconds, so that it stays a whole number: a millisecond brings `limit`. */
interface Bucket { credit: number, atMs: number }

/** What one image costs. */
const minuteMs = 60_000
/** Callers that are remembered; a forgotten one has a full bucket. */
const maxCallers = 10_000

/** The limit of an account that may ask for no images. Its refusals have no headers, as in the recordings. */
function noImages (organization: string): RateLimit {
  return { ...noLimit, take: (_key, images) => rateLimitExceeded(organization, 0, images) }
}

export function createRateLimit ({ imagesPerMinute: limit, organization, now }: RateLimitOptions): RateLimit {
  if (limit === 0) return noImages(organization)
  const buckets = new Map<string, Bucket>()
  const capacity = limit * minuteMs

  const bucketOf = (key = ''): Bucket => {
    const atMs = now()
    const before = buckets.get(key) ?? { credit: capacity, atMs }
    return { credit: Math.min(capacity, before.credit + Math.max(0, atMs - before.atMs) * limit), atMs }
  }
  const keep = (key = '', bucket: Bucket) => {
    buckets.delete(key)
    if (buckets.size >= maxCallers) buckets.delete(buckets.keys().next().value!)
    buckets.set(key, bucket)
  }

  return {
    take (key, images) {
      const { credit, atMs } = bucketOf(key)
      const cost = images * minuteMs
      if (credit >= cost) {
        keep(key, { credit: credit - cost, atMs })
        return undefined
      }
      // More than the bucket holds never fits, however long one waits.
      const waitMs = cost > capacity ? Infinity : Math.ceil((cost - credit) / limit)
      const used = Math.ceil((capacity - credit) / minuteMs)
      return rateLimitExceeded(organization, limit, used + images, waitMs)
    },
    headers (key) {
      const { credit } = bucketOf(key)
      return {
        'x-ratelimit-limit-images': String(limit),
        'x-ratelimit-remaining-images': String(Math.floor(credit / minuteMs)),
        'x-ratelimit-reset-images': `${Math.ceil((capacity - credit) / limit) / 1000}s`
      }
    },
    reset (key) {
      if (key === undefined) buckets.clear()
      else buckets.delete(key)
    }
  }
}
