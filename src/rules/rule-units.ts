/** The durations and byte sizes that rules take. */
import { byteCount, milliseconds } from '../text/units.js'
import { RuleError } from './rule-error.js'

const longestMs = milliseconds('60m')
const mostBytes = byteCount('8MB')

/** What they may be, in words. */
export const durations = 'a duration up to 60m (such as 250ms, 2s or 1m)'
export const byteSizes = 'a size up to 8MB (such as 3MB, 1.5MB or 512KiB)'

/** What the images of one request may weigh together, in words. */
export const bytesTogether = '32MB'

/** How many images of this weight, in bytes, one request may have. */
export function mostImagesOf (bytes: number): number {
  return Math.floor(byteCount(bytesTogether) / bytes)
}

/** `1.5s` in whole milliseconds; throws a RuleError that names `where`. */
export function parseDuration (text: string, where = 'the duration'): number {
  const ms = milliseconds(text)
  if (ms <= longestMs) return ms
  throw RuleError.expected(where, durations, text)
}

/** `1.5MB` in whole bytes; throws a RuleError that names `where`. */
export function parseByteSize (text: string, where = 'the size'): number {
  const bytes = byteCount(text)
  if (bytes <= mostBytes) return bytes
  throw RuleError.expected(where, byteSizes, text)
}
