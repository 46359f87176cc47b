/** Schema of models files: rows, aliases and path prefixes. Published as JSON Schema for editors. */
import { Type, type Static, type TSchema } from 'typebox'
import { dimensionsOf } from '../contract/sizes.js'
import { StringEnum } from '../text/allowed-values.js'
import { isDay } from '../text/units.js'

const closed = { additionalProperties: false }
const name = '^[^\\s"\\\\\\x00-\\x1f]{1,128}$'
const parameterName = '^[A-Za-z_]\\w{0,63}$'
const memberName = '^[^"\\\\\\x00-\\x1f]{1,64}$'

const Name = (options: object) => Type.String({ pattern: name, allowed: 'a name of at most 128 characters without spaces', ...options })
const Count = (description: string, maximum = 1_000_000_000) => Type.Optional(Type.Integer({ minimum: 0, maximum, description }))
const Day = (description: string) => Type.Optional(Type.Refine(Type.String({ allowed: 'a day such as 2026-12-01', description }), isFixedDay))
const isFixedDay = (text: string) => text !== 'today' && isDay(text)

/** A size in pixels that the mock can draw is checked when the row is compiled. */
const Size = (options: object) => Type.Refine(
  Type.String({ pattern: '^[1-9]\\d{0,4}x[1-9]\\d{0,4}$', allowed: 'WIDTHxHEIGHT (such as 1024x1024)', ...options }), isSize)

function isSize (text: string): boolean {
  try {
    return dimensionsOf(text).width > 0
  } catch {
    return false
  }
}

export const ParameterRow = Type.Object({
  type: Type.Optional(StringEnum(['string', 'integer', 'number', 'boolean', 'any'], {
    description: 'The JSON type. `any` accepts every JSON value. Default: that of `like`, or of the values of `enum`. Other parameters need a type.'
  })),
  enum: Type.Optional(Type.Array(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Number()], {
    allowed: 'a text of 1 to 200 characters, or a number'
  }), {
    minItems: 1, maxItems: 200, allowed: 'a list of 1 to 200 texts or numbers', description: 'The accepted values: texts, or numbers for an integer or a number. Others are refused.'
  })),
  minimum: Type.Optional(Type.Number({ allowed: 'a number', description: 'The smallest number.' })),
  maximum: Type.Optional(Type.Number({ allowed: 'a number', description: 'The largest number.' })),
  minLength: Count('The smallest number of characters.'),
  maxLength: Count('The largest number of characters.'),
  default: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
    allowed: 'a text, a number, true or false', description: 'The value of a request that leaves the parameter out. Default: that of `like`; if the row does not accept it, the first value of `enum`, or the nearest number.'
  })),
  required: Type.Optional(Type.Boolean({ description: 'Whether a request must have it, so that it has no `default`. Default false.' })),
  nullable: Type.Optional(Type.Boolean({ description: 'Whether null is the same as leaving it out. Default true.' })),
  picture: Type.Optional(Type.Boolean({ description: 'Whether it changes the picture. If so, cards and log lines show it. Default true.' })),
  label: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'Its label in forms. Default: its name.' })),
  description: Type.Optional(Type.String({ maxLength: 1000, description: 'Its meaning.' }))
}, { ...closed, description: 'A parameter. With `like`, the members replace those of its contract.' })

