/** Truncation with an ellipsis, at the boundaries of grapheme clusters and, if possible, of words. */
/* eslint-disable no-misleading-character-class -- the classes list code points; they are not grapheme clusters */

/** Characters that extend the one before them: accents, joiners, variation selectors, skin tones, tags. */
const extending = /[\p{M}\u200c\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u
/** Characters that join the next one: the zero-width joiner of emoji, and viramas, which join two consonants. */
const joining = /[\u200d\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2]/u
const regionalIndicator = /[\u{1f1e6}-\u{1f1ff}]/u
/** Scripts that are written without spaces, and emoji: the text can be cut after any of them. */
const cutAnywhere = /[\u0e00-\u109f\u1780-\u17ff\u2600-\u27bf\u3000-\ud7af\uf900-\uffef\u{1f000}-\u{3ffff}]/u
const trailingPunctuation = /[\s,;:–—\-([{]+$/u

/** The maximum number of code points that are dropped to end at a word boundary. */
const maxDroppedForWord = 24

/**
 * Returns the text if it fits the limits. Otherwise returns the longest beginning that fits together with a closing '…',
 * preferably ending at a word boundary. Returns an empty string if not even the ellipsis fits.
 */
export function truncate (text: string, maxCodePoints: number, maxUtf8Bytes = Infinity): string {
  if (text.length <= maxCodePoints && Buffer.byteLength(text) <= maxUtf8Bytes) return text
  // A code point has at most two UTF-16 units, so the rest of a long text need not be split.
  const points = [...text.slice(0, 2 * Math.max(0, maxCodePoints) + 2)]
  if (points.length <= maxCodePoints && Buffer.byteLength(text) <= maxUtf8Bytes) return text
  if (maxCodePoints < 1 || maxUtf8Bytes < 3) return ''
  const maxCount = Math.min(maxCodePoints - 1, countWithin(points, maxUtf8Bytes - 3))
  const kept = points.slice(0, wordBoundary(points, clusterBoundary(points, maxCount))).join('')
  return kept.replace(trailingPunctuation, '') + '…'
}

/** Truncates a text to a share of its length. The share is limited to 0.3 to 0.97, so that repeated calls shorten it steadily. */
export function truncateToShare (text: string, share: number): string {
  const length = [...text].length
  return text === '…' ? '' : truncate(text, Math.max(1, Math.floor(length * Math.min(0.97, Math.max(0.3, share)))))
}

/** Returns how many code points have at most `maxUtf8Bytes` bytes together. */
function countWithin (points: string[], maxUtf8Bytes: number): number {
  let bytes = 0
  const over = points.findIndex(point => (bytes += Buffer.byteLength(point)) > maxUtf8Bytes)
  return over === -1 ? points.length : over
}

/** Returns the last grapheme boundary that is not after `maxEnd`. */
function clusterBoundary (points: string[], maxEnd: number): number {
  let end = maxEnd
  while (end > 0 && isWithinCluster(points, end)) end--
  return end
}

function isWithinCluster (points: string[], end: number): boolean {
  const next = points[end] ?? ''
  if (extending.test(next) || joining.test(points[end - 1] ?? '')) return true
  return regionalIndicator.test(next) && flagLettersBefore(points, end) % 2 === 1
}

function flagLettersBefore (points: string[], end: number): number {
  let start = end
  while (start > 0 && regionalIndicator.test(points[start - 1] ?? '')) start--
  return end - start
}

/** Returns the last space before `end` if it is near, otherwise `end`. */
function wordBoundary (points: string[], end: number): number {
  if (points[end] === ' ' || cutAnywhere.test(points[end - 1] ?? '')) return end
  const space = points.lastIndexOf(' ', end)
  return space > end / 2 && space >= end - maxDroppedForWord ? space : end
}
