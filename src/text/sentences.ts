/** Parts of sentences: numbers with nouns, lists, and durations. */

/**
 *     plural(1, 'request') // '1 request'
 *     plural(3, 'request') // '3 requests'
 */
export function plural (count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/**
 *     listed([400, 401, 404], 'or') // '400, 401 or 404'
 */
export function listed (items: ReadonlyArray<string | number>, conjunction: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`
}

/**
 *     durationText(850) // '850 ms'
 *     durationText(12_400) // '12.4 s'
 */
export function durationText (ms: number): string {
  return Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`
}
