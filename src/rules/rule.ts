/** Schema of rules and rule files: `{ match, respond, times }`. Published as JSON Schema for editors. */
import { Type, type Static, type TOptional, type TSchema, type TUnsafe } from 'typebox'
import { Duration, StringEnum } from '../text/allowed-values.js'
import { byteSizeGrammar, byteSizes, dayGrammar, days, isDay, isSmallByteSize } from '../text/units.js'
import { isAlwaysResolved } from '../contract/models.js'
import { publishedRange, publishedValues } from '../contract/operations/all-contracts.js'
import { parameterEntries, parameters, type Parameter, type ParameterName, type ParameterValue } from '../contract/parameters.js'
import { requestPropertyEntries, type requestProperties, type RequestProperty, type RequestPropertyName } from '../contract/request-properties.js'
import { namedErrors, type ErrorName } from '../errors/named-errors.js'
import { DelaySchema } from '../behaviours/latency.js'
import { assetFaults, faults, type AssetFault, type Fault } from './faults.js'

// The keyword `allowed` describes what a member accepts, for error messages. Refinements are checked, but not published.
const Pattern = (description: string, examples: readonly ParameterValue[]) => Type.String({
  minLength: 1,
  maxLength: 4000,
  allowed: 'exact text, text with * wildcards or a regular expression (such as /otter/i)',
  description: `${description} Exact text, text with \`*\` wildcards, or \`/regex/flags\` with the flags i, m, s and u.`,
  examples
})

const explained = (words: Record<string, string>) => Object.entries(words).map(([word, what]) => `\`${word}\`: ${what}`).join('; ')
const closed = { additionalProperties: false }

function matchSchema (name: ParameterName, { type, match, description, examples }: Parameter): TSchema {
  const words = `${description}${isAlwaysResolved(name) ? '' : ' Requests without one do not match.'}`
  const values = publishedValues(name)
  if (match === 'pattern') return Pattern(words, examples)
  if (name === 'size' && !values) {
    return Type.String({ pattern: '^(?:auto|[1-9]\\d{0,4}x[1-9]\\d{0,4})$', allowed: 'WIDTHxHEIGHT (such as 1024x1024) or auto', description: words, examples })
  }
  if (type === 'integer') return Type.Integer({ ...publishedRange(name), description: words, examples })
  if (type === 'boolean') return Type.Boolean({ description: words, examples })
  return values ? StringEnum(values, { description: words, examples }) : Type.String({ description: words, examples })
}

interface JsonTypes { string: string, integer: number, number: number, boolean: boolean }
type ParameterMatch = { [Name in ParameterName]: TOptional<TUnsafe<JsonTypes[(typeof parameters)[Name]['type']] | GivenPattern<Name>>> }
/** Code may give a RegExp object, which becomes text before the schema is checked. */
type GivenPattern<Name extends ParameterName> = (typeof parameters)[Name]['match'] extends 'pattern' ? RegExp : never

function propertySchema ({ type, description, examples, values, pattern, allowed }: RequestProperty): TSchema {
  if (values) return StringEnum(values, { description, examples })
  if (type === 'boolean') return Type.Boolean({ description, examples })
  return type === 'integer'
    ? Type.Integer({ minimum: 0, maximum: 100, description, examples })
    : Type.String({ ...(pattern && { pattern, allowed }), description, examples })
}

type PropertyMatch = { [Name in RequestPropertyName]: TOptional<TUnsafe<ValueOf<(typeof requestProperties)[Name]>>> }
type ValueOf<Property extends RequestProperty> = Property extends { values: readonly (infer Value)[] } ? Value : JsonTypes[Property['type']]

