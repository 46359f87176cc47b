/** Durations and byte sizes, as text such as `1.5s` and `3MB` or as a number: in settings, rules, code and query strings. */

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const unitBytes: Record<string, number> = { B: 1, kB: 1e3, KB: 1e3, KiB: 2 ** 10, MB: 1e6, MiB: 2 ** 20, GB: 1e9, GiB: 2 ** 30 }

const number = '\\d{1,13}(?:\\.\\d{1,3})?'
/** Sources of regular expressions, without capturing groups. */
export const durationGrammar = `${number}(?:${Object.keys(unitMs).join('|')})`
export const byteSizeGrammar = `${number}(?:${Object.keys(unitBytes).join('|')})`
const wholeDuration = new RegExp(`^${durationGrammar}$`)
const wholeByteSize = new RegExp(`^${byteSizeGrammar}$`)

/** Descriptions of the texts that `isShortDuration` and `isSmallByteSize` accept. */
export const durations = 'a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds)'
export const byteSizes = 'a size up to 8MB (such as 3MB, 1.5MB or 512KiB)'

/** The longest duration of rules and calls, in milliseconds. */
export const longestShortMs = unitMs['h']!

/** Returns a duration in whole milliseconds; numbers are milliseconds already. NaN, which fails every comparison with a limit, if the text is not a duration. */
export function milliseconds (duration: string | number): number {
  return typeof duration === 'number' ? duration : amount(duration, wholeDuration, unitMs)
}

/** Returns the duration of a query string or directive, in which numbers are text: digits without a unit are milliseconds. */
export function durationInText (text: string): string | number {
  return /^\d{1,13}$/.test(text) ? Number(text) : text
}

/** Returns a size in whole bytes, or NaN if the text is not a size; numbers are bytes already. NaN fails every comparison with a limit. */
export function byteCount (size: string | number): number {
  return typeof size === 'number' ? size : amount(size, wholeByteSize, unitBytes)
}

/** Whether this is a duration of at most one hour, as rules and query strings accept. */
export function isShortDuration (duration: string | number): boolean {
  const ms = milliseconds(duration)
  return ms >= 0 && ms <= longestShortMs
}

/** Whether the text is a size of at most 8 MB, as rules accept. */
export function isSmallByteSize (text: string): boolean {
  return byteCount(text) <= 8e6
}

function amount (text: string, pattern: RegExp, units: Record<string, number>): number {
  if (!pattern.test(text)) return NaN
  return Math.round(parseFloat(text) * units[text.replace(/^[\d.]+/, '')]!)
}

/** What `isDay` accepts, in words. */
export const days = 'a day (such as 2026-12-01) or today'
export const dayGrammar = '(?:today|\\d{4}-\\d{2}-\\d{2})'

/** Whether the text is `today` or a day of the calendar, such as `2026-12-01`. */
export function isDay (text: string): boolean {
  if (text === 'today') return true
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN
  // `2026-02-30` is parsed as a day of March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}
