/** HTTP client of the mock: its control API and the imitated operations. */
import type { DescribedModels } from '../../contract/accepted-parameters.js'
import { operations, type OperationName } from '../../contract/operations/operations.js'
import type { Card } from '../../journal/entries/card.js'
import type { Entry } from '../../journal/entries/entry.js'
import type { Report } from '../../report/report-schema.js'
import { jsonOrText, readEvents } from './event-stream.js'
import { repeatedRequest, type LoadUpload } from './snippets/repeat-request.js'

/** A rule with the members that the page sets and shows. */
export interface NewRule {
  description?: string
  match?: Record<string, string | number | boolean>
  respond: Record<string, unknown>
  times?: number
}

/** A rule of the mock and its use. */
export interface RuleState {
  id: string
  source: 'posted' | 'file'
  /** The masked API key that the rule applies to. Default: all keys. */
  owner?: string
  rule: NewRule
  /** How many times the rule applies. Default: no limit. */
  times?: number
  /** How many of `times` are left. */
  left?: number
  served: number
  /** Whether the rule is disabled because its regular expression took too long. */
  tooSlow?: true
}

/** A value that a member of `respond` accepts, such as `error: server_error`. */
export interface TriggerOption {
  word: string
  value: string | number | boolean
  description: string
  /** The HTTP status of an error. */
  status?: number
  message?: string | null
  /** The message for the GPT image models, if it differs from that for DALL·E. */
  gptImageMessage?: string | null
  /** What the message does not say. */
  note?: string
}

/** Behaviours of all requests. Null: not set. */
export interface BehaviourValues {
  latency: string | null
  imagesPerMinute: number | null
  /** From 0 to 1. */
  errorRate: number
  errorRateError: string
}

/** Thrown if the mock does not respond. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  override readonly message = 'The mock cannot be reached.'
}

/** A response of the imitated API. */
export interface ImagesResponse {
  status: number
  requestId: string | undefined
  /** The body's JSON value, or its text if it is not JSON. Of a stream: a list of the data of its events. */
  body: unknown
}

export interface MockInfo {
  version: string
  /** In ISO 8601. */
  startedAt: string
  settings: SettingValue[]
}

export interface SettingValue {
  name: string
  /** Null if it is not set. */
  value: string | number | boolean | null
  isDefault: boolean
}

export interface MockApi {
  /** The URL that the mock's own paths are relative to, with a slash at its end. */
  readonly root: string
  /** The base URL for official clients. */
  readonly baseURL: string
  /** Undefined for a saved inbox. */
  readonly eventsUrl: string | undefined
  /** `width` in pixels. Default: the picture's own size. `partial` is the index of a partial image. Default: the final picture. */
  imageUrl: (id: string, index: number, options?: { width?: number | undefined, partial?: number | undefined }) => string
  /** The thumbnail of an image that the request brought, or the file as sent. */
  uploadUrl: (id: string, index: number, kept: 'thumbnail' | 'file') => string
  info: () => Promise<MockInfo>
  /** A page of cards, newest first, that are older than the card `before`. */
  cards: (limit: number, before?: string) => Promise<Card[]>
  entry: (id: string) => Promise<Entry>
  clearJournal: () => Promise<void>
  triggers: () => Promise<TriggerOption[]>
  rules: () => Promise<RuleState[]>
  /** With a key, the rule applies to requests with that key only. */
  addRule: (rule: NewRule, key?: string) => Promise<RuleState>
  removeRule: (id: string) => Promise<void>
  behaviours: () => Promise<BehaviourValues>
  changeBehaviours: (changes: Partial<BehaviourValues>) => Promise<BehaviourValues>
  resetBehaviours: () => Promise<BehaviourValues>
  /** The models that have the operation. */
  models: (operation: OperationName) => Promise<DescribedModels>
  report: () => Promise<Report>
  /** Sends a recorded request again. Resolves when it has its response; rejects if the journal does not have all of it. */
  sendAgain: (id: string) => Promise<void>
  /** Loads the file of an image that a request brought. */
  loadUpload: LoadUpload
  /** Sends a request of the operation, a form as multipart/form-data. `onEvent` gets what has arrived of a stream, after each event. */
  createImages: (
    operation: OperationName, body: object | FormData, key?: string, onEvent?: (response: ImagesResponse) => void
  ) => Promise<ImagesResponse>
}

/** The part of a saved page that has its requests. */
export interface SavedInbox {
  /** When it was saved, in ISO 8601. */
  time: string
  /** The URL of the mock. */
  root: string
  /** What the mock responded with, by path: JSON values, and images as data URLs. */
  files: Readonly<Record<string, unknown>>
}

