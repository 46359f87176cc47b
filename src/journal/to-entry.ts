/** From what the journal keeps to the entry that it shows. */
import { maskSecret } from '../text/mask-secret.js'
import type { Answer, Entry } from './entry.js'
import type { StoredExchange } from './recorded-exchange.js'
import { imageUrls } from './stored-images.js'
import { maskedHeaders, maskedQuery } from './masked-secrets.js'

export function toEntry (kept: StoredExchange): Entry {
  const { id, method, path, query, headers, owner, body, isBodyCut, wholeBodyBytes, request, status, outcome, answer, durationMs, decidedBy, retryCount, retryOf, isRetryInferred, retryAfterMs, generation } = kept
  return withoutAbsent<Entry>({
    id,
    time: new Date(kept.receivedMs).toISOString(),
    method,
    path,
    query: query === undefined ? undefined : maskedQuery(query, path),
    key: owner === undefined ? undefined : maskSecret(owner),
    headers: maskedHeaders(headers),
    body,
    bodyTruncated: isBodyCut ? true : undefined,
    bodyBytes: isBodyCut ? wholeBodyBytes : undefined,
    request: request?.parameters,
    status,
    outcome,
    answer: answer as Answer | undefined,
    durationMs,
    decidedBy,
    retryCount,
    retryOf,
    retryInferred: isRetryInferred || undefined,
    retryAfterMs,
    generation,
    downloads: imageUrls(answer).length > 0 ? [...kept.downloads] : undefined
  })
}

/** The members that have a value; all must be named, so that none is forgotten. */
export function withoutAbsent<Shown extends object> (members: { [Name in keyof Required<Shown>]: Shown[Name] | undefined }): Shown {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Shown
}
