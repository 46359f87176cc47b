/** Cuts a line of text with an ellipsis, never through what a reader sees as one character. */
/* eslint-disable no-misleading-character-class -- the classes list code points; none is meant to be seen as one character */

/** Belongs to the character before it: accents, joiners, selectors, skin tones, tags. */
const extending = /[\p{M}\u200c\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u
/** Holds on to the character after it: the joiner of emoji, and the viramas that make two consonants one. */
const binding = /[\u200d\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2]/u
const regionalIndicator = /[\u{1f1e6}-\u{1f1ff}]/u
/** Scripts that are written without spaces, and emoji: the end of the text is as good a place as a space far before it. */
const unspaced = /[\u0e00-\u109f\u1780-\u17ff\u2600-\u27bf\u3000-\ud7af\uf900-\uffef\u{1f000}-\u{3ffff}]/u
const looseEnd = /[\s,;:–—\-([{]+$/u

/** How far back a word boundary may lie and still be preferred to the middle of a word. */
const maxWordLength = 24

/**
 * The text itself where it fits, else as much as fits together with a closing '…': up to a word boundary where
 * one is near. Empty where not even the ellipsis fits.
 */
export function cutToFit (text: string, maxCodePoints: number, maxUtf8Bytes = Infinity): string {
  if (text.length <= maxCodePoints && Buffer.byteLength(text) <= maxUtf8Bytes) return text
  // A code point takes at most two units: what lies beyond decides nothing but that there is a beyond.
  const points = [...text.slice(0, 2 * Math.max(0, maxCodePoints) + 2)]
  if (points.length <= maxCodePoints && Buffer.byteLength(text) <= maxUtf8Bytes) return text
  if (maxCodePoints < 1 || maxUtf8Bytes < 3) return ''
  const most = Math.min(maxCodePoints - 1, countWithin(points, maxUtf8Bytes - 3))
  const kept = points.slice(0, wordBoundary(points, clusterBoundary(points, most))).join('')
  return kept.replace(looseEnd, '') + '…'
}

/** The text cut to a share of its length; always by something, never by much more than is known to be too much. */
export function shortened (text: string, ratio: number): string {
  const length = [...text].length
  return text === '…' ? '' : cutToFit(text, Math.max(1, Math.floor(length * Math.min(0.97, Math.max(0.3, ratio)))))
}

function countWithin (points: string[], maxUtf8Bytes: number): number {
  let bytes = 0
  const over = points.findIndex(point => (bytes += Buffer.byteLength(point)) > maxUtf8Bytes)
  return over === -1 ? points.length : over
}

function clusterBoundary (points: string[], most: number): number {
  let end = most
  while (end > 0 && isWithinCluster(points, end)) end--
  return end
}

function isWithinCluster (points: string[], end: number): boolean {
  const next = points[end] ?? ''
  if (extending.test(next) || binding.test(points[end - 1] ?? '')) return true
  return regionalIndicator.test(next) && flagLettersBefore(points, end) % 2 === 1
}

function flagLettersBefore (points: string[], end: number): number {
  let start = end
  while (start > 0 && regionalIndicator.test(points[start - 1] ?? '')) start--
  return end - start
}

function wordBoundary (points: string[], end: number): number {
  if (points[end] === ' ' || unspaced.test(points[end - 1] ?? '')) return end
  const space = points.lastIndexOf(' ', end)
  return space > end / 2 && space >= end - maxWordLength ? space : end
}
