/** The schema of settings, from which flags, environment variables, help and documentation follow. */
import { Type, type Static, type TSchema } from 'typebox'
import { runtimeSettingSchemas } from '../behaviours/runtime-settings.js'
import { StringEnum } from '../text/allowed-values.js'
import { byteCount, isDay, milliseconds } from '../text/units.js'
import { DelaySchema } from '../behaviours/latency.js'

/** A boolean in code; `on` or `off`, or another word of `switchWords`, in flags and variables. */
const Switch = (options: object) => Type.Boolean({ allowed: '`on` or `off`', ...options })

const longestMs = milliseconds('99999h')
const mostBytes = byteCount('1024GiB')

/** A duration in whole seconds, like the times in an image URL; a number is milliseconds. */
const Duration = (options: object) => Type.Refine(
  Type.Union([Type.Number(), Type.String()], { allowed: 'a duration in whole seconds such as `90s`, `30m` or `1h`', ...options }),
  duration => {
    const ms = milliseconds(duration)
    return ms >= 1000 && ms <= longestMs && ms % 1000 === 0
  })

const ByteCount = (minimum: 0 | 1, options: object) => Type.Refine(
  Type.Union([Type.Integer(), Type.String()], { allowed: 'a number of bytes such as `1048576`, `512KiB` or `64MB`', ...options }),
  size => byteCount(size) >= minimum && byteCount(size) <= mostBytes)

const isOrigins = (origins: string | string[]) => (typeof origins === 'string' ? origins.split(',') : origins)
  .every(origin => /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@,]+\/?$/i.test(origin.trim()) && URL.canParse(origin))

const { latency, imagesPerMinute, errorRate, errorRateError } = runtimeSettingSchemas