export const Match = Type.Object({
  ...Object.fromEntries(parameterEntries.map(([name, parameter]) => [name, Type.Optional(matchSchema(name, parameter))])) as ParameterMatch,
  ...Object.fromEntries(requestPropertyEntries.map(([name, property]) => [name, Type.Optional(propertySchema(property))])) as PropertyMatch,
  key: Type.Optional(Type.Unsafe<string | RegExp>(Pattern('The API key. Requests without one do not match.', ['sk-test-*'])))
}, { ...closed, description: 'The requests that the rule applies to. All members must match. Default: all requests.' })

const CustomError = Type.Object({
  status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status.' }),
  message: Type.String({ maxLength: 10_000, description: 'The error message.' }),
  type: Type.String({ maxLength: 200, description: 'The type of the error, such as `invalid_request_error`.' }),
  param: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
    allowed: 'null or a string of at most 200 characters', description: 'The request parameter that caused the error. Default: null.'
  })),
  code: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
    allowed: 'null or a string of at most 200 characters', description: 'The error code. Default: null.'
  })),
  headers: Type.Optional(Type.Unsafe<Record<string, string>>({
    type: 'object',
    patternProperties: { '^[A-Za-z0-9!#$%&\'*+.^_`|~-]{1,100}$': { type: 'string', pattern: '^[\\t\\x20-\\x7e]{0,1000}$' } },
    additionalProperties: false,
    maxProperties: 20,
    allowed: 'an object of at most 20 headers, each one line of printable ASCII',
    description: 'Headers of the response.'
  }))
}, { ...closed, description: 'An error of your own.' })

const ImageFile = Type.String({
  pattern: '^(?![/]|[A-Za-z]:)(?!(?:[\\s\\S]*/)?\\.\\.(?:/|$))[^\\\\\\x00-\\x1f]{1,255}$',
  allowed: 'the name of an image file in the folder of the rule file (such as otter.jpg)'
})

const tokens = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, description }))
const tokenDetails = (kind: string) => Type.Optional(Type.Object({
  image_tokens: tokens('The tokens of images.'), text_tokens: tokens('The tokens of text.')
}, { ...closed, description: `The parts of the ${kind} tokens.` }))

const Usage = Type.Object({
  input_tokens: tokens('The tokens of the input.'),
  input_tokens_details: tokenDetails('input'),
  output_tokens: tokens('The tokens of the output.'),
  output_tokens_details: tokenDetails('output'),
  total_tokens: tokens('All tokens.')
}, {
  ...closed,
  description: 'The `usage` of a GPT image model. Members that are left out have their ordinary values; sums follow from their parts. The DALL·E models have no usage.',
  examples: [{ output_tokens: 4160 }]
})