const SizeRow = Type.Object({
  from: Type.Optional(StringEnum(['size', 'width+height', 'aspect_ratio+resolution'], {
    description: 'The parameters that determine the size of the picture. Default `size`. The model must have them, `resolution` excepted.'
  })),
  default: Type.Optional(Size({ description: 'The size of a request without these parameters, or with `auto`. Default: that of `like`, or `1024x1024`; the first value of the `enum` of `size` if that does not have it.' })),
  named: Type.Optional(Type.Unsafe<Record<string, string>>({
    type: 'object',
    patternProperties: { '^.{1,64}$': { type: 'string', pattern: '^[1-9]\\d{0,4}x[1-9]\\d{0,4}$' } },
    additionalProperties: false,
    maxProperties: 200,
    allowed: 'an object of at most 200 sizes such as 2K: 2048x2048',
    description: 'The pixels of named sizes, such as `2K`; of aspect ratios, such as `16:9`, or of both, such as `16:9 2k`.'
  })),
  pixels: Type.Optional(Type.Unsafe<Record<string, number>>({
    type: 'object',
    patternProperties: { '^.{1,64}$': { type: 'integer', minimum: 4096, maximum: 100_000_000 } },
    additionalProperties: false,
    maxProperties: 20,
    allowed: 'an object of at most 20 numbers of pixels such as 2k: 4194304',
    description: 'The number of pixels of each `resolution`. The edges follow from the aspect ratio, and are made smaller if the mock cannot draw them. Default: `1k` 1048576, `2k` 4194304, `4k` 16777216.'
  })),
  multiple: Type.Optional(Type.Integer({ minimum: 1, maximum: 256, description: 'Edges must be divisible by it. Default 1; with an aspect ratio they are rounded to it, by default to 16.' })),
  longestEdge: Type.Optional(Type.Integer({ minimum: 64, maximum: 3840, description: 'The longest edge in pixels. Default 3840, the longest that the mock draws.' })),
  aspectRatio: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'The longest edge divided by the shortest. Default 60.' })),
  minPixels: Type.Optional(Type.Integer({ minimum: 4096, maximum: 8_294_400, description: 'The smallest number of pixels. Default 4096.' })),
  maxPixels: Type.Optional(Type.Integer({ minimum: 4096, maximum: 8_294_400, description: 'The largest number of pixels. Default 8294400, the most that the mock draws.' }))
}, { ...closed, description: 'How the size of the picture follows from the request.' })

/** JSON of any depth: literal values. */
const Members = (options: object, reserved: readonly string[]) => Type.Refine(Type.Unsafe<Record<string, unknown>>({
  type: 'object', patternProperties: { [memberName]: {} }, additionalProperties: false, maxProperties: 50, allowed: `an object of at most 50 members besides ${reserved.join(', ')}`, ...options
}), value => !Object.keys(value as object).some(name => reserved.includes(name)))

const ResponseRow = Type.Object({
  delivery: Type.Optional(StringEnum(['url', 'b64_json'], {
    description: 'How images are delivered if the request has no `response_format`. Default: as `like`, or `b64_json`.'
  })),
  format: Type.Optional(StringEnum(['png', 'jpeg', 'webp'], {
    description: 'The format of image files if the request has no `output_format`. Default `png`.'
  })),
  members: Type.Optional(Members({ description: 'Further members of the response. A text `{id}` becomes the id of the request, `{model}` the name in the request.' }, ['created', 'data', 'usage'])),
  imageMembers: Type.Optional(Members({ description: 'Further members of each image. A text `{index}` becomes the index of the image, `{delivery}` `url` or `b64_json`, `{model}` the name in the request.' }, ['url', 'b64_json', 'revised_prompt'])),
  usage: Type.Optional(Type.Union([Type.Literal(false), Type.Unsafe<Record<string, unknown>>({ type: 'object' })], {
    allowed: 'false or an object', description: 'The `usage` of the response, or `false` for none. Default: as `like`, otherwise none.'
  })),
  revisedPrompt: Type.Optional(Type.Boolean({ description: 'Whether images have a `revised_prompt`. Default: as `like`, otherwise no.' }))
}, { ...closed, description: 'What differs in responses.' })

