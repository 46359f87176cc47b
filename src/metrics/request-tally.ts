/** Tally: counts requests, images, bytes and durations since the start, by labels that have a limited number of values. */
import { models } from '../contract/models.js'
import type { RecordedExchange } from '../journal/store/recorded-exchange.js'

/** A value of a metric. Histograms have several, which `suffix` tells apart. */
export interface Sample {
  labels: Readonly<Record<string, string>>
  value: number
  suffix?: '_bucket' | '_sum' | '_count'
}

export interface Tally {
  /**
   * Counts a request whose response has ended. `sentModel` is the model in its body, if it was refused, and `bytes` the
   * length of the body of its response, if it is known.
   */
  add: (exchange: RecordedExchange, sent?: { sentModel?: unknown, bytes?: number }) => void
  requests: () => Sample[]
  images: () => Sample[]
  imageBytes: () => Sample[]
  uploadedBytes: () => Sample[]
  durations: () => Sample[]
}

/** The upper limits of the buckets of durations, in seconds. */
const limits = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

/** Statuses with a label of their own. Rules can set any status, so others are counted by their class, such as `4xx`. */
const ownStatuses = new Set([200, 206, 304, 400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 416, 429, 500, 501, 502, 503, 504])

/** `isCustomModel` returns whether a models file has the name. Other names are counted together, since clients choose them. */
export function createTally (isCustomModel: (name: string) => boolean = () => false): Tally {
  const requests = createCounter(['operation', 'model', 'status', 'outcome', 'fault'])
  const images = createCounter(['operation', 'model'])
  const imageBytes = createCounter(['operation'])
  const uploadedBytes = createCounter(['operation'])
  const durations = createHistogram()

  return {
    add (exchange, { sentModel, bytes = 0 } = {}) {
      const { request, status, outcome = 'complete', decidedBy: { respond }, durationMs, wholeBodyBytes = 0 } = exchange
      const operation = operationOf(exchange)
      const model = modelLabel(request?.parameters.model ?? sentModel, isCustomModel)
      const fault = respond?.[operation === 'download' ? 'asset' : 'fault'] ?? 'none'
      requests.add([operation, model, statusLabel(status), outcome, String(fault)])
      durations.add(operation, durationMs / 1000)
      if (wholeBodyBytes > 0) uploadedBytes.add([operation], wholeBodyBytes)
      const sent = operation === 'download' ? downloaded(exchange, bytes) : imagesIn(exchange)
      if (sent.count > 0) images.add([operation, model], sent.count)
      if (sent.bytes > 0) imageBytes.add([operation], sent.bytes)
    },
    requests: requests.samples,
    images: images.samples,
    imageBytes: imageBytes.samples,
    uploadedBytes: uploadedBytes.samples,
    durations: durations.samples
  }
}

function operationOf ({ operation, url }: RecordedExchange): string {
  return operation ?? (url.includes('/private/') ? 'download' : 'other')
}

function modelLabel (model: unknown, isCustomModel: (name: string) => boolean): string {
  if (typeof model !== 'string') return 'none'
  return models.has(model) || isCustomModel(model) ? model : 'other'
}

function statusLabel (status: number | undefined): string {
  if (status === undefined) return 'none'
  return ownStatuses.has(status) ? String(status) : `${Math.floor(status / 100)}xx`
}

interface SentImages { count: number, bytes: number }

function downloaded ({ status, outcome }: RecordedExchange, bytes: number): SentImages {
  const isSent = (status === 200 || status === 206) && outcome === undefined
  return isSent ? { count: 1, bytes } : { count: 0, bytes: 0 }
}

/** The images of a response, with the partial images of a stream. Images at a URL have no bytes until they are downloaded. */
function imagesIn ({ events, answer, status }: RecordedExchange): SentImages {
  if (events) return sumOf(events.flatMap(({ image }) => image ?? []))
  if (status !== 200 || typeof answer !== 'object' || !('data' in answer) || !Array.isArray(answer.data)) return { count: 0, bytes: 0 }
  return sumOf(answer.data.map(({ b64_json: base64 }: { b64_json?: { bytes: number } }) => base64 ?? { bytes: 0 }))
}

function sumOf (images: ReadonlyArray<{ bytes: number }>): SentImages {
  return { count: images.length, bytes: images.reduce((sum, { bytes }) => sum + bytes, 0) }
}

function createCounter (names: readonly string[]) {
  const counts = new Map<string, { values: readonly string[], count: number }>()
  return {
    add (values: readonly string[], amount = 1) {
      const key = values.join(' ')
      const known = counts.get(key)
      if (known) known.count += amount
      else counts.set(key, { values, count: amount })
    },
    samples: (): Sample[] => [...counts.values()].map(({ values, count }) =>
      ({ labels: Object.fromEntries(names.map((name, index) => [name, values[index]!])), value: count }))
  }
}

/** A histogram of seconds by operation. */
function createHistogram () {
  const byOperation = new Map<string, { counts: number[], sum: number, total: number }>()
  return {
    add (operation: string, seconds: number) {
      let known = byOperation.get(operation)
      if (!known) byOperation.set(operation, known = { counts: limits.map(() => 0), sum: 0, total: 0 })
      const bucket = limits.findIndex(limit => seconds <= limit)
      if (bucket >= 0) known.counts[bucket]!++
      known.sum += seconds
      known.total++
    },
    samples: (): Sample[] => [...byOperation].flatMap(([operation, { counts, sum, total }]) => {
      let upTo = 0
      const buckets = counts.map((count, index): Sample => {
        upTo += count
        return { suffix: '_bucket', labels: { operation, le: String(limits[index]) }, value: upTo }
      })
      return [
        ...buckets,
        { suffix: '_bucket' as const, labels: { operation, le: '+Inf' }, value: total },
        { suffix: '_sum' as const, labels: { operation }, value: sum },
        { suffix: '_count' as const, labels: { operation }, value: total }
      ]
    })
  }
}
