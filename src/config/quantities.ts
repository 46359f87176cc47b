/** What settings write as text: durations and sizes in the units that the rooms count in, and lists of keys. */

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 }
const unitBytes: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** `30m` in milliseconds. */
export function milliseconds (duration: string): number {
  return parseInt(duration) * unitMs[duration.replace(/^\d+/, '')]!
}

/** `64MiB` in bytes; a number is bytes already. */
export function byteCount (size: string | number): number {
  return typeof size === 'number' ? size : parseInt(size) * unitBytes[size.replace(/^\d+/, '')]!
}

/** The keys of `any` or a comma-separated list. */
export function keyList (apiKeys: string | string[] | undefined): 'any' | string[] | undefined {
  if (apiKeys === undefined || apiKeys === 'any') return apiKeys as 'any' | undefined
  return Array.isArray(apiKeys) ? apiKeys : apiKeys.split(',').map(key => key.trim()).filter(Boolean)
}
