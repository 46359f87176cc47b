/** A prompt made fit to be shown: one line of text that our fonts can draw without a box in it. */
/* eslint-disable no-misleading-character-class -- the classes list code points; none is meant to be seen as one character */
import { isCovered } from './font-coverage.js'

/** Far more than any picture holds; what follows is not looked at, so that hostile input costs nothing. */
const maxUnits = 16_384

/** Words of printable ASCII, one space between them. */
const plainLine = /^[!-~]+(?: [!-~]+)*$/
const whitespace = /[\s\u0085\u2800]+/g
const control = /\p{Cc}/gu
const combining = /\p{M}/u
/** Accents that any letter may carry; more than two are a tower that climbs into the neighbouring lines. */
const accentTower = /([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+/g
/** No script stacks as many marks; it also bounds the work of normalizing. */
const markTower = /(\p{M}{8})\p{M}+/gu

/** Invisible by nature: joiners, selectors, directions, fillers, tags. */
const invisible = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u
const pictograph = /[#*0-9\u00a9\u00ae\u203c-\u3299\ufe0f\u{1f000}-\u{1faff}\u{e007f}]/u
/** Arabic, Syriac, NKo, Mandaic, the scripts of India, Sinhala, Khmer, Mongolian, Adlam: a joiner changes how their letters meet. */
const joiningLetter = /[\u0600-\u0dff\u1780-\u18af\u{1e900}-\u{1e95f}]/u
const unspacedLetter = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/u
const mongolianLetter = /[\u1820-\u18af]/u
const flagOrTag = /[\u{1f3f4}\u{e0020}-\u{e007e}]/u

/**
 * The text as one displayable line: single spaces, NFC, without controls and directions; what our fonts
 * cannot draw becomes U+FFFD, one for each run. Empty where nothing visible remains.
 */
export function legible (text: string): string {
  // Most prompts are such already: 0.3 instead of 4 µs.
  if (text.length <= maxUnits && plainLine.test(text)) return text
  const line = text.trimStart().slice(0, maxUnits)
    .replace(whitespace, ' ').replace(control, '').replace(markTower, '$1')
    .normalize('NFC').replace(accentTower, '$1')
  let shown = ''
  let before = ''
  for (const character of line) {
    const drawn = drawable(character, before)
    if (drawn === '' || (drawn === '\ufffd' && before === '\ufffd') || (drawn === ' ' && before === ' ')) continue
    shown += drawn
    before = drawn
  }
  return withoutLooseEnds(shown)
}

function drawable (character: string, before: string): string {
  if (invisible.test(character)) return matters(character, before) ? character : ''
  // What an unknown letter carried has nothing left to stand on.
  if (before === '\ufffd' && combining.test(character)) return ''
  return isCovered(character.codePointAt(0)!) ? character : '\ufffd'
}

/** Whether an invisible character changes how the one before it is drawn. */
function matters (character: string, before: string): boolean {
  switch (character) {
    case '\u200b': return unspacedLetter.test(before)
    case '\u200c': return joiningLetter.test(before)
    case '\u200d': return joiningLetter.test(before) || pictograph.test(before)
    case '\ufe0e':
    case '\ufe0f': return pictograph.test(before) && before !== '\ufe0f'
  }
  if (character >= '\u180b' && character <= '\u180f') return mongolianLetter.test(before)
  return character >= '\u{e0020}' && flagOrTag.test(before)
}

function withoutLooseEnds (line: string): string {
  return line.replace(/[\u200b-\u200d]+(?= |$)/g, '').trim()
}
