/** Durations and byte sizes as rules write them. */
import { show } from '../checking/wording.js'
import { RuleError } from './rule-error.js'

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000 }
const unitBytes: Record<string, number> = { B: 1, kB: 1e3, KB: 1e3, KiB: 2 ** 10, MB: 1e6, MiB: 2 ** 20 }
const longestMs = 60 * unitMs['m']!
const mostBytes = 8 * unitBytes['MB']!

/** Their grammar, as the source of a regular expression without groups that capture. */
export const durationGrammar = '\\d{1,7}(?:\\.\\d{1,3})?(?:ms|s|m)'
export const byteSizeGrammar = '\\d{1,8}(?:\\.\\d{1,3})?(?:B|kB|KB|KiB|MB|MiB)'

/** What they may be, in words. */
export const durations = 'a duration of at most 60m, such as 250ms, 2s or 1m'
export const byteSizes = 'a size of at most 8MB, such as 3MB, 1.5MB or 512KiB'

/** `1.5s` in whole milliseconds; throws a RuleError that names `where`. */
export function parseDuration (text: string, where = 'the duration'): number {
  const ms = amount(text, durationGrammar, unitMs)
  if (ms <= longestMs) return ms
  throw new RuleError(where, show(text), `give ${durations}`)
}

/** `1.5MB` in whole bytes; throws a RuleError that names `where`. */
export function parseByteSize (text: string, where = 'the size'): number {
  const bytes = amount(text, byteSizeGrammar, unitBytes)
  if (bytes <= mostBytes) return bytes
  throw new RuleError(where, show(text), `give ${byteSizes}`)
}

/** NaN for a text beyond the grammar: no limit holds for it. */
function amount (text: string, grammar: string, units: Record<string, number>): number {
  if (!new RegExp(`^${grammar}$`).test(text)) return NaN
  return Math.round(parseFloat(text) * units[text.replace(/^[\d.]+/, '')]!)
}