/**
 * Creates the client. `base` is the mock's origin, or the URL of the prefix under which a proxy serves it, with a
 * slash at its end.
 *
 * Its functions reject with an `UnreachableError`, or with the message of the error response.
 */
export function createMockApi (base: string, saved?: SavedInbox): MockApi {
  const send = async (method: string, path: string, body?: object, key?: string) => {
    const isForm = body instanceof FormData
    // The browser declares a form itself, with the boundary of its parts.
    const headers = { ...(body && !isForm && { 'content-type': 'application/json' }), ...(key && { authorization: `Bearer ${key}` }) }
    const init = { method, headers, ...(body && { body: isForm ? body : JSON.stringify(body) }) }
    return await fetch(`${base}${path}`, init).catch(() => { throw new UnreachableError() })
  }
  const call = async (...request: Parameters<typeof send>) => {
    if (saved) return savedFile(saved, request[1])
    const response = await send(...request)
    const text = await response.text()
    const value = text === '' ? undefined : JSON.parse(text)
    if (!response.ok) throw new Error(value?.error?.message ?? `Expected status 2xx for ${request[1]}, got ${response.status}. See the mock's log.`)
    return value
  }

  const api: MockApi = {
    root: base,
    baseURL: `${base}v1`,
    eventsUrl: saved ? undefined : `${base}_mock/events?view=cards`,
    imageUrl (id, index, { width, partial } = {}) {
      if (saved) return String(saved.files[`_mock/requests/${id}/images/${index}${partial === undefined ? '' : `?partial=${partial}`}`] ?? '')
      const query = [...(width === undefined ? [] : [`w=${width}`]), ...(partial === undefined ? [] : [`partial=${partial}`])]
      return `${base}_mock/requests/${id}/images/${index}${query.length === 0 ? '' : `?${query.join('&')}`}`
    },
    uploadUrl (id, index, kept) {
      const path = `_mock/requests/${id}/uploads/${index}${kept === 'file' ? '/file' : ''}`
      return saved ? String(saved.files[path] ?? '') : base + path
    },
    info: () => call('GET', '_mock/settings'),
    // All cards of a saved inbox are on its first page.
    cards: async (limit, before) => saved && before !== undefined ? [] : call('GET', `_mock/requests/cards?limit=${limit}${before === undefined ? '' : `&before=${before}`}`),
    entry: id => call('GET', `_mock/requests/${encodeURIComponent(id)}`),
    clearJournal: () => call('DELETE', '_mock/requests'),
    triggers: () => call('GET', '_mock/triggers'),
    rules: () => call('GET', '_mock/scenarios'),
    addRule: (rule, key) => call('POST', '_mock/scenarios', rule, key),
    removeRule: id => call('DELETE', `_mock/scenarios/${encodeURIComponent(id)}`),
    behaviours: () => call('GET', '_mock/behaviours'),
    changeBehaviours: changes => call('PATCH', '_mock/behaviours', changes),
    resetBehaviours: () => call('DELETE', '_mock/behaviours'),
    models: operation => call('GET', `_mock/models?operation=${operation}`),
    report: () => call('GET', '_mock/report'),
    async sendAgain (id) {
      const entry: Entry = await api.entry(id)
      const request = await repeatedRequest(entry, api.loadUpload)
      // A fault may break the connection: the new request is recorded all the same.
      await fetch(`${base}${entry.path.slice(1)}${entry.query === undefined ? '' : `?${entry.query}`}`, request).then(response => response.blob()).catch(() => {})
    },
    async loadUpload (id, index) {
      const response = await fetch(api.uploadUrl(id, index, 'file'))
      if (!response.ok) throw new Error('The file is no longer kept.')
      return response.blob()
    },
    async createImages (operation, body, key, onEvent) {
      const response = await send('POST', `v1${operations[operation].path}`, body, key)
      const head = { status: response.status, requestId: response.headers.get('x-request-id') ?? undefined }
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (!isStream) return { ...head, body: jsonOrText(await response.text()) }
      return { ...head, body: await readEvents(response, data => onEvent?.({ ...head, body: data })) }
    }
  }
  return api
}

/** Returns what the mock responded with to a path, without its query string. */
function savedFile ({ files }: SavedInbox, path: string): any {
  const [name] = path.split('?') as [string]
  if (!Object.hasOwn(files, name)) throw new Error('This was not saved.')
  return files[name]
}

/** Returns a function that loads a value. Responses may overtake each other: one is ignored if that of a later request is known. */
export function createLoader<Value> (load: () => Promise<Value>, use: (value: Value) => void): () => void {
  let started = 0
  let used = 0
  return () => {
    const current = ++started
    load().then(value => {
      if (current < used) return
      used = current
      use(value)
    }, () => {})
  }
}
