/** The mock's control API, and the imitated operation, as the page calls them. */
import type { Card } from '../../journal/card.js'
import type { Entry } from '../../journal/entry.js'

/** A rule, as far as the page makes and shows it. */
export interface Rule {
  description?: string
  match?: Record<string, string | number>
  respond: Record<string, unknown>
  times?: number
}

/** A rule as it stands. */
export interface ArmedRule {
  id: string
  source: 'posted' | 'file'
  owner?: string
  rule: Rule
  times?: number
  left?: number
  served: number
  tooSlow?: true
}

/** A word that a rule may use. */
export interface Trigger {
  word: string
  value: string | number
  description: string
  status?: number
  message?: string | null
}

/** Null: unset. */
export interface Behaviours {
  latency: string | null
  imagesPerMinute: number | null
  /** From 0 to 1. */
  errorRate: number
  errorRateError: string
}

/** The mock did not respond: it is down, or the network is. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  override readonly message = 'The mock cannot be reached.'
}

export interface Answered {
  status: number
  requestId: string | undefined
  /** The body's JSON value, or its text. */
  body: unknown
}

/** How the mock was started. */
export interface Start {
  version: string
  /** In ISO 8601. */
  startedAt: string
  settings: ShownSetting[]
}

export interface ShownSetting {
  name: string
  /** Null if it is unset. */
  value: string | number | boolean | null
  isDefault: boolean
}

export interface MockApi {
  /** Where the mock's own paths begin, with a slash at its end. */
  readonly root: string
  /** What an SDK takes as its base URL. */
  readonly baseURL: string
  readonly eventsUrl: string
  imageUrl: (id: string, index: number, width?: number) => string
  start: () => Promise<Start>
  cards: (limit: number, before?: string) => Promise<Card[]>
  entry: (id: string) => Promise<Entry>
  forget: () => Promise<void>
  triggers: () => Promise<Trigger[]>
  rules: () => Promise<ArmedRule[]>
  /** With a key, the rule applies to that key alone. */
  arm: (rule: Rule, key?: string) => Promise<ArmedRule>
  disarm: (id: string) => Promise<void>
  behaviours: () => Promise<Behaviours>
  changeBehaviours: (changes: Partial<Behaviours>) => Promise<Behaviours>
  resetBehaviours: () => Promise<Behaviours>
  /** The values that the published contract gives for each member of the request. */
  choices: () => Promise<Record<string, string[]>>
  generate: (body: object, key?: string) => Promise<Answered>
}

/** `base` is where the mock's own paths begin: an origin, or a prefix under which a proxy serves it. */
export function createMockApi (base: string): MockApi {
  const send = async (method: string, path: string, body?: object, key?: string) => {
    const headers = { ...(body && { 'content-type': 'application/json' }), ...(key && { authorization: `Bearer ${key}` }) }
    return await fetch(`${base}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }).catch(() => { throw new UnreachableError() })
  }
  const call = async (...request: Parameters<typeof send>) => {
    const answer = await send(...request)
    const text = await answer.text()
    const value = text === '' ? undefined : JSON.parse(text)
    if (!answer.ok) throw new Error(value?.error?.message ?? `Failed to call ${request[1]}: got status ${answer.status}. See the mock's log.`)
    return value
  }

  return {
    root: base,
    baseURL: `${base}v1`,
    eventsUrl: `${base}_mock/events?view=cards`,
    imageUrl: (id, index, width) => `${base}_mock/requests/${id}/images/${index}${width === undefined ? '' : `?w=${width}`}`,
    start: () => call('GET', '_mock/settings'),
    cards: (limit, before) => call('GET', `_mock/requests/cards?limit=${limit}${before === undefined ? '' : `&before=${before}`}`),
    entry: id => call('GET', `_mock/requests/${encodeURIComponent(id)}`),
    forget: () => call('DELETE', '_mock/requests'),
    triggers: () => call('GET', '_mock/triggers'),
    rules: () => call('GET', '_mock/scenarios'),
    arm: (rule, key) => call('POST', '_mock/scenarios', rule, key),
    disarm: id => call('DELETE', `_mock/scenarios/${encodeURIComponent(id)}`),
    behaviours: () => call('GET', '_mock/behaviours'),
    changeBehaviours: changes => call('PATCH', '_mock/behaviours', changes),
    resetBehaviours: () => call('DELETE', '_mock/behaviours'),
    choices: async () => choicesOf(await call('GET', 'openapi.json')),
    async generate (body, key) {
      const answer = await send('POST', 'v1/images/generations', body, key)
      return { status: answer.status, requestId: answer.headers.get('x-request-id') ?? undefined, body: jsonOrText(await answer.text()) }
    }
  }
}

function choicesOf (document: { components: { schemas: Record<string, { properties: Record<string, { enum?: string[], anyOf?: Array<{ enum?: string[] }> }> }> } }): Record<string, string[]> {
  const members = Object.entries(document.components.schemas['CreateImageRequest']!.properties)
  return Object.fromEntries(members.map(([name, schema]) => [name, schema.enum ?? schema.anyOf?.find(branch => branch.enum)?.enum ?? []]))
}

function jsonOrText (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
