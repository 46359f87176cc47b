/** The one schema of settings: flags, environment, help and the README's table are derived from it. */
import { Type, type Static, type TSchema } from 'typebox'
import { standingBehaviours } from '../behaviours/standing.js'
import { Choice } from '../checking/choice.js'
import { byteCount, milliseconds } from '../checking/quantities.js'
import { isDelay } from '../scenarios/delay.js'

/** A boolean in code; `on` or `off`, or another word of `switchWords`, in flags and variables. */
const Switch = (options: object) => Type.Boolean({ allowed: '`on` or `off`', ...options })

const longestMs = milliseconds('99999h')
const mostBytes = byteCount('1024GiB')

/** In whole seconds, as the times of a URL are. */
const Duration = (options: object) => Type.Refine(
  Type.String({ allowed: 'a duration in whole seconds such as `90s`, `30m` or `1h`', ...options }),
  text => {
    const ms = milliseconds(text)
    return ms >= 1000 && ms <= longestMs && ms % 1000 === 0
  })

const ByteCount = (minimum: 0 | 1, options: object) => Type.Refine(
  Type.Union([Type.Integer(), Type.String()], { allowed: 'a number of bytes such as `1048576`, `512KiB` or `64MB`', ...options }),
  size => byteCount(size) >= minimum && byteCount(size) <= mostBytes)

const isOrigins = (origins: string | string[]) => (typeof origins === 'string' ? origins.split(',') : origins)
  .every(origin => /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@,]+\/?$/i.test(origin.trim()) && URL.canParse(origin))

const { latency, imagesPerMinute, errorRate, errorRateError } = standingBehaviours

export const Settings = Type.Object({
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    allowed: 'a host name or an address',
    description: 'Where to listen. `0.0.0.0` for every interface, as in a container.'
  }),
  port: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8080,
    description: 'The port to listen on; `0` takes a free one.'
  }),
  logLevel: Choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    aliases: { warning: 'warn', critical: 'fatal', off: 'silent' },
    description: 'The least severe log lines to write.'
  }),
  publicUrl: Type.Optional(Type.Refine(Type.String({
    pattern: '^https?://[^\\s/?#"<>\\\\@]+(/[^\\s?#"<>\\\\]*)?$',
    maxLength: 256,
    allowed: 'an http or https URL of at most 256 characters, without a query',
    description: 'What image URLs begin with. Unset: the origin by which each client came. With a path, the mock serves them below that path, too.'
  }), url => URL.canParse(url))),
  apiKeys: Type.Optional(Type.Union([Type.String({ pattern: '[^,\\s]' }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    secret: true,
    allowed: '`any`, or keys separated by commas',
    description: 'Who may call. Unset: anyone. `any`: whoever sends some key. A list: whoever sends one of these keys.'
  })),
  unknownModels: Choice(['accept', 'reject'], {
    default: 'accept',
    description: 'What models other than `dall-e-2` and `dall-e-3` get: gateways use aliases, OpenAI refuses them.'
  }),
  unknownParameters: Choice(['reject', 'ignore'], {
    default: 'reject',
    description: 'What parameters get that the model does not have. OpenAI has refused them since 2025. `stream: true` is always refused.'
  }),
  urlTtl: Duration({
    default: '1h',
    description: 'How long an image URL is valid.'
  }),
  signingKey: Type.String({
    minLength: 1,
    default: 'openai-images-mock',
    secret: true,
    allowed: 'some text',
    description: 'The secret that signs image URLs. Replicas that share it serve each other\'s URLs. The default is public: with it, anyone can make valid URLs.'
  }),
  imageCors: Switch({
    default: false,
    description: 'Whether image URLs send CORS headers. The real ones do not.'
  }),
  cacheBytes: ByteCount(0, {
    default: '32MiB',
    description: 'How much memory drawn pictures may take; `0` keeps none.'
  }),
  bodyLimit: ByteCount(1, {
    default: '1MiB',
    description: 'The largest request body.'
  }),
  scenarios: Type.Optional(Type.String({
    minLength: 1,
    allowed: 'a folder',
    description: 'Where rule files lie. They are read at the start, and again when one changes.'
  })),
  directives: Switch({
    default: true,
    description: 'Whether the header `x-mock` and `[mock …]` in a prompt are obeyed.'
  }),
  latency: Type.Optional(Type.Refine(latency, isDelay)),
  imagesPerMinute: Type.Optional(imagesPerMinute),
  errorRate: Type.Number({ ...errorRate, allowed: 'a number from 0 to 1, or a percentage such as `5%`' }),
  errorRateError,
  seed: Type.String({
    minLength: 1,
    default: '1',
    allowed: 'some text',
    description: 'What decides who is in the failing share, and where a delay lies in its range: the same seed, the same sequence for each key.'
  }),
  controlApi: Switch({
    default: true,
    description: 'Whether the control API below `/_mock/` is served. The health check always is.'
  }),
  controlOrigins: Type.Optional(Type.Refine(Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
    allowed: 'origins such as `http://localhost:3000`, separated by commas',
    description: 'Whose web pages may use the control API besides the inbox. Unset: none. Programs, which send no `Origin`, always may.'
  }), isOrigins)),
  controlKey: Type.Optional(Type.String({
    pattern: '^[!-~]{8,256}$',
    secret: true,
    allowed: '8 to 256 visible ASCII characters',
    description: 'The secret that callers of the control API send as `x-mock-key`, and that the inbox asks for. Unset: neither needs one.'
  })),
  inbox: Switch({
    default: true,
    description: 'Whether the page at `/` shows what was asked and answered. It needs the control API, and is absent without.'
  }),
  journalEntries: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    default: 1000,
    description: 'How many requests the journal keeps; the oldest go first.'
  }),
  journalBytes: ByteCount(0, {
    default: '64MiB',
    description: 'How much memory the journal may take.'
  })
}, { additionalProperties: false })

export type Settings = Static<typeof Settings>
/** What programs give: some of the settings, each switch as a boolean or as `on` or `off`. */
export type GivenSettings = {
  [Name in keyof Settings]?: Settings[Name] | (Settings[Name] extends boolean ? 'on' | 'off' : never)
}
export type SettingName = keyof Settings

export interface Setting {
  name: SettingName
  schema: TSchema
  /** `--public-url`. */
  flag: string
  /** `MOCK_PUBLIC_URL`; HOST, PORT and LOG_LEVEL stand without the prefix, as other tools have them. */
  variable: string
  /** The values that it takes, in words. */
  allowed: string
  description: string
  /** Whether its value is kept out of messages. */
  isSecret: boolean
  /** As text; absent: unset. */
  default?: string
}

const unprefixed: readonly string[] = ['host', 'port', 'logLevel']

/** Every setting, in the order of the schema. */
export const settings: readonly Setting[] = Object.entries(Settings.properties).map(([name, schema]) => {
  const kebab = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  const snake = kebab.replaceAll('-', '_').toUpperCase()
  const { description, secret = false, default: value } = schema as TSchema as { description: string, secret?: boolean, default?: unknown }
  return {
    name: name as SettingName,
    schema,
    flag: `--${kebab}`,
    variable: unprefixed.includes(name) ? snake : `MOCK_${snake}`,
    allowed: allowedBy(schema),
    description,
    isSecret: secret,
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