export const Settings = Type.Object({
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    allowed: 'a host name or an address',
    description: 'Address to listen on. `0.0.0.0` listens on every interface, as a container needs.',
    group: 'Server',
    placeholder: 'address'
  }),
  port: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8080,
    description: 'Port to listen on; `0` picks a free one. `startImageMock` picks a free one by default.',
    group: 'Server',
    placeholder: 'number'
  }),
  logLevel: StringEnum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    aliases: { warning: 'warn', critical: 'fatal', off: 'silent' },
    description: 'Minimum level of log lines.',
    group: 'Server',
    placeholder: 'level'
  }),
  logFormat: StringEnum(['auto', 'pretty', 'json'], {
    default: 'auto',
    description: 'Format of log lines. `auto`: `pretty` on a terminal, otherwise `json`.',
    group: 'Server'
  }),
  publicUrl: Type.Optional(Type.Refine(Type.String({
    pattern: '^https?://[^\\s/?#"<>\\\\@]+(/[^\\s?#"<>\\\\]*)?$',
    maxLength: 256,
    allowed: 'an http or https URL of at most 256 characters, without a query',
    description: 'Origin of image URLs, with an optional path. Unset: the origin that the client used. With a path, the mock also serves them below it.',
    group: 'Server',
    placeholder: 'url'
  }), url => URL.canParse(url))),
  apiKeys: Type.Optional(Type.Union([Type.String({ pattern: '[^,\\s]' }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    secret: true,
    allowed: '`any`, or keys separated by commas',
    description: 'API keys to accept. Unset: a request needs no key. `any`: any key. A list: one of these keys.',
    group: 'Requests',
    placeholder: 'keys'
  })),
  models: Type.Optional(Type.Union([Type.String({ pattern: '[^,\\s]' }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    allowed: 'names separated by commas, in which `*` is any text',
    description: 'Models to serve, such as `dall-e-*`. Others are refused as unknown. Unset: all models, including those that OpenAI has retired.',
    group: 'Requests',
    placeholder: 'names'
  })),
  modelsFile: Type.Optional(Type.Union([Type.String({ pattern: '[^,\\s]' }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    allowed: 'files, or presets such as `preset:xai`, separated by commas',
    description: 'Files with models of other vendors and gateways. They are read again when they change.',
    group: 'Requests',
    placeholder: 'files'
  })),
  asOf: Type.Optional(Type.Refine(Type.String({
    allowed: 'a day such as `2026-12-01`, or `today`',
    description: 'Day whose contract applies. Models that OpenAI does not serve on that day are refused. `today` is the current day in UTC. Unset: every model, with its latest contract.',
    group: 'Requests',
    placeholder: 'day'
  }), isDay)),
  strict: Switch({
    default: false,
    description: 'Whether to reject missing keys and unknown names. OpenAI requires an API key, and rejects unknown models and parameters. ' +
      'Same as `apiKeys: any`, `unknownModels: reject`, `unknownParameters: reject` and `validation: model`; `apiKeys` may also be a list.',
    group: 'Requests'
  }),
  validation: StringEnum(['model', 'schema', 'warn'], {
    default: 'model',
    description: 'How to treat parameters that OpenAI would refuse. `model`: refuse the request, by the contract of the model. `schema`: refuse only what OpenAI\'s newest published schema does not allow, regardless of the model. `warn`: respond normally without the invalid values, and show the violations in the journal, the log and the header `x-mock-violations`.',
    group: 'Requests'
  }),
  unknownModels: StringEnum(['accept', 'reject'], {
    default: 'accept',
    description: 'How to treat models that OpenAI does not have. OpenAI rejects them; gateways use aliases.',
    group: 'Requests'
  }),
  unknownParameters: StringEnum(['reject', 'ignore'], {
    default: 'reject',
    description: 'How to treat parameters that the model lacks. OpenAI has rejected them since 2025. DALL·E never accepts `stream: true`. With `validation: schema`, the default is `ignore`.',
    group: 'Requests'
  }),
  urlTtl: Duration({
    default: '1h',
    description: 'Lifetime of image URLs. A number is milliseconds.',
    group: 'Pictures',
    placeholder: 'duration'
  }),
  signingKey: Type.String({
    minLength: 1,
    default: 'openai-images-mock',
    secret: true,
    allowed: 'some text',
    description: 'Secret that signs image URLs. Replicas with the same key serve each other\'s URLs. The default is public: with it, anyone can make valid URLs.',
    group: 'Pictures',
    placeholder: 'text'
  }),
  imageCors: Switch({
    default: false,
    description: 'Whether image URLs send CORS headers. Real ones do not.',
    group: 'Pictures'
  }),
  imageBytes: StringEnum(['actual', 'realistic'], {
    default: 'actual',
    description: 'Size of image files. `actual`: as drawn, about 100 kB. `realistic`: padded to the recorded sizes of the real API, about 1 to 3 MB, ' +
      'and at most 32 MB for a response.',
    group: 'Pictures'
  }),
  cacheBytes: ByteCount(0, {
    default: '32MiB',
    description: 'Memory for cached pictures; `0` disables the cache.',
    group: 'Pictures',
    placeholder: 'size'
  }),
  bodyLimit: ByteCount(1, {
    default: '1MiB',
    description: 'Maximum size of a request body without images.',
    group: 'Requests',
    placeholder: 'size'
  }),
  uploadLimit: ByteCount(1, {
    default: '128MiB',
    description: 'Maximum size of a request body with images.',
    group: 'Requests',
    placeholder: 'size'
  }),
  fetchImages: Switch({
    default: false,
    description: 'Whether to fetch the image URLs of edits in JSON. Only from the hosts of `fetchHosts`. If off, a picture is drawn for each URL.',
    group: 'Requests'
  }),
  fetchHosts: Type.Optional(Type.Union([Type.String({ pattern: '[^,\\s]' }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    allowed: 'hosts such as `localhost` or `*.example.com`, separated by commas',
    description: 'Hosts from which `fetchImages` fetches, without their port. URLs of other hosts are not fetched. `fetchImages` requires it.',
    group: 'Requests',
    placeholder: 'hosts'
  })),
  scenarios: Type.Optional(Type.String({
    minLength: 1,
    allowed: 'a folder or a file',
    description: 'Folder of rule files, or one rule file. Files are reloaded when they change.',
    group: 'Failures',
    placeholder: 'path'
  })),
  directives: Switch({
    default: true,
    description: 'Whether to follow directives in prompts and headers. In a prompt: `[mock …]`; the header is `x-mock`.',
    group: 'Failures'
  }),
  latency: Type.Optional(DelaySchema({ ...latency, group: 'Failures', placeholder: 'duration' })),
  imagesPerMinute: Type.Optional(Type.Integer({ ...imagesPerMinute, group: 'Failures', placeholder: 'number' })),
  errorRate: Type.Number({ ...errorRate, allowed: 'a number from 0 to 1, or a percentage such as `5%`', group: 'Failures', placeholder: 'share' }),
  errorRateError: { ...errorRateError, group: 'Failures', placeholder: 'name' },
  seed: Type.String({
    minLength: 1,
    default: '1',
    allowed: 'some text',
    description: 'Seed of random failures and delays. The same seed gives each key the same sequence.',
    group: 'Failures',
    placeholder: 'text'
  }),
  controlApi: Switch({
    default: true,
    description: 'Whether to serve the control API below `/_mock/`. The health check is always served.',
    group: 'Control and journal'
  }),
  controlOrigins: Type.Optional(Type.Refine(Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
    allowed: 'origins such as `http://localhost:3000`, separated by commas',
    description: 'Origins of web pages that may use the control API. Unset: only that of the inbox. Programs send no `Origin` and are always allowed.',
    group: 'Control and journal',
    placeholder: 'origins'
  }), isOrigins)),
  controlKey: Type.Optional(Type.String({
    pattern: '^[!-~]{8,256}$',
    secret: true,
    allowed: '8 to 256 visible ASCII characters',
    description: 'Secret that the control API and the inbox require. Programs send it as `x-mock-key`. Unset: no secret is required.',
    group: 'Control and journal',
    placeholder: 'secret'
  })),
  inbox: Switch({
    default: true,
    description: 'Whether to serve the inbox. It is a page at `/` that shows every request, and requires `controlApi`.',
    group: 'Control and journal'
  }),
  journalEntries: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    default: 1000,
    description: 'Maximum number of requests in the journal. The oldest are dropped first.',
    group: 'Control and journal',
    placeholder: 'number'
  }),
  journalBytes: ByteCount(0, {
    default: '64MiB',
    description: 'Maximum memory of the journal.',
    group: 'Control and journal',
    placeholder: 'size'
  }),
  journalUploads: StringEnum(['thumbnail', 'full', 'none'], {
    default: 'thumbnail',
    description: 'What the journal keeps of uploaded images. `thumbnail`: a small PNG. `full`: the whole file, too. It always keeps their name, type, size and hash.',
    group: 'Control and journal'
  })
}, { additionalProperties: false })