export const Respond = Type.Object({
  error: Type.Optional(Type.Union([StringEnum(Object.keys(namedErrors) as ErrorName[], { description: 'The name of an error.' }), CustomError], {
    description: 'Responds with an error: one of OpenAI\'s by its name, or one of your own.', examples: ['rate_limit_exceeded']
  })),
  retryAfter: Type.Optional(Duration({
    description: 'The headers `retry-after` and `retry-after-ms` of an error with status 429 or 503. A number is milliseconds.',
    examples: ['20s']
  })),
  delay: Type.Optional(DelaySchema({
    description: 'Delays the response by a duration, by a duration from a range (the same for the same seed), or, with `realistic`, ' +
      'by the recorded latency of the model, quality and size. A number is milliseconds.',
    examples: ['250ms', '1s-3s', 'realistic']
  })),
  fault: Type.Optional(StringEnum(Object.keys(faults) as Fault[], { description: `Breaks the response. ${explained(faults)}.`, examples: ['drip'] })),
  after: Type.Optional(Type.Integer({
    minimum: 0,
    maximum: 3,
    description: 'For streams: after how many events the error or fault happens. Requests without a stream, or with a shorter one, do not get it. Default: an error comes instead of the stream, and so do `reset`, `empty`, `hang`, `lost` and `gateway_timeout`; other faults happen at its last event, or at events of their own.',
    examples: [1]
  })),
  partials: Type.Optional(Type.Integer({
    minimum: 0,
    maximum: 3,
    description: 'For streams: the number of partial images, if the request asks for more. Real streams may have fewer than were asked for.',
    examples: [1]
  })),
  partialDelay: Type.Optional(DelaySchema({
    description: 'For streams: the time from each event to the next. Default: `delay` is spread evenly over the events. A number is milliseconds.',
    examples: ['500ms']
  })),
  asset: Type.Optional(StringEnum(Object.keys(assetFaults) as AssetFault[], {
    description: `Breaks the image URL. ${explained(assetFaults)}.`, examples: ['expired']
  })),
  image: Type.Optional(Type.Union([ImageFile, Type.Array(ImageFile, { minItems: 1, maxItems: 10, allowed: '1 to 10 names of image files' })], {
    allowed: 'the name of an image file or a list of names',
    description: 'Returns an image file from the folder of the rule file, resized to the requested size, in the requested format. With a list, each image of the response is the next file, starting again after the last one. Rule files only.',
    examples: ['otter.jpg']
  })),
  revised_prompt: Type.Optional(Type.String({
    maxLength: 10_000, description: 'The `revised_prompt` of all images.', examples: ['A sea otter, floating on its back at dawn.']
  })),
  bytes: Type.Optional(Type.Refine(Type.String({
    pattern: `^${byteSizeGrammar}$`,
    allowed: byteSizes,
    description: 'The minimum size of each image file, reached with bytes that decoders ignore. Real images have 1 to 3 MB. Of a stream, only the last event. ' +
      'At most 8MB; requests for more than 32MB in total are refused.',
    examples: ['3MB']
  }), isSmallByteSize)),
  usage: Type.Optional(Usage),
  asOf: Type.Optional(Type.Refine(Type.String({
    pattern: `^${dayGrammar}$`,
    allowed: days,
    description: 'Checks the request by the contract of a day, so that it is refused if its model was not served on that day. `today` is the current day in UTC.',
    examples: ['2026-12-01', 'today']
  }), isDay))
}, { ...closed, description: 'The response to these requests. If empty, the ordinary response, even if a later rule matches.' })

export const Rule = Type.Object({
  description: Type.Optional(Type.String({ maxLength: 1000, description: 'The purpose of the rule, shown where the rule applies.' })),
  match: Type.Optional(Match),
  respond: Respond,
  times: Type.Optional(Type.Integer({
    minimum: 1, maximum: 1_000_000, description: 'How many times the rule applies; after that, the next matching rule applies. Default: no limit.', examples: [2]
  }))
}, { ...closed, description: 'A rule.' })

export const RuleFile = Type.Object({
  $schema: Type.Optional(Type.String({ description: 'The JSON Schema of this file, for editors.' })),
  rules: Type.Array(Rule, { maxItems: 1000, allowed: 'a list of at most 1000 rules', description: 'The rules. The first that matches applies.' })
}, { ...closed, description: 'A file of rules for openai-images-mock.' })

/** The published schema as plain JSON, without the keyword `allowed`: `fixtures/scenarios/rules.schema.json`. */
export const ruleFileSchema: Record<string, unknown> = JSON.parse(JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Rules for openai-images-mock',
  ...RuleFile
}, (name, value) => name === 'allowed' ? undefined : value))

/** The requests that a rule applies to, such as `{ prompt: '*otter*', model: 'dall-e-3' }`. */
export type Match = Static<typeof Match>
/** The response of a rule, such as `{ error: 'rate_limit_exceeded', retryAfter: '20s' }`. */
export type Respond = Static<typeof Respond>
/**
 * A rule: requests that match get another response, `times` times. Durations are numbers of milliseconds or text such as `2s`.
 *
 *     { match: { prompt: '*otter*' }, respond: { error: 'rate_limit_exceeded' }, times: 2 }
 */
export type Rule = Static<typeof Rule>
