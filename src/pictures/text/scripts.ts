/** What typesetting has to know of the scripts that a text is written in; all by code point, since ICU differs between versions of Node. */
/* eslint-disable no-misleading-character-class -- the classes list code points; none is meant to be seen as one character */

/** Runs from the right: Hebrew, Arabic, Syriac, Thaana, NKo, Adlam and their kin. */
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
/** Digits, punctuation, marks and pictures: they lean on their neighbours and decide nothing. */
const neutral = /[ -\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u036f\u0591-\u05bd\u0600-\u0607\u0609\u060a\u060c\u060e-\u061a\u064b-\u066c\u06d6-\u06ed\u2000-\u20ff\u2100-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\ufe00-\ufe2f\ufffd\u{1f000}-\u{1faff}\u{e0000}-\u{e0fff}]/u

const kana = /[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]/u
const hangul = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/u
const ideograph = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u

/** Thai, Lao, Myanmar, Khmer, Balinese, Javanese, Cham: a sentence without a space in it. */
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1b00-\u1b7f\ua980-\ua9df\uaa00-\uaa7f]/u

/** Where a Thai or Lao syllable surely begins: at a vowel that is written before its consonant. */
const thaiSyllable = /(?<=[\u0e01-\u0eff])(?=[\u0e40-\u0e44\u0ec0-\u0ec4])/gu

/** From baseline to baseline in em, so that the marks of one line stay clear of the next; the tallest script of a text decides. */
const leadings: Array<[em: number, script: RegExp]> = [
  [1.9, /[\u0f00-\u0fff\u1b00-\u1b7f\ua980-\ua9df]/u], // Tibetan, Balinese, Javanese
  [1.7, /[\u1000-\u109f\u1780-\u17ff]/u], // Myanmar, Khmer
  [1.5, /[\u0600-\u07bf\u08a0-\u08ff\u0c00-\u0cff\u0e00-\u0eff\ufb50-\ufdff\ufe70-\ufefc]/u], // Arabic, Syriac, Thaana, Telugu, Kannada, Thai, Lao
  [1.42, /[\u0900-\u0bff\u0d00-\u0dff\u1800-\u18af]/u], // the other scripts of India, Sinhala, Mongolian
  [1.34, /[\u0300-\u036f\u1e00-\u1fff\u2e80-\ud7ff\uf900-\ufaff\u{1f000}-\u{3ffff}]/u] // letters with two accents, ideographs, emoji
]

/** Whether the first letter of the text runs from right to left, and so the paragraph does. */
export function isRightToLeft (text: string): boolean {
  for (const character of text) {
    if (!neutral.test(character)) return rightToLeftLetter.test(character)
  }
  return false
}

/** The distance between the baselines of two lines, in em. */
export function leadingOf (text: string): number {
  return leadings.find(([, script]) => script.test(text))?.[0] ?? 1.24
}

/** The widths of the letters from the space to the tilde in Noto Sans Medium, in hundredths of an em. */
const asciiWidths = [
  26, 27, 43, 65, 57, 85, 74, 24, 31, 31, 55, 57, 27, 32, 27, 38, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 27, 27, 57, 57, 57, 45,
  90, 65, 66, 63, 73, 56, 53, 73, 75, 35, 29, 63, 54, 92, 78, 79, 61, 79, 63, 55, 56, 74, 62, 94, 61, 58, 57, 33, 38, 33, 57, 43,
  31, 57, 62, 49, 62, 57, 36, 62, 63, 27, 27, 56, 27, 95, 63, 61, 62, 62, 43, 48, 38, 63, 53, 81, 54, 53, 48, 38, 55, 38, 57
]
const firstAscii = 0x20

/** How wide the text would be in one line, in em: all but exact for plain letters, an estimate for others. */
export function widthEm (text: string): number {
  let sum = 0
  for (const character of text) sum += character > '\u2fff' ? 1 : (asciiWidths[character.charCodeAt(0) - firstAscii] ?? 58) / 100
  return sum
}

/** Whether a line may have to break within what looks like one word. */
export function isUnspaced (text: string): boolean {
  return unspaced.test(text)
}

/** The text with places to break a line, invisible, where its script writes none and Pango knows of none. */
export function breakable (text: string): string {
  return text.replace(thaiSyllable, '\u200b')
}

/** The language whose forms the ideographs take; what is not written in ideographs is the same in all of them. */
export function languageOf (text: string): string {
  if (kana.test(text)) return 'ja'
  if (hangul.test(text)) return 'ko'
  return ideograph.test(text) ? 'zh-cn' : 'en'
}
