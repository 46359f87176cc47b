/** Properties of scripts that layout depends on. They are ranges of code points, since ICU's data differ between versions of Node. */
/* eslint-disable no-misleading-character-class -- the classes list code points; they are not grapheme clusters */

/** Scripts written from right to left: Hebrew, Arabic, Syriac, Thaana, NKo, Adlam and related ones. */
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
/** Digits, punctuation, combining marks and symbols, which take the direction of their neighbours. */
const neutral = /[ -\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u02b9-\u036f\u0591-\u05bd\u0600-\u0607\u0609\u060a\u060c\u060e-\u061a\u064b-\u066c\u06d6-\u06ed\u2000-\u20ff\u2100-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\ufe00-\ufe2f\ufffd\u{1f000}-\u{1faff}\u{e0000}-\u{e0fff}]/u

const kana = /[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]/u
const hangul = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/u
const ideograph = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u

/** Balinese, Javanese, Cham: written without spaces between words, and without a dictionary of words in ICU. */
const withoutKnownWords = /[\u1b00-\u1b7f\ua980-\ua9df\uaa00-\uaa7f]/u

/** Thai, Lao, Myanmar, Khmer: written without spaces between words, which ICU finds by dictionaries. */
const dictionaryLetters = '[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff]'
const dictionaryRun = new RegExp(`${dictionaryLetters}{2,}`, 'gu')

/** Line heights in em, the tallest script first. The marks of one line must not touch the next line. */
const lineHeights: Array<[em: number, script: RegExp]> = [
  [1.9, /[\u0f00-\u0fff\u1b00-\u1b7f\ua980-\ua9df]/u], // Tibetan, Balinese, Javanese
  [1.7, /[\u1000-\u109f\u1780-\u17ff]/u], // Myanmar, Khmer
  [1.5, /[\u0600-\u07bf\u08a0-\u08ff\u0c00-\u0cff\u0e00-\u0eff\ufb50-\ufdff\ufe70-\ufefc]/u], // Arabic, Syriac, Thaana, Telugu, Kannada, Thai, Lao
  [1.42, /[\u0900-\u0bff\u0d00-\u0dff\u1800-\u18af]/u], // the other scripts of India, Sinhala, Mongolian
  [1.34, /[\u0300-\u036f\u1e00-\u1fff\u2e80-\ud7ff\uf900-\ufaff\u{1f000}-\u{3ffff}]/u] // letters with two accents, ideographs, emoji
]

/** Returns whether a paragraph is written from right to left: the first letter with a direction decides. */
export function isRightToLeft (text: string): boolean {
  for (const character of text) {
    if (!neutral.test(character)) return rightToLeftLetter.test(character)
  }
  return false
}

/** Returns the distance between two baselines in em, for the tallest script of the text. */
export function lineHeightEm (text: string): number {
  return lineHeights.find(([, script]) => script.test(text))?.[0] ?? 1.24
}

/** The widths of the characters from space to tilde in Noto Sans Medium, in hundredths of an em. */
const asciiWidths = [
  26, 27, 43, 65, 57, 85, 74, 24, 31, 31, 55, 57, 27, 32, 27, 38, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 27, 27, 57, 57, 57, 45,
  90, 65, 66, 63, 73, 56, 53, 73, 75, 35, 29, 63, 54, 92, 78, 79, 61, 79, 63, 55, 56, 74, 62, 94, 61, 58, 57, 33, 38, 33, 57, 43,
  31, 57, 62, 49, 62, 57, 36, 62, 63, 27, 27, 56, 27, 95, 63, 61, 62, 62, 43, 48, 38, 63, 53, 81, 54, 53, 48, 38, 55, 38, 57
]
const firstAscii = 0x20

/** Returns the width of the text in one line, in em: nearly exact for ASCII, an estimate for other characters. */
export function estimateWidthEm (text: string): number {
  let sum = 0
  for (const character of text) sum += character > '\u2fff' ? 1 : (asciiWidths[character.charCodeAt(0) - firstAscii] ?? 58) / 100
  return sum
}

/** Returns whether the text contains a script whose words are not known, so that a line may break at any character. */
export function mayBreakAnywhere (text: string): boolean {
  return withoutKnownWords.test(text)
}

/** Created when the first such text is drawn, since ICU takes 20 ms to load its dictionaries. */
let words: Intl.Segmenter | undefined

/**
 * Inserts zero-width spaces between the words of Thai, Lao, Myanmar and Khmer, since Pango does not know where these may break.
 * The boundaries are the same in the current releases of Node 20, 22 and 24, which contain ICU 78. Another ICU may know other words.
 */
export function withBreakOpportunities (text: string): string {
  return text.replace(dictionaryRun, run => {
    words ??= new Intl.Segmenter('en', { granularity: 'word' })
    return Array.from(words.segment(run), ({ segment }) => segment).join('\u200b')
  })
}

/** Returns the language whose glyph variants are used for ideographs. Other scripts look the same in all languages. */
export function languageOf (text: string): string {
  if (kana.test(text)) return 'ja'
  if (hangul.test(text)) return 'ko'
  return ideograph.test(text) ? 'zh-cn' : 'en'
}
