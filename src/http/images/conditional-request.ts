/** Conditional and range requests for a file (RFC 9110, sections 13.2.2 and 14.2). */
import type { FastifyRequest } from 'fastify'
import fresh from 'fresh'
import parseRange from 'range-parser'

/** The validators of a file's version. */
export interface Version {
  etag: string
  'last-modified': string
}

/** `end` is the last byte, inclusive. */
export type Range = { start: number, end: number } | 'whole'

/** `failed`: 412, the client wants another version. `not modified`: 304, it has this one. */
export function checkConditions ({ headers }: FastifyRequest, version: Version): 'met' | 'failed' | 'not modified' {
  if (isPreconditionFailed(headers, version)) return 'failed'
  return fresh(headers, { ...version }) ? 'not modified' : 'met'
}

/** If-Match takes precedence over If-Unmodified-Since and does not match weak tags. An invalid date is ignored. */
function isPreconditionFailed (headers: FastifyRequest['headers'], version: Version): boolean {
  const { 'if-match': match, 'if-unmodified-since': unmodifiedSince } = headers
  if (match !== undefined) return !match.split(',').some(tag => ['*', version.etag].includes(tag.trim()))
  return unmodifiedSince !== undefined && Date.parse(version['last-modified']) > Date.parse(unmodifiedSince)
}

/**
 * The range that a GET requests, or `beyond` if it begins after the end of the file (416). `x-ms-range` takes precedence
 * over `range`, as in blob storage. Multiple ranges, and a range for another version of the file, return the whole file.
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
