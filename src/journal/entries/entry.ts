/** Schema of a journal entry: one request, its response, and what decided the response. */
import { Type, type Static, type TSchema } from 'typebox'
import { StringEnum } from '../../text/allowed-values.js'
import { isAlwaysResolved } from '../../contract/models.js'
import { parameterEntries, type ResolvedParameters } from '../../contract/parameters.js'
import { operationNames } from '../../contract/operations/operations.js'
import { Usage } from '../../contract/usage/usage.js'
import { KeptInput } from './kept-input.js'

const text = (description: string) => Type.String({ description })

export const DecidedBy = Type.Object({
  kind: StringEnum(['none', 'rule', 'header', 'prompt', 'behaviour', 'validation', 'auth', 'transport'], {
    description: 'What decided the response: a rule, a directive in a header or in the prompt, a behaviour such as the error rate, or a check that every request passes. `none` if the request was answered normally.'
  }),
  source: Type.Optional(StringEnum(['header', 'prompt', 'posted', 'file'], { description: 'The source of the rule or directive. Undefined if no rule or directive decided.' })),
  id: Type.Optional(text('The id of the rule, or the file that contains it. Undefined if it has neither.')),
  description: Type.Optional(text('The description of the rule.')),
  served: Type.Optional(Type.Integer({ description: 'How many of its `times` the rule has been used, including this one. Undefined if it has no `times`.' })),
  times: Type.Optional(Type.Integer({ description: 'How many times the rule can be used. Undefined if there is no limit.' })),
  name: Type.Optional(text('The error, fault or other effect, as named in rules and directives, such as `rate_limit_exceeded`.')),
  respond: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'The `respond` object of the rule or directive, with each value as written; long values are cut.' })),
  reason: text('The reason as a sentence.')
}, { description: 'What decided the response.' })

export const Violation = Type.Object({
  param: Type.Union([Type.String(), Type.Null()], { description: 'The parameter at fault; null if the refusal names none.' }),
  code: Type.Union([Type.String(), Type.Null()], { description: 'The code of the refusal, or null.' }),
  message: text('The message of the refusal, at most 1,000 characters of it.')
}, { description: 'What OpenAI would refuse, in its words.' })
/** What OpenAI would refuse in a request that the mock accepted. */
export type Violation = Static<typeof Violation>

const jsonTypes = { string: Type.String, integer: Type.Integer, number: Type.Number, boolean: Type.Boolean }

/** The schemas of resolved parameters, by wire name. */
export const resolvedParameterSchemas: Record<string, TSchema> = Object.fromEntries(
  parameterEntries.map(([name, { type, description }]) => {
    const schema = jsonTypes[type]({ description })
    return [name, isAlwaysResolved(name) ? schema : Type.Optional(schema)]
  }))

export const ResolvedRequest = Type.Unsafe<ResolvedParameters>(Type.Object(resolvedParameterSchemas, {
  description: 'The parameters with all defaults resolved. Undefined if the request was refused before that.'
}))

export const ImageDigest = Type.Object({
  bytes: Type.Integer({ description: 'The length of the decoded image in bytes.' }),
  sha256: text('The SHA-256 hash of the decoded image, in hexadecimal.')
}, { description: 'Replaces an image in base64.' })
export type ImageDigest = Static<typeof ImageDigest>

/** The body of the response as a JSON value, with a digest instead of each image in base64; a string if it is not JSON. */
export type Answer = string | {
  /** When the images were created, in Unix seconds. */
  created?: number
  // background, output_format, quality and size are what the model used, such as `medium` for `auto`. Only the GPT image models send them.
  background?: string
  data?: Array<{ url?: string, revised_prompt?: string, b64_json?: ImageDigest }>
  output_format?: string
  quality?: string
  safety_identifier?: string
  size?: string
  usage?: Usage
  error?: {
    message: string | null
    type: string | null
    param: string | null
    code: string | null
    moderation_details?: { moderation_stage: string, categories: string[] }
  }
}

