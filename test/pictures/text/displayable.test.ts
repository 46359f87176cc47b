import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../../src/config/package.js'
import { isCovered } from '../../../src/pictures/text/font-coverage.js'
import { cutToFit } from '../../../src/pictures/text/truncate.js'
import { legible } from '../../../src/pictures/text/displayable.js'
import { plainNode } from '../../plain-node.js'
import { scriptsOfTheWorld } from './scripts-of-the-world.js'

const pathOf = (relative: string) => join(packageFolder, relative)

t.test('keeps a prompt in any script as it was written', async t => {
  for (const [script, prompt] of Object.entries(scriptsOfTheWorld)) t.equal(legible(prompt), prompt.normalize('NFC'), script)
})

const rewritten: Array<[behaviour: string, text: string, shown: string]> = [
  ['makes one line of several', '  a\r\n\tcat\u2028in \u00a0 space\n', 'a cat in space'],
  ['drops NUL and other controls', 'a\u0000b\u0007c\u009f', 'abc'],
  ['drops what would turn the direction of the text', 'a\u202eb\u2066c\u2069\u200fd', 'abcd'],
  ['drops soft hyphens, fillers and byte order marks', 'cat\u00adalogue\u3164\u2060', 'catalogue'],
  ['composes letters and accents', 'cafe\u0301 \u1112\u1161\u11ab', 'café 한'],
  ['marks lone surrogates, once for each run', 'a\ud800\udbff\ud801b', 'a\ufffdb'],
  ['marks what no font of ours draws, once for each run', 'a\u{13000}\u{13001}\ue000b', 'a\ufffdb'],
  ['lets no accent stand on a mark of the unknown', '\u{13000}\u0301x', '\ufffdx'],
  ['cuts a tower of accents down to two', 'q' + '\u0308'.repeat(50) + 'x', 'q\u0308\u0308x'],
  ['keeps the joiner of an emoji family', '👩\u200d🚀', '👩\u200d🚀'],
  ['keeps the joiners of Persian and Sinhala', 'می\u200cکند ක්\u200dර', 'می\u200cکند ක්\u200dර'],
  ['drops joiners between Latin letters', 'a\u200db\u200cc', 'abc'],
  ['keeps the selector of a heart and drops that of a letter', '❤\ufe0f a\ufe0f', '❤\ufe0f a'],
  ['keeps the tags of a flag and drops loose ones', '🏴\u{e0067}\u{e007f} a\u{e0067}', '🏴\u{e0067}\u{e007f} a'],
  ['keeps a place to break a line in Khmer only', 'ឆ្មា\u200bពាក់ a\u200bb', 'ឆ្មា\u200bពាក់ ab'],
  ['leaves nothing of what has nothing to show', ' \u200b\u2800\u3164\u202e\n', '']
]

for (const [behaviour, text, shown] of rewritten) {
  t.test(behaviour, async t => {
    t.equal(legible(text), shown)
    t.equal(legible(shown), shown, 'and leaves the result alone')
  })
}

t.test('takes no longer for a megabyte of anything than for a page', { timeout: 5_000 }, async t => {
  for (const piece of ['\u0301\u0323', ' ', 'a\u0336', '\u200d', '\ud800', '👩\u200d', '﷽', '\u202e', '\u{13000} ']) {
    t.ok(legible(piece.repeat(1_000_000 / piece.length)).length <= 20_000)
  }
})

t.test('covers what the fonts cover', async t => {
  const table = execFileSync(...plainNode(pathOf('scripts/font-coverage.js')), { encoding: 'utf8' })
  t.equal(readFileSync(pathOf('fonts/coverage.json'), 'utf8'), table, 'run scripts/font-coverage.js after changing the fonts')

  const runs: number[] = JSON.parse(table)
  let first = 0
  let wrong = 0
  for (const [index, length] of runs.entries()) {
    const covered = index % 2 === 1
    if (length > 0 && (isCovered(first) !== covered || isCovered(first + length - 1) !== covered)) wrong++
    first += length
  }
  t.equal(wrong, 0, 'each range begins and ends where the table says')
  t.notOk(isCovered(first), 'and none follows the last')
})

const cuts: Array<[behaviour: string, text: string, maxCodePoints: number, maxUtf8Bytes: number, cut: string]> = [
  ['leaves a text that fits', 'a cat', 5, 5, 'a cat'],
  ['cuts at a word where one ends nearby', 'a cat in a spacesuit', 15, Infinity, 'a cat in a…'],
  ['leaves no comma before the ellipsis', 'a cat, a dog', 8, Infinity, 'a cat…'],
  ['cuts a word that has no end', 'abcdefghij', 5, Infinity, 'abcd…'],
  ['cuts Chinese between any two characters', '画 一只穿着宇航服的猫', 8, Infinity, '画 一只穿着宇…'],
  ['counts bytes', 'дддддд', 6, 8, 'дд…'],
  ['does not halve a surrogate pair', '🦊🦊🦊🦊', 3, Infinity, '🦊🦊…'],
  ['does not part a family', 'ab👩\u200d👩\u200d👧', 6, Infinity, 'ab…'],
  ['does not part a flag', '🇫🇷🇯🇵🇧🇷', 4, Infinity, '🇫🇷…'],
  ['does not part a hand from its skin', 'ab👍🏽c', 4, Infinity, 'ab…'],
  ['does not part a letter from its accents', 'abx\u0336\u0321y', 5, Infinity, 'ab…'],
  ['does not part two consonants that a virama joins', 'अक्षर', 4, Infinity, 'अ…'],
  ['leaves nothing where not even the ellipsis fits', 'abc', 3, 2, ''],
  ['leaves nothing where there is no room', 'abc', 0, Infinity, '']
]

for (const [behaviour, text, maxCodePoints, maxUtf8Bytes, cut] of cuts) {
  t.test(behaviour, async t => t.equal(cutToFit(text, maxCodePoints, maxUtf8Bytes), cut))
}
