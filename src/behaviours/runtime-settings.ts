/** Settings that can be changed while the mock runs: latency, rate limit and error rate. */
import { Type, type Static, type TSchema } from 'typebox'
import type { ApiError } from '../errors/api-error.js'
import { andThen, type Awaitable } from '../stores/awaitable.js'
import type { Stores } from '../stores/stores.js'
import { namedErrors, type ErrorContext, type ErrorName } from '../errors/named-errors.js'
import { schemaProblemMessage } from '../text/schema-problem.js'
import { delayBranches, DelaySchema, delayText, parseDelay, type Delay } from './latency.js'
import type { Random } from './seeded-random.js'
import { SettingError } from './setting-error.js'
import { createRateLimit, noLimit, type RateLimit } from './rate-limit.js'

const errorNames = Object.keys(namedErrors) as ErrorName[]

/** The schemas of the settings at the start. `allowed` describes what each of them accepts. */
export const runtimeSettingSchemas = {
  latency: DelaySchema({
    allowed: 'a duration up to `60m` (such as `250ms` or `2s`), a range (such as `1s-3s`) or `realistic`',
    description: 'Delay of every response, such as `1s-3s`. It starts after the request body and also applies to refusals. `realistic`: the recorded latency of the model, quality and size. A number is milliseconds.'
  }),
  imagesPerMinute: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    allowed: 'an integer from 0 to 1000000',
    description: 'Images per minute for each API key. `0`: no images, like an account of the free tier. Unset: no limit.'
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

/** Returns the options of a setting that accepts null. */
function nullable (schema: TSchema) {
  const { allowed, description } = schema as TSchema as { allowed: string, description: string }
  return { allowed: `null or ${allowed.replaceAll('`', '')}`, description }
}

export const Behaviours = Type.Object({
  latency: Type.Union([Type.String(), Type.Null()], nullable(latency)),
  imagesPerMinute: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()], nullable(imagesPerMinute)),
  errorRate,
  errorRateError
}, { additionalProperties: false, description: 'The settings that apply to all requests. Null: unset.' })
export type Behaviours = Static<typeof Behaviours>
export const SomeBehaviours = Type.Partial(Type.Object({
  ...Behaviours.properties, latency: Type.Union([...delayBranches, Type.Null()], nullable(latency))
}, { additionalProperties: false }))
/** Changes of behaviours, such as `{ latency: '1s-3s', errorRate: 0.2 }`. Null unsets `latency` and `imagesPerMinute`. */
export type BehaviourChanges = Static<typeof SomeBehaviours>

export interface RuntimeSettingsOptions {
  /** The values at the start and after a reset. */
  start: Omit<Behaviours, 'latency'> & { latency: string | number | null }
  organization: string
  stores?: Pick<Stores, 'createBuckets'>
  /** Decides which requests fail. */
  random: Random
  /** Returns milliseconds since 1970. */
  now: () => number
  onChange: () => void
}

export interface RuntimeSettings {
  get: () => Behaviours
  /** Changes some members and returns all. Throws a SettingError, and changes nothing, if one of them is invalid. */
  set: (some: BehaviourChanges) => Behaviours
  reset: () => void
  latency: () => Delay | undefined
  limit: RateLimit
  /** Returns the error if the error rate makes the request fail, otherwise undefined. */
  drawError: (context: ErrorContext) => Awaitable<ApiError | undefined>
}

/** Creates runtime settings with the values of `start`. */
export function createRuntimeSettings ({ start: given, onChange, ...dependencies }: RuntimeSettingsOptions): RuntimeSettings {
  const start = withText(given)
  let current = apply(start, dependencies)

  const get = () => ({ ...current.behaviours })
  const change = (behaviours: Behaviours) => {
    current = apply(behaviours, dependencies, current)
    onChange()
  }

  return {
    get,
    set (some) {
      const problem = schemaProblemMessage(SomeBehaviours, some, 'the behaviours')
      if (problem !== undefined) throw new SettingError(problem)
      const given = Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as BehaviourChanges
      change(withText({ ...current.behaviours, ...given }))
      return get()
    },
    reset: () => change(start),
    latency: () => current.latency,
    limit: {
      take: (key, images, gptModel) => current.limit.take(key, images, gptModel),
      headers: key => current.limit.headers(key),
      reset: key => current.limit.reset(key)
    },
    drawError: context => current.drawError(context)
  }
}

/** Returns the behaviours with the latency as text, as they are shown. */
function withText ({ latency, ...others }: RuntimeSettingsOptions['start']): Behaviours {
  return { ...others, latency: latency === null ? null : delayText(latency) }
}

type Dependencies = Omit<RuntimeSettingsOptions, 'start' | 'onChange'>

/** Creates the functions that the settings configure. An unchanged rate limit keeps its buckets. */
function apply (behaviours: Behaviours, { random, ...dependencies }: Dependencies, before?: { behaviours: Behaviours, limit: RateLimit }) {
  const { latency, imagesPerMinute, errorRate, errorRateError } = behaviours
  const limit = before && before.behaviours.imagesPerMinute === imagesPerMinute
    ? before.limit
    : imagesPerMinute === null ? noLimit : createRateLimit({ imagesPerMinute, ...dependencies })
  return {
    behaviours,
    latency: latency === null ? undefined : parseDelay(latency),
    limit,
    drawError: createErrorRate({ errorRate, error: errorRateError, random })
  }
}

export interface ErrorRateOptions {
  /** From 0 (no request fails) to 1 (every request fails). */
  errorRate: number
  /** The error of requests that fail. */
  error: ErrorName
  random: Random
}

/** Creates the function that returns an error for the given share of requests: the same requests for the same seed. */
export function createErrorRate (
  { errorRate, error, random }: ErrorRateOptions
): (context: ErrorContext) => Awaitable<ApiError | undefined> {
  if (errorRate === 0) return () => undefined
  return context => andThen(random(context.key), number => number < errorRate ? namedErrors[error].make(context) : undefined)
}