/** All settings, with their defaults applied. Descriptions and defaults of the members follow from the schema. */
export type Settings = Static<typeof Settings>
/**
 * Settings as passed in code. All are optional; switches are booleans, or `on` or `off`.
 *
 * @example
 * const settings: GivenSettings = { apiKeys: ['sk-test'], latency: '1s-3s', inbox: false }
 */
export type GivenSettings = {
  [Name in keyof Settings]?: Settings[Name] | (Settings[Name] extends boolean ? 'on' | 'off' : never)
}
export type SettingName = keyof Settings

export interface Setting {
  name: SettingName
  schema: TSchema
  /** `--public-url`. */
  flag: string
  /** `MOCK_PUBLIC_URL`. HOST, PORT and LOG_LEVEL have no prefix, as in other tools. */
  variable: string
  /** The accepted values, in words. */
  allowed: string
  /** The help text shows the first sentence alone. */
  description: string
  /** Whether messages hide its value. */
  isSecret: boolean
  /** Heading in the help text. */
  group: string
  /** Placeholder of the value in the help text, such as `number`. Default: the choices. */
  placeholder?: string
  /** As text; undefined if the setting is unset by default. */
  default?: string
}

const unprefixed: readonly string[] = ['host', 'port', 'logLevel']

/** Every setting, in the order of the schema. */
export const settings: readonly Setting[] = Object.entries(Settings.properties).map(([name, schema]) => {
  const kebab = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  const snake = kebab.replaceAll('-', '_').toUpperCase()
  const { description, group, placeholder, secret = false, default: value } =
    schema as TSchema as Pick<Setting, 'description' | 'group' | 'placeholder'> & { secret?: boolean, default?: unknown }
  return {
    name: name as SettingName,
    schema,
    flag: `--${kebab}`,
    variable: unprefixed.includes(name) ? snake : `MOCK_${snake}`,
    allowed: allowedBy(schema),
    description,
    isSecret: secret,
    group,
    ...(placeholder !== undefined && { placeholder }),
    ...(value !== undefined && { default: typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value) })
  }
})

function allowedBy (schema: TSchema): string {
  const { allowed, enum: choices, type, minimum, maximum } =
    schema as { allowed?: string, enum?: string[], type?: string, minimum?: number, maximum?: number }
  if (allowed) return allowed
  if (choices) return choices.map(choice => `\`${choice}\``).join(', ')
  return `${type === 'integer' ? 'an integer' : 'a number'} from ${minimum} to ${maximum}`
}
