/** One request as a list shows it: what can be seen of it at a glance. */
import { Type, type Static } from 'typebox'
import type { ParametersBesidePrompt } from '../contract/image-request.js'
import type { SentParameters } from '../contract/parameters.js'
import { Entry, resolvedParameterSchemas } from './entry.js'

/** The longest prompt of a card, in UTF-16 code units. */
export const maxPromptLength = 1_000

const { prompt: _, ...resolved } = resolvedParameterSchemas
const { id, time, method, path, key, status, outcome, durationMs, decidedBy, retryCount, retryOf, retryInferred, retryAfterMs, generation } = Entry.properties
const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const Card = Type.Object({
  id,
  time,
  method,
  path,
  key,
  prompt: Type.Optional(Type.String({
    maxLength: maxPromptLength,
    description: `The first ${maxPromptLength} characters of the prompt: as resolved, or of a refused request as sent. Absent: none could be read.`
  })),
  request: Type.Optional(Type.Unsafe<ParametersBesidePrompt>(Type.Object(resolved, {
    description: 'The other parameters of the request with every default resolved. Undefined if it was refused before.'
  }))),
  dimensions: Type.Optional(Type.Object({ width: Type.Integer(), height: Type.Integer() }, {
    description: 'The size of its pictures in pixels. Undefined if the request was refused before it was resolved.'
  })),
  sent: Type.Optional(Type.Unsafe<SentParameters>(Type.Partial(Type.Object(resolved), { description: 'The rest of a refused request as sent: the members that are there and of their type, of texts the beginning. Absent: none.' }))),
  status,
  outcome,
  error: Type.Optional(Type.Object({
    message: nullable('What went wrong, for people.'),
    type: nullable('The family of the error.'),
    param: nullable('The request member at fault.'),
    code: nullable('The error, for programs.')
  }, { description: 'The error that was answered. Absent: none.' })),
  images: Type.Integer({ description: 'How many images the answer carried.' }),
  pictures: Type.Integer({ description: 'How many pictures can be looked at: those that were made, even where a fault kept them back.' }),
  durationMs,
  decidedBy,
  retryCount,
  retryOf,
  retryInferred,
  retryAfterMs,
  generation,
  downloads: Type.Integer({ description: 'How often its images were asked for, as far as the journal still has these requests.' })
}, { description: 'One request at a glance.' })

export type Card = Static<typeof Card>
