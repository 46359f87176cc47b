/** A secret as it is shown, and by which it is found again: by its end, which is enough to tell it from others. */

const shownLength = 4

/** `…4f2a`: the last four characters, and never more than half of it. */
export function maskSecret (secret: string): string {
  const length = Math.min(shownLength, Math.floor(secret.length / 2))
  return `…${secret.slice(secret.length - length)}`
}
