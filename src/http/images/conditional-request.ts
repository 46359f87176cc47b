/** Conditions and ranges of a request for a file: whether to send it, and which part of it (RFC 9110, sections 13.2.2 and 14.2). */
import type { FastifyRequest } from 'fastify'
import fresh from 'fresh'
import parseRange from 'range-parser'

/** The headers by which a client recognises a version of a file. */
export interface Version {
  etag: string
  'last-modified': string
}

/** With the last byte included. */
export type Range = { start: number, end: number } | 'whole'

/** `failed`: 412, the client wants another version. `not modified`: 304, it has this one. */
export function checkConditions ({ headers }: FastifyRequest, version: Version): 'met' | 'failed' | 'not modified' {
  if (isPreconditionFailed(headers, version)) return 'failed'
  return fresh(headers, { ...version }) ? 'not modified' : 'met'
}

/** If-Match wins over If-Unmodified-Since, and matches no weak tag. A date that is no date is ignored. */
function isPreconditionFailed (headers: FastifyRequest['headers'], version: Version): boolean {
  const { 'if-match': match, 'if-unmodified-since': unmodifiedSince } = headers
  if (match !== undefined) return !match.split(',').some(tag => ['*', version.etag].includes(tag.trim()))
  return unmodifiedSince !== undefined && Date.parse(version['last-modified']) > Date.parse(unmodifiedSince)
}

/**
 * The part that a GET asks for, or `beyond` if it begins behind the end: 416. `x-ms-range` wins over `range`, as in
 * blob storage. Several ranges, and a range for another version of the file, give the whole.
 */
export function rangeOf ({ method, headers }: FastifyRequest, version: Version, lengthBytes: number): Range | 'beyond' {
  const { 'x-ms-range': storageRange, 'if-range': condition } = headers
  const range = typeof storageRange === 'string' ? storageRange : headers.range
  if (method !== 'GET' || !range) return 'whole'
  if (condition !== undefined && !Object.values(version).includes(String(condition))) return 'whole'
  const ranges = parseRange(lengthBytes, range)
  if (ranges === -1) return 'beyond'
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? 'whole' : ranges[0]!
}
