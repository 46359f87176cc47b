/** From an exchange to what the journal keeps of it: cheap, since every request pays for it. */
import type { Exchange, StoredExchange } from './recorded-exchange.js'
import { storeAnswer } from './stored-images.js'

/** The most of a body that is kept. */
export const maxBodyBytes = 64 * 1024
/** What an entry takes besides its texts, roughly. */
const bareBytes = 1024
const none: readonly object[] = []

export interface Circumstances {
  /** Whose image this downloads. */
  generation: StoredExchange | undefined
  sequence: number
}

export function keep (exchange: Exchange, { generation, sequence }: Circumstances): StoredExchange {
  const { id, operation, receivedMs, method, url, headers, key, body: bytes, wholeBodyBytes, request, status, outcome, pictures = none, retryAfterMs, durationMs, decidedBy } = exchange
  const question = url.indexOf('?')
  const body = bytes?.length ? startOf(bytes) : undefined
  const answer = exchange.answer === undefined ? undefined : storeAnswer(exchange.answer)
  // Member by member: to spread the exchange would cost more than all the rest.
  return {
    id,
    operation,
    receivedMs,
    method,
    path: question < 0 ? url : url.slice(0, question),
    query: question < 0 ? undefined : url.slice(question + 1),
    headers,
    key,
    body,
    isBodyCut: bytes !== undefined && bytes.length > maxBodyBytes,
    wholeBodyBytes,
    request,
    status,
    outcome,
    answer,
    pictures,
    retryCount: retryCountOf(headers['x-stainless-retry-count']),
    retryOf: undefined,
    isRetryInferred: false,
    retryAfterMs,
    durationMs,
    decidedBy,
    owner: key ?? generation?.owner,
    generation: generation?.id,
    downloads: new Set(),
    sequence,
    weightBytes: bareBytes + weight(url) + weight(headers) + weight(body) + weight(answer) + weight(pictures) +
      weight(request?.parameters)
  }
}

function retryCountOf (header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined
}

/** As text, up to the limit and never half a character. A text, since a small buffer may hold on to a large one. */
function startOf (bytes: Buffer): string {
  if (bytes.length <= maxBodyBytes) return bytes.toString()
  let end = maxBodyBytes
  while (end > maxBodyBytes - 3 && isContinuation(bytes[end]!)) end--
  return bytes.toString('utf8', 0, end)
}

/** Of a character in UTF-8, every byte but the first. */
function isContinuation (byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** About how many bytes the texts take. */
function weight (value: unknown): number {
  if (typeof value === 'string') return value.length * 2
  if (typeof value !== 'object' || value === null) return 0
  let sum = 0
  for (const name in value) sum += weight(value[name as keyof typeof value])
  return sum
}