export const Entry = Type.Object({
  id: text('The request id, `req_` and 32 hexadecimal digits, as sent in the response header `x-request-id`.'),
  time: text('When the request arrived, in ISO 8601.'),
  method: text('The HTTP method.'),
  path: text('The path without the query string.'),
  operation: Type.Optional(StringEnum(operationNames, { description: 'The operation. Undefined for every other URL.' })),
  query: Type.Optional(text('The query string as sent, without the question mark. Secrets such as `api_key` are masked, except for their last four characters. Undefined if there is none.')),
  key: Type.Optional(text('The last four characters of the API key, such as `…4f2a`. An image download without a key shows that of the request that generated the image. Undefined if there is none.')),
  headers: Type.Record(Type.String(), Type.String(), {
    description: 'The request headers, by lower-case name. Secrets, also those in URLs, are masked, except for their last four characters.'
  }),
  body: Type.Optional(text('The request body as sent, at most 64 KiB of it. Of a form: its fields as JSON, with `{ filename, type, bytes, sha256 }` instead of each file. Undefined if there is none, and for a form that could not be read or was sent to another URL.')),
  bodyTruncated: Type.Optional(Type.Literal(true, { description: 'True if the body is longer than the part shown, otherwise undefined.' })),
  bodyBytes: Type.Optional(Type.Integer({
    description: 'The length of the whole body in bytes, if it is longer than the part shown. Undefined also if the length is unknown: the body was sent in chunks and not read completely.'
  })),
  request: Type.Optional(ResolvedRequest),
  inputs: Type.Optional(Type.Array(KeptInput, {
    description: 'The images that the request brought, those to edit first; of a refused request as sent. Undefined if there are none, or if they could not be read.'
  })),
  violations: Type.Optional(Type.Array(Violation, {
    description: 'What OpenAI would refuse in this request, although the mock accepted it: because of `validation: warn`, `unknownModels: accept` or `unknownParameters: ignore`. Undefined if there is nothing.'
  })),
  status: Type.Optional(Type.Integer({ description: 'The HTTP status. Undefined if no response was sent.' })),
  outcome: Type.Optional(StringEnum(['reset', 'empty', 'hang', 'lost', 'truncate', 'aborted'], {
    description: 'Why the response is not complete: one of the faults `reset`, `empty`, `hang`, `lost` and `truncate`, or `aborted` if the client disconnected. Undefined if the response was sent completely.'
  })),
  answer: Type.Optional(Type.Unsafe<Answer>({
    description: 'The response body as a JSON value, with `{ bytes, sha256 }` instead of each `b64_json`. Undefined if there is none, and for an image file.'
  })),
  billed: Type.Optional(Type.Literal(true, {
    description: 'True if OpenAI would bill the request: the images were made, even if the answer was lost, a proxy answered instead, or the client gave up. Undefined for a refusal, and if the connection failed before (the faults `reset`, `empty` and `hang`).'
  })),
  usage: Type.Optional(Type.Unsafe<Usage>({
    ...Usage, description: 'The tokens that OpenAI would bill, even if the answer was not sent. Undefined if the request is not billed, and for the DALL·E models, which are billed by image.'
  })),
  events: Type.Optional(Type.Array(Type.Object({
    type: text('The type of the event, such as `image_generation.partial_image`, or `error`.'),
    ms: Type.Integer({ description: 'When it was sent, in milliseconds after the request arrived.' }),
    bytes: Type.Integer({ description: 'Its length as sent.' }),
    partialIndex: Type.Optional(Type.Integer({ description: 'The index of the partial image. Undefined for other events.' })),
    image: Type.Optional(ImageDigest)
  }), { description: 'The events of a stream that were sent, without an event that a fault cut off. Undefined if the response is no stream.' })),
  clientWaitMs: Type.Optional(Type.Integer({
    description: 'How long the mock waited for the client to read a stream, in milliseconds. Undefined below 100 ms, and if the response is no stream. What fits into the buffers of the system, some megabytes, does not count.'
  })),
  isOpen: Type.Optional(Type.Literal(true, {
    description: 'True if the response is a stream that has not ended. Lists do not contain such requests. Otherwise undefined.'
  })),
  durationMs: Type.Number({ description: 'The time from the arrival of the request to the end of the response, in milliseconds.' }),
  decidedBy: DecidedBy,
  retryCount: Type.Optional(Type.Integer({
    description: 'The number of the retry, from the request header `x-stainless-retry-count`; 0 for the first attempt. Undefined if the client does not send it.'
  })),
  retryOf: Type.Optional(text('For a retry: the id of the previous attempt. This is the newest request with the same key, method, path and body whose `retryCount` is one less, or an inferred one. Undefined if the journal does not contain it.')),
  retryInferred: Type.Optional(Type.Literal(true, {
    description: 'True if `retryOf` is inferred: the client does not send `x-stainless-retry-count`, and a request with the same key, method, path, `x-mock` header and body failed at most 60 seconds before. Otherwise undefined.'
  })),
  retryAfterMs: Type.Optional(Type.Number({
    description: 'How long the response asked the client to wait, by `retry-after-ms` or `retry-after`, in milliseconds. Undefined if it did not.'
  })),
  generation: Type.Optional(text('For an image download: the id of the request that generated the image.')),
  downloads: Type.Optional(Type.Array(Type.String(), {
    description: 'For a response with image URLs: the ids of the downloads of these images, oldest first. Requests that are no longer in the journal are not listed.'
  }))
}, { description: 'One request and its response.' })

/**
 * One request and its response.
 *
 * ```js
 * const [entry] = mock.requests({ prompt: '*otter*', status: 429 })
 * entry.request.size // '1024x1024'
 * entry.decidedBy.name // 'rate_limit_exceeded'
 * ```
 */
export type Entry = Static<typeof Entry>
/** What decided the response to a request. */
export type DecidedBy = Static<typeof DecidedBy>
/** Why a response is not complete. */
export type IncompleteOutcome = NonNullable<Entry['outcome']>
