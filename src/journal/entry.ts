/** One request as the journal shows it: what was asked, what was answered, and why. */
import { Type, type Static, type TSchema } from 'typebox'
import { StringEnum } from '../text/allowed-values.js'
import type { ResolvedParameters } from '../contract/image-request.js'
import { isAlwaysResolved } from '../contract/models.js'
import { parameterEntries } from '../contract/parameters.js'

const text = (description: string) => Type.String({ description })

export const DecidedBy = Type.Object({
  kind: StringEnum(['none', 'rule', 'header', 'prompt', 'behaviour', 'validation', 'auth', 'transport'], {
    description: 'What decided: a rule, a directive in a header or in the prompt, a standing behaviour, or one of the checks that every request passes. `none`: nothing stood in its way.'
  }),
  source: Type.Optional(StringEnum(['header', 'prompt', 'posted', 'file'], { description: 'Where a rule or directive comes from. Undefined if no rule decided.' })),
  id: Type.Optional(text('Which one, where it has an id: that of the rule, or the file that it comes from.')),
  description: Type.Optional(text('The description of the rule.')),
  served: Type.Optional(Type.Integer({ description: 'How many of its `times` the rule has served, this time included. Undefined if it has no `times`.' })),
  times: Type.Optional(Type.Integer({ description: 'How many times the rule serves. Undefined if it has no limit.' })),
  name: Type.Optional(text('What it did, by the name under which a user asks for it, such as `rate_limit_exceeded`.')),
  respond: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'What a rule or a directive asked for, word by word as rules write it; long values are cut.' })),
  reason: text('Why it decided so, for people.')
}, { description: 'What decided how the request was answered.' })

const jsonTypes = { string: Type.String, integer: Type.Integer, boolean: Type.Boolean }

/** The schemas of resolved parameters, by wire name. */
export const resolvedParameterSchemas: Record<string, TSchema> = Object.fromEntries(parameterEntries.map(([name, { type, description }]) => {
  const schema = jsonTypes[type]({ description })
  return [name, isAlwaysResolved(name) ? schema : Type.Optional(schema)]
}))

export const ResolvedRequest = Type.Unsafe<ResolvedParameters>(Type.Object(resolvedParameterSchemas, {
  description: 'The request with every default resolved. Undefined if it was refused before.'
}))

export const ImageDigest = Type.Object({
  bytes: Type.Integer({ description: 'The length of the decoded image.' }),
  sha256: text('The SHA-256 of the decoded image, in hexadecimal digits.')
}, { description: 'Stands where an image in base64 stood.' })
export type ImageDigest = Static<typeof ImageDigest>

/** The answer's body as a JSON value, each image in base64 replaced by its digest; text where it was not JSON. */
export type Answer = string | {
  created?: number
  data?: Array<{ url?: string, revised_prompt?: string, b64_json?: ImageDigest }>
  error?: { message: string | null, type: string | null, param: string | null, code: string | null }
}

export const Entry = Type.Object({
  id: text('The request id, `req_` and 32 hexadecimal digits: what the answer carried as `x-request-id`.'),
  time: text('When the request came, in ISO 8601.'),
  method: text('The HTTP method.'),
  path: text('The path, without the query.'),
  query: Type.Optional(text('The query as sent, without the question mark; of secrets such as `api_key` only the last four characters. Absent: none.')),
  key: Type.Optional(text('The last four characters of the API key, as `…4f2a`; of an image download without one, that of its generation. Absent: none.')),
  headers: Type.Record(Type.String(), Type.String(), { description: 'The headers by lower-case name; of secrets, and of those in URLs, only the last four characters.' }),
  body: Type.Optional(text('The body verbatim, up to 64 KiB. Absent: none.')),
  bodyTruncated: Type.Optional(Type.Literal(true, { description: 'Present where the body was longer than what is shown.' })),
  bodyBytes: Type.Optional(Type.Integer({ description: 'The length of the whole body, where it was longer than what is shown. Absent: nobody knows, since it came in chunks and was not read to its end.' })),
  request: Type.Optional(ResolvedRequest),
  status: Type.Optional(Type.Integer({ description: 'The HTTP status. Absent: no answer was sent.' })),
  outcome: Type.Optional(StringEnum(['reset', 'empty', 'hang', 'truncate', 'aborted'], {
    description: 'How it ended without a whole answer: `reset`, `empty`, `hang` and `truncate` by a fault, `aborted` by the client. Absent: the answer was sent.'
  })),
  answer: Type.Optional(Type.Unsafe<Answer>({ description: 'The answer as a JSON value, each `b64_json` replaced by `{ bytes, sha256 }`. Absent: none, or an image file.' })),
  durationMs: Type.Number({ description: 'From the arrival of the request to the end of its answer, in milliseconds.' }),
  decidedBy: DecidedBy,
  retryCount: Type.Optional(Type.Integer({ description: 'Which retry this is, by the client\'s `x-stainless-retry-count`; 0 is the first attempt. Absent: the client does not say.' })),
  retryOf: Type.Optional(text('For a retry: the id of the attempt before it, the newest request of the same key, method, path and body that is one retry behind, or an inferred one. Absent: the journal did not have it.')),
  retryInferred: Type.Optional(Type.Literal(true, {
    description: 'Present if `retryOf` is inferred: the client does not send `x-stainless-retry-count`, and the request has the key, method, path, `x-mock` header and body of one that failed at most 60 seconds before.'
  })),
  retryAfterMs: Type.Optional(Type.Number({ description: 'How long the answer asked the client to wait, by `retry-after-ms` or `retry-after`, in milliseconds. Absent: it did not.' })),
  generation: Type.Optional(text('For an image download: the id of the request whose answer contained its URL.')),
  downloads: Type.Optional(Type.Array(Type.String(), { description: 'For an answer with image URLs: the ids of the requests for these images, oldest first, as far as the journal still has them.' }))
}, { description: 'One request and its answer.' })

export type Entry = Static<typeof Entry>
export type DecidedBy = Static<typeof DecidedBy>
export type Outcome = NonNullable<Entry['outcome']>
