/** Rate limiter for images per minute: one token bucket for each API key. */
import { imageLimitReached, rateLimitExceeded, type ImageLimit } from '../errors/catalogue.js'
import type { ApiError } from '../errors/api-error.js'

export interface RateLimitOptions {
  /** The size of a bucket, and the images that are added to it in a minute. `0`: all images are refused. */
  imagesPerMinute: number
  organization: string
  /** Returns milliseconds since 1970. */
  now: () => number
}

export interface RateLimit {
  /**
   * Takes `images` from the key's bucket. Returns the error, and takes nothing, if it holds too few. `gptModel` is the name
   * of a GPT image model, whose errors have other words.
   */
  take: (key: string | undefined, images: number, gptModel?: string | undefined) => ApiError | undefined
  /** Returns the `x-ratelimit-*` headers for the key's bucket. */
  headers: (key: string | undefined) => Record<string, string>
  /** Fills the bucket of one key, or all buckets. */
  reset: (key?: string) => void
}

export const noLimit: RateLimit = { take: () => undefined, headers: () => ({}), reset: () => {} }

/** The credit is counted in images × milliseconds, so that it is a whole number: each millisecond adds `limit`. */
interface Bucket { credit: number, atMs: number }

/** The credit that one image costs. */
const minuteMs = 60_000
/** The number of keys with a bucket. A key that is forgotten has a full bucket. */
const maxKeys = 10_000

/** The limit of an account without access to images. Its errors have no headers, as in the recordings. */
function noImages (organization: string): RateLimit {
  return {
    ...noLimit,
    take: (_key, requested, gptModel) => refusal(organization, gptModel, { limit: 0, used: 0, requested, waitMs: Infinity })
  }
}

function refusal (organization: string, gptModel: string | undefined, bucket: ImageLimit): ApiError {
  const { limit, used, requested, waitMs, headers } = bucket
  if (gptModel !== undefined) return imageLimitReached(gptModel, organization, bucket)
  return rateLimitExceeded(organization, limit, used + requested, headers ? waitMs : undefined)
}

/** Creates the rate limiter, with full buckets. */
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
    if (buckets.size >= maxKeys) buckets.delete(buckets.keys().next().value!)
    buckets.set(key, bucket)
  }

  return {
    take (key, images, gptModel) {
      const { credit, atMs } = bucketOf(key)
      const cost = images * minuteMs
      if (credit >= cost) {
        keep(key, { credit: credit - cost, atMs })
        return undefined
      }
      // A request for more images than a full bucket holds can never succeed.
      const waitMs = cost > capacity ? Infinity : Math.ceil((cost - credit) / limit)
      const used = Math.ceil((capacity - credit) / minuteMs)
      return refusal(organization, gptModel, { limit, used, requested: images, waitMs, headers: true })
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
