/** Durations and byte sizes as people write them: one grammar for settings, rules and query strings. */

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const unitBytes: Record<string, number> = { B: 1, kB: 1e3, KB: 1e3, KiB: 2 ** 10, MB: 1e6, MiB: 2 ** 20, GB: 1e9, GiB: 2 ** 30 }

const number = '\\d{1,13}(?:\\.\\d{1,3})?'
/** The grammars, as sources of regular expressions without groups that capture. */
export const durationGrammar = `${number}(?:${Object.keys(unitMs).join('|')})`
export const byteSizeGrammar = `${number}(?:${Object.keys(unitBytes).join('|')})`

/** `1.5s` in whole milliseconds. NaN for a text beyond the grammar: no limit holds for it. */
export function milliseconds (duration: string): number {
  return amount(duration, durationGrammar, unitMs)
}

/** `1.5MB` in whole bytes; a number is bytes already. NaN for a text beyond the grammar: no limit holds for it. */
export function byteCount (size: string | number): number {
  return typeof size === 'number' ? size : amount(size, byteSizeGrammar, unitBytes)
}

function amount (text: string, grammar: string, units: Record<string, number>): number {
  if (!new RegExp(`^${grammar}$`).test(text)) return NaN
  return Math.round(parseFloat(text) * units[text.replace(/^[\d.]+/, '')]!)
}
