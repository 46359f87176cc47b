/** Schema of a journal card: the summary of one request, for lists. */
import { Type, type Static } from 'typebox'
import type { ParametersBesidePrompt, SentParameters } from '../../contract/parameters.js'
import { Entry, resolvedParameterSchemas } from './entry.js'

/** The maximum length of a string in a card, in UTF-16 code units. */
export const maxStringLength = 1_000

const { prompt: _, ...resolved } = resolvedParameterSchemas
const {
  id, time, method, path, operation, key, inputs, violations, status, outcome, billed, usage, durationMs, decidedBy,
  retryCount, retryOf, retryInferred, retryAfterMs, clientWaitMs, isOpen, generation
} = Entry.properties
const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const Card = Type.Object({
  id,
  time,
  method,
  path,
  operation,
  key,
  prompt: Type.Optional(Type.String({
    maxLength: maxStringLength,
    description: `The first ${maxStringLength} characters of the resolved prompt, or for a refused request of the prompt as sent. Undefined if it could not be read.`
  })),
  request: Type.Optional(Type.Unsafe<ParametersBesidePrompt>(Type.Object(resolved, {
    description: 'The other parameters with all defaults resolved. Undefined if the request was refused before that.'
  }))),
  dimensions: Type.Optional(Type.Object({ width: Type.Integer(), height: Type.Integer() }, {
    description: 'The size of the pictures in pixels. Undefined if the request was refused before it was resolved.'
  })),
  chosen: Type.Optional(Type.Unsafe<SentParameters>(Type.Partial(Type.Object(resolved), {
    description: 'What the model chose for the parameters that are `auto`. Undefined if it chose nothing.'
  }))),
  sent: Type.Optional(Type.Unsafe<SentParameters>(Type.Partial(Type.Object(resolved), {
    description: `The other parameters of a refused request as sent, without those of a wrong type; the first ${maxStringLength} characters of each string. Undefined if there are none.`
  }))),
  inputs,
  violations,
  status,
  outcome,
  error: Type.Optional(Type.Object({
    message: nullable('The message.'),
    type: nullable('The type of the error.'),
    param: nullable('The request parameter that caused the error.'),
    code: nullable('The error code.')
  }, { description: 'The error in the response. Undefined if there is none.' })),
  billed,
  usage,
  images: Type.Integer({ description: 'The number of images in the response.' }),
  pictures: Type.Integer({ description: 'The number of pictures created for the request, including those that a fault kept out of the response.' }),
  partials: Type.Optional(Type.Integer({ description: 'The number of partial images that were sent. Undefined if the response is no stream.' })),
  clientWaitMs,
  isOpen,
  durationMs,
  decidedBy,
  retryCount,
  retryOf,
  retryInferred,
  retryAfterMs,
  generation,
  downloads: Type.Integer({ description: 'The number of downloads of its images. Downloads that are no longer in the journal do not count.' })
}, { description: 'The summary of one request.' })

/** The summary of one request. */
export type Card = Static<typeof Card>
