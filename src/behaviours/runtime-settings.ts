/** The standing behaviours: how every caller is treated until somebody says otherwise. */
import { Type, type Static, type TSchema } from 'typebox'
import type { ApiError } from '../errors/api-error.js'
import { namedErrors, type ErrorContext, type ErrorName } from '../errors/named-errors.js'
import { checkBySchema } from '../rules/check-rule.js'
import { delayGrammar, parseDelay, type Delay } from './latency.js'
import { createErrorRate } from './error-rate.js'
import type { Random } from './seeded-random.js'
import { createRateLimit, noLimit, type RateLimit } from './rate-limit.js'

const errorNames = Object.keys(namedErrors) as ErrorName[]

/** As settings have them; `allowed` says in words what each takes. */
export const runtimeSettingSchemas = {
  latency: Type.String({
    pattern: delayGrammar,
    allowed: 'a time of at most `60m` such as `250ms` or `2s`, a range such as `1s-3s`, or `realistic`',
    description: 'Delay of every response, such as `1s-3s`. It counts from the end of the request body and holds for refusals, too. `realistic`: as recorded for the model, quality and size.'
  }),
  imagesPerMinute: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    allowed: 'an integer from 0 to 1000000',
    description: 'Images per minute for each API key. `0`: none, as for an account of the free tier. Unset: no limit.'
  }),
  errorRate: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0,
    allowed: 'a number from 0 to 1',
    description: 'Share of requests that fail.'
  }),
  errorRateError: Type.Unsafe<ErrorName>({
    type: 'string',
    enum: errorNames,
    default: 'server_error',
    description: 'Error of the requests that fail.'
  })
}

const { latency, imagesPerMinute, errorRate, errorRateError } = runtimeSettingSchemas

/** The setting as it may be changed: null unsets it. */
function orNull<Schema extends TSchema> (schema: Schema) {
  const { allowed, description, ...bare } = schema as TSchema as { allowed: string, description: string }
  return Type.Union([bare as Schema, Type.Null()], { allowed: `null or ${allowed.replaceAll('`', '')}`, description })
}

export const Behaviours = Type.Object(
  { latency: orNull(latency), imagesPerMinute: orNull(imagesPerMinute), errorRate, errorRateError },
  { additionalProperties: false, description: 'The standing behaviours; null where one is unset.' })
export type Behaviours = Static<typeof Behaviours>
export const SomeBehaviours = Type.Partial(Behaviours)

export interface RuntimeSettingsOptions {
  /** Those that stand at first, and again after a reset. */
  start: Behaviours
  organization: string
  /** Draws who is in the failing share. */
  random: Random
  /** Milliseconds since 1970. */
  now: () => number
  onChange: () => void
}

export interface RuntimeSettings {
  get: () => Behaviours
  /** Changes those that are given, all or none of them; throws a RuleError that names the member. */
  set: (some: Partial<Behaviours>) => Behaviours
  reset: () => void
  latency: () => Delay | undefined
  limit: RateLimit
  drawError: (context: ErrorContext) => ApiError | undefined
}

/** Makes them. Throws a RuleError for a latency that is none. */
export function createRuntimeSettings ({ start, onChange, ...means }: RuntimeSettingsOptions): RuntimeSettings {
  let acting = actOn(start, means)

  const get = () => ({ ...acting.behaviours })
  const change = (behaviours: Behaviours) => {
    acting = actOn(behaviours, means, acting)
    onChange()
  }

  return {
    get,
    set (some) {
      checkBySchema(SomeBehaviours, some, 'the behaviours')
      const given = Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as Partial<Behaviours>
      change({ ...acting.behaviours, ...given })
      return get()
    },
    reset: () => change(start),
    latency: () => acting.latency,
    limit: {
      take: (key, images) => acting.limit.take(key, images),
      headers: key => acting.limit.headers(key),
      reset: key => acting.limit.reset(key)
    },
    drawError: context => acting.drawError(context)
  }
}

type Means = Omit<RuntimeSettingsOptions, 'start' | 'onChange'>

/** What the behaviours do. A limit that stays the same goes on with what callers have used of it. */
function actOn (behaviours: Behaviours, { random, ...means }: Means, before?: { behaviours: Behaviours, limit: RateLimit }) {
  const { latency, imagesPerMinute, errorRate, errorRateError } = behaviours
  const limit = before && before.behaviours.imagesPerMinute === imagesPerMinute
    ? before.limit
    : imagesPerMinute === null ? noLimit : createRateLimit({ imagesPerMinute, ...means })
  return {
    behaviours,
    latency: latency === null ? undefined : parseDelay(latency, 'latency'),
    limit,
    drawError: createErrorRate({ errorRate, error: errorRateError, random })
  }
}
