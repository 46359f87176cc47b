/** One rule: which requests it matches, what they get, and how often. Published as JSON Schema for editors. */
import { Type, type Static, type TOptional, type TSchema, type TUnsafe } from 'typebox'
import { StringEnum } from '../text/allowed-values.js'
import { byteSizeGrammar, durationGrammar } from '../text/units.js'
import { isAlwaysResolved, publishedRange, publishedValues } from '../contract/models.js'
import { parameterEntries, parameters, type Parameter, type ParameterName, type ParameterValue } from '../contract/parameters.js'
import { namedErrors, type ErrorName } from '../errors/named-errors.js'
import { delayGrammar, delays } from '../behaviours/latency.js'
import { assetFaults, faults, type AssetFault, type Fault } from './faults.js'
import { byteSizes, durations } from './rule-units.js'

// `allowed` says in words what a member takes; without it the words follow from the keywords.
const Pattern = (description: string, examples: readonly ParameterValue[]) => Type.String({
  minLength: 1,
  maxLength: 4000,
  allowed: 'exact text, text with * wildcards or a regular expression (such as /otter/i)',
  description: `${description} Exact text, text with \`*\` for anything, or \`/regex/flags\` with the flags i, m, s and u.`,
  examples
})

const explained = (words: Record<string, string>) => Object.entries(words).map(([word, what]) => `\`${word}\`: ${what}`).join('; ')
const closed = { additionalProperties: false }

function matchSchema (name: ParameterName, { type, match, description, examples }: Parameter): TSchema {
  const words = `${description}${isAlwaysResolved(name) ? '' : ' Requests without one do not match.'}`
  const values = publishedValues(name)
  if (match === 'pattern') return Pattern(words, examples)
  if (type === 'integer') return Type.Integer({ ...publishedRange(name), description: words, examples })
  if (type === 'boolean') return Type.Boolean({ description: words, examples })
  return values ? StringEnum(values, { description: words, examples }) : Type.String({ description: words, examples })
}

type ParameterMatch = { [Name in ParameterName]: TOptional<TUnsafe<(typeof parameters)[Name]['type'] extends 'integer' ? number : string>> }

export const Match = Type.Object({
  ...Object.fromEntries(parameterEntries.map(([name, parameter]) => [name, Type.Optional(matchSchema(name, parameter))])) as ParameterMatch,
  key: Type.Optional(Pattern('The API key. Requests without one do not match.', ['sk-test-*']))
}, { ...closed, description: 'Which requests; all members must match. Default: every request.' })

const CustomError = Type.Object({
  status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status.' }),
  message: Type.String({ maxLength: 10_000, description: 'What went wrong, for people.' }),
  type: Type.String({ maxLength: 200, description: 'The family of the error, such as `invalid_request_error`.' }),
  param: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
    allowed: 'null or a string of at most 200 characters', description: 'The request member at fault. Absent: null.'
  })),
  code: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
    allowed: 'null or a string of at most 200 characters', description: 'The error, for programs. Absent: null.'
  })),
  headers: Type.Optional(Type.Unsafe<Record<string, string>>({
    type: 'object',
    patternProperties: { '^[A-Za-z0-9!#$%&\'*+.^_`|~-]{1,100}$': { type: 'string', pattern: '^[\\t\\x20-\\x7e]{0,1000}$' } },
    additionalProperties: false,
    maxProperties: 20,
    allowed: 'an object of at most 20 headers, each one line of printable ASCII',
    description: 'Headers that go with the error.'
  }))
}, { ...closed, description: 'An error in full.' })

const ImageFile = Type.String({
  pattern: '^(?![/]|[A-Za-z]:)(?!(?:[\\s\\S]*/)?\\.\\.(?:/|$))[^\\\\\\x00-\\x1f]{1,255}$',
  allowed: 'the name of an image file in the folder of the rule file (such as otter.jpg)'
})

export const Respond = Type.Object({
  error: Type.Optional(Type.Union([StringEnum(Object.keys(namedErrors) as ErrorName[], { description: 'An error by its name.' }), CustomError], {
    description: 'A refusal instead of images: an error by its name, or one in full.', examples: ['rate_limit_exceeded']
  })),
  retryAfter: Type.Optional(Type.String({
    pattern: `^${durationGrammar}$`, allowed: durations, description: 'With an error of status 429 or 503: sent as `retry-after` and `retry-after-ms`.', examples: ['20s']
  })),
  delay: Type.Optional(Type.String({
    pattern: delayGrammar,
    allowed: delays,
    description: 'How long the answer is held back: a time, a range (drawn from a seed, so that it repeats), or `realistic`: the recorded latency of the model, quality and size.',
    examples: ['250ms', '1s-3s', 'realistic']
  })),
  fault: Type.Optional(StringEnum(Object.keys(faults) as Fault[], { description: `What goes wrong with the answer. ${explained(faults)}.`, examples: ['drip'] })),
  asset: Type.Optional(StringEnum(Object.keys(assetFaults) as AssetFault[], {
    description: `What goes wrong at the image URL. ${explained(assetFaults)}.`, examples: ['expired']
  })),
  image: Type.Optional(Type.Union([ImageFile, Type.Array(ImageFile, { minItems: 1, maxItems: 10, allowed: '1 to 10 names of image files' })], {
    allowed: 'the name of an image file, or a list of them',
    description: 'An image file beside the rule file, fitted to the asked size and returned as PNG. Of several, each image of the request takes the next, and after the last the first again. Rule files only.',
    examples: ['otter.jpg']
  })),
  revised_prompt: Type.Optional(Type.String({
    maxLength: 10_000, description: 'The `revised_prompt` of every image.', examples: ['A sea otter, floating on its back at dawn.']
  })),
  bytes: Type.Optional(Type.String({
    pattern: `^${byteSizeGrammar}$`, allowed: byteSizes, description: 'The least weight of each PNG, reached by a chunk that decoders ignore. Real ones weigh 1 to 3 MB; at most 8MB, and all images of a request at most 32MB together: otherwise the request is refused.', examples: ['3MB']
  }))
}, { ...closed, description: 'What they get. Empty: the ordinary answer, whatever weaker rules say.' })

export const Rule = Type.Object({
  description: Type.Optional(Type.String({ maxLength: 1000, description: 'What the rule is for; repeated wherever it decides.' })),
  match: Type.Optional(Match),
  respond: Respond,
  times: Type.Optional(Type.Integer({
    minimum: 1, maximum: 1_000_000, description: 'How often the rule serves before the next one does. Absent: always.', examples: [2]
  }))
}, { ...closed, description: 'One rule.' })

export const RuleFile = Type.Object({
  $schema: Type.Optional(Type.String({ description: 'The JSON Schema of this file, for editors.' })),
  rules: Type.Array(Rule, { maxItems: 1000, allowed: 'a list of at most 1000 rules', description: 'The rules, strongest first.' })
}, { ...closed, description: 'A file of rules for openai-images-mock.' })

export type Match = Static<typeof Match>
export type Respond = Static<typeof Respond>
export type Rule = Static<typeof Rule>
