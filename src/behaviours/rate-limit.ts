/** Rate limiter for images per minute: one token bucket for each API key. */
import { imageLimitReached, rateLimitExceeded, type ImageLimit } from '../errors/catalogue.js'
import type { ApiError } from '../errors/api-error.js'
import { andThen, type Awaitable } from '../stores/awaitable.js'
import { memoryStores } from '../stores/memory/memory-stores.js'
import type { Stores } from '../stores/stores.js'

export interface RateLimitOptions {
  /** The size of a bucket, and the images that are added to it in a minute. `0`: all images are refused. */
  imagesPerMinute: number
  organization: string
  /** Stores the buckets. Default: in memory. */
  stores?: Pick<Stores, 'createBuckets'>
  /** Returns milliseconds since 1970. */
  now: () => number
}

export interface RateLimit {
  /**
   * Takes `images` from the key's bucket. Returns the error, and takes nothing, if it holds too few. `gptModel` is the name
   * of a GPT image model, whose errors have a different wording.
   */
  take: (key: string | undefined, images: number, gptModel?: string | undefined) => Awaitable<ApiError | undefined>
  /** Returns the `x-ratelimit-*` headers for the key's bucket. */
  headers: (key: string | undefined) => Awaitable<Record<string, string>>
  /** Fills the bucket of one key, or all buckets. */
  reset: (key?: string) => Awaitable<void>
}

export const noLimit: RateLimit = { take: () => undefined, headers: () => ({}), reset: () => {} }

/** The credit that one image costs: each millisecond adds `limit`, so that the credit is a whole number. */
const minuteMs = 60_000

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
export function createRateLimit ({ imagesPerMinute: limit, organization, stores = memoryStores, now }: RateLimitOptions): RateLimit {
  if (limit === 0) return noImages(organization)
  const capacity = limit * minuteMs
  const buckets = stores.createBuckets({ capacity, creditPerMs: limit, now })

  return {
    take (key, images, gptModel) {
      const cost = images * minuteMs
      return andThen(buckets.take(key, cost), ({ isTaken, credit }) => {
        if (isTaken) return undefined
        // A request for more images than a full bucket holds can never succeed.
        const waitMs = cost > capacity ? Infinity : Math.ceil((cost - credit) / limit)
        const used = Math.ceil((capacity - credit) / minuteMs)
        return refusal(organization, gptModel, { limit, used, requested: images, waitMs, headers: true })
      })
    },
    headers: key => andThen(buckets.credit(key), credit => ({
      'x-ratelimit-limit-images': String(limit),
      'x-ratelimit-remaining-images': String(Math.floor(credit / minuteMs)),
      'x-ratelimit-reset-images': `${Math.ceil((capacity - credit) / limit) / 1000}s`
    })),
    reset: buckets.reset
  }
}
