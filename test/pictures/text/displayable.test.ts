import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../../src/config/package.js'
import { hasGlyph, toDisplayable } from '../../../src/pictures/text/displayable.js'
import { truncate } from '../../../src/pictures/text/truncate.js'
import { scriptsOfTheWorld } from './scripts-of-the-world.js'
import { cpuTimeMs } from '../../cpu-time.js'

const pathOf = (relative: string) => join(packageFolder, relative)

t.test('does not change a prompt in any script', async t => {
  for (const [script, prompt] of Object.entries(scriptsOfTheWorld)) t.equal(toDisplayable(prompt), prompt.normalize('NFC'), script)
})

const rewritten: Array<[behaviour: string, text: string, shown: string]> = [
  ['joins several lines', '  a\r\n\tcat\u2028in \u00a0 space\n', 'a cat in space'],
  ['removes NUL and other control characters', 'a\u0000b\u0007c\u009f', 'abc'],
  ['removes characters that change the direction of the text', 'a\u202eb\u2066c\u2069\u200fd', 'abcd'],
  ['removes soft hyphens, fillers and byte order marks', 'cat\u00adalogue\u3164\u2060', 'catalogue'],
  ['composes letters with their accents', 'cafe\u0301 \u1112\u1161\u11ab', 'café 한'],
  ['replaces each run of lone surrogates with one U+FFFD', 'a\ud800\udbff\ud801b', 'a\ufffdb'],
  ['replaces each run of characters without a glyph with one U+FFFD', 'a\u{13000}\u{13001}\ue000b', 'a\ufffdb'],
  ['removes the accents of a replaced letter', '\u{13000}\u0301x', '\ufffdx'],
  ['keeps at most two stacked accents', 'q' + '\u0308'.repeat(50) + 'x', 'q\u0308\u0308x'],
  ['keeps the joiner of an emoji family', '👩\u200d🚀', '👩\u200d🚀'],
  ['keeps the joiners of Persian and Sinhala', 'می\u200cکند ක්\u200dර', 'می\u200cکند ක්\u200dර'],
  ['removes joiners between Latin letters', 'a\u200db\u200cc', 'abc'],
  ['keeps the variation selector of a heart and removes that of a letter', '❤\ufe0f a\ufe0f', '❤\ufe0f a'],
  ['keeps the tags of a flag and removes other tags', '🏴\u{e0067}\u{e007f} a\u{e0067}', '🏴\u{e0067}\u{e007f} a'],
  ['keeps zero-width spaces in Khmer only', 'ឆ្មា\u200bពាក់ a\u200bb', 'ឆ្មា\u200bពាក់ ab'],
  ['returns an empty string if nothing is visible', ' \u200b\u2800\u3164\u202e\n', '']
]

for (const [behaviour, text, shown] of rewritten) {
  t.test(behaviour, async t => {
    t.equal(toDisplayable(text), shown)
    t.equal(toDisplayable(shown), shown, 'the result is not changed again')
  })
}

t.test('the time for a megabyte of any characters is bounded', async t => {
  const startMs = cpuTimeMs()
  for (const piece of ['\u0301\u0323', ' ', 'a\u0336', '\u200d', '\ud800', '👩\u200d', '﷽', '\u202e', '\u{13000} ']) {
    t.ok(toDisplayable(piece.repeat(1_000_000 / piece.length)).length <= 20_000)
  }
  t.ok(cpuTimeMs() - startMs < 5_000)
})

t.test('coverage.json matches the fonts', async t => {
  const table = execFileSync(process.execPath, [pathOf('scripts/font-coverage.js')], { encoding: 'utf8' })
  t.equal(readFileSync(pathOf('fonts/coverage.json'), 'utf8'), table, 'run scripts/font-coverage.js after changing the fonts')

  const runs: number[] = JSON.parse(table)
  let first = 0
  let wrong = 0
  for (const [index, length] of runs.entries()) {
    const covered = index % 2 === 1
    if (length > 0 && (hasGlyph(first) !== covered || hasGlyph(first + length - 1) !== covered)) wrong++
    first += length
  }
  t.equal(wrong, 0, 'each range has the boundaries of the table')
  t.notOk(hasGlyph(first), 'nothing after the last range is covered')
})

const cuts: Array<[behaviour: string, text: string, maxCodePoints: number, maxUtf8Bytes: number, cut: string]> = [
  ['does not change a text that fits', 'a cat', 5, 5, 'a cat'],
  ['cuts at a word boundary if one is near', 'a cat in a spacesuit', 15, Infinity, 'a cat in a…'],
  ['removes a comma before the ellipsis', 'a cat, a dog', 8, Infinity, 'a cat…'],
  ['cuts inside a long word', 'abcdefghij', 5, Infinity, 'abcd…'],
  ['cuts Chinese between any two characters', '画 一只穿着宇航服的猫', 8, Infinity, '画 一只穿着宇…'],
  ['counts bytes', 'дддддд', 6, 8, 'дд…'],
  ['does not split a surrogate pair', '🦊🦊🦊🦊', 3, Infinity, '🦊🦊…'],
  ['does not split an emoji family', 'ab👩\u200d👩\u200d👧', 6, Infinity, 'ab…'],
  ['does not split a flag', '🇫🇷🇯🇵🇧🇷', 4, Infinity, '🇫🇷…'],
  ['does not separate an emoji from its skin tone', 'ab👍🏽c', 4, Infinity, 'ab…'],
  ['does not separate a letter from its accents', 'abx\u0336\u0321y', 5, Infinity, 'ab…'],
  ['does not separate two consonants joined by a virama', 'अक्षर', 4, Infinity, 'अ…'],
  ['returns an empty string if the ellipsis does not fit', 'abc', 3, 2, ''],
  ['returns an empty string for a limit of 0', 'abc', 0, Infinity, '']
]

for (const [behaviour, text, maxCodePoints, maxUtf8Bytes, cut] of cuts) {
  t.test(behaviour, async t => t.equal(truncate(text, maxCodePoints, maxUtf8Bytes), cut))
}