const members = {
  like: Type.Optional(Type.String({
    minLength: 1, allowed: 'open or the name of a model of OpenAI', description: 'The model of OpenAI whose latest contract it has, or `open` for a contract that has nothing but `prompt`, `model`, `n` and the parameters below. Default `open`.', examples: ['open', 'gpt-image-2']
  })),
  parameters: Type.Optional(Type.Unsafe<Record<string, Static<typeof ParameterRow> | false>>({
    type: 'object',
    patternProperties: { [parameterName]: Type.Union([Type.Literal(false), ParameterRow], { allowed: 'false or an object such as { type: string }' }) },
    additionalProperties: false,
    maxProperties: 100,
    description: 'The parameters by name. `false`: the model lacks it.'
  } as TSchema)),
  unknownParameters: Type.Optional(StringEnum(['reject', 'ignore'], {
    description: 'How to treat other parameters. Default: as the setting `unknownParameters` says.'
  })),
  edits: Type.Optional(StringEnum(['none', 'form', 'json', 'both'], {
    description: 'For `open`: how the model edits images. `form`: `image` and `mask` are files. `json`: `image` or `images` have a `url`. Default `none`. A model that is like one of OpenAI edits as that one does.'
  })),
  size: Type.Optional(SizeRow),
  response: Type.Optional(ResponseRow),
  from: Day('The first day on which it is served, if the setting `asOf` has a day. Default: it always was.'),
  until: Day('The first day on which it is no longer served. Default: no end is known.'),
  ownedBy: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: '`owned_by` of `GET /v1/models`. Default `system`.' })),
  created: Count('`created` of `GET /v1/models`, in Unix seconds. Default: that of `from`, otherwise 0.', 100_000_000_000),
  evidence: Type.Optional(Type.String({ maxLength: 2000, description: 'How the facts of the row are known.' }))
}

export const ModelRow = Type.Object({
  id: Type.Optional(Type.Union([Name({}), Type.Array(Name({}), { minItems: 1, maxItems: 200, allowed: 'a list of 1 to 200 names' })], {
    allowed: 'a name of at most 128 characters without spaces, or a list of names',
    description: 'The name of the model, or those of several. A model of OpenAI with such a name is replaced.',
    examples: ['grok-imagine-image']
  })),
  pattern: Type.Optional(Name({ description: 'Further names, with `*` for any characters. Ids of all rows and the names of OpenAI\'s models come first.', examples: ['grok-*'] })),
  ...members
}, { ...closed, description: 'A row: the models with an id of it, and those whose names match its pattern.' })

export const ModelsFile = Type.Object({
  $schema: Type.Optional(Type.String({ description: 'The JSON Schema of this file, for editors.' })),
  models: Type.Optional(Type.Array(ModelRow, { maxItems: 500, allowed: 'a list of at most 500 rows', description: 'The rows.' })),
  aliases: Type.Optional(Type.Unsafe<Record<string, string>>({
    type: 'object',
    patternProperties: { [name]: { type: 'string', pattern: name } },
    additionalProperties: false,
    maxProperties: 500,
    allowed: 'an object of at most 500 names of models by alias',
    description: 'Further names of models: those of a row, or of OpenAI. The journal shows the alias; response and picture are those of the model.',
    examples: [{ 'openai/gpt-image-2': 'gpt-image-2' }]
  })),
  pathPrefixes: Type.Optional(Type.Array(Type.String({
    pattern: '^(?:/(?!\\.{1,2}(?:/|$))[\\w.~-]+){1,8}$', allowed: 'a path such as /v1/openai'
  }), {
    maxItems: 20,
    allowed: 'a list of at most 20 paths',
    description: 'Paths below which `/images/…` and `/models` are served, besides `/v1`.',
    examples: [['/v1/openai']]
  }))
}, { ...closed, description: 'A file of models for openai-images-mock.' })

/** The published schema as plain JSON, without the keyword `allowed`: `fixtures/models/models.schema.json`. */
export const modelsFileSchema: Record<string, unknown> = JSON.parse(JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Models for openai-images-mock',
  ...ModelsFile
}, (name, value) => name === 'allowed' ? undefined : value))

export type ModelsFile = Static<typeof ModelsFile>
/** Models of a models file with the same contract. */
export type ModelRow = Static<typeof ModelRow>
/** An accepted value of a parameter. */
export type EnumValue = string | number
/** A parameter of a row. */
export type ParameterRow = Static<typeof ParameterRow>
