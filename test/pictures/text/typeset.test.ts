import t from 'tap'
import { legible } from '../../../src/pictures/text/displayable.js'
import { setCaption, setLine, type Lettering } from '../../../src/pictures/text/typeset.js'
import { breakable } from '../../../src/pictures/text/scripts.js'
import { scriptsOfTheWorld } from './scripts-of-the-world.js'

const box = { width: 400, maxHeight: 200, sizes: [64, 48, 36, 28, 20, 14] }

const inked = ({ mask }: Lettering) => mask.reduce((sum, alpha) => sum + (alpha > 127 ? 1 : 0), 0)

/** The rightmost inked column of each band of rows, for judging how even the lines are. */
function lineWidths ({ mask, width, height, lines }: Lettering): number[] {
  return Array.from({ length: lines }, (_, line) => {
    let end = 0
    for (let y = Math.floor(height * line / lines); y < Math.floor(height * (line + 1) / lines); y++) {
      for (let x = end; x < width; x++) if (mask[y * width + x]! > 127) end = x
    }
    return end
  })
}

t.test('sets each script within the box, in letters of its own', async t => {
  const seen = new Map<string, string>()
  for (const [script, prompt] of Object.entries(scriptsOfTheWorld)) {
    const set = await setCaption(prompt, box)
    t.ok(set.width <= box.width && set.height <= box.maxHeight, `${script} fits`)
    t.equal(set.mask.length, set.width * set.height, script)
    t.ok(inked(set) > 300, `${script} is inked`)
    t.notOk(legible(prompt).includes('\ufffd'), script)
    const drawn = Buffer.from((await setLine(prompt.slice(0, 6), { width: 400, sizePx: 30 })).mask).toString('base64')
    t.equal(seen.get(drawn), undefined, `${script} looks like no other`)
    seen.set(drawn, script)
  }
})

t.test('fits what is made not to fit', async t => {
  const hostile = {
    'an endless word': 'abcdefghij'.repeat(400),
    'wide letters': 'W'.repeat(500),
    'a thousand emoji': '😀'.repeat(1000),
    'towers of accents': ('Z' + '\u0336\u0321\u0353\u0310'.repeat(20)).repeat(100),
    'the widest character of all': '﷽'.repeat(300),
    markup: '<b>&amp;</span>'.repeat(40),
    'a megabyte': 'a cat in a spacesuit '.repeat(50_000)
  }
  for (const small of [box, { width: 30, maxHeight: 12, sizes: [40, 10] }]) {
    for (const [name, text] of Object.entries(hostile)) {
      const set = await setCaption(text, small)
      t.ok(set.width <= small.width && set.height <= small.maxHeight, `${name}: ${set.width} × ${set.height}`)
      const line = await setLine(text, { width: 120, sizePx: 16 })
      t.ok(line.lines === 1 && line.width <= 120 && inked(line) > 5, `${name} in one line`)
    }
  }
})

t.test('takes the largest size at which the whole text fits', async t => {
  t.equal((await setCaption('Hi', box)).sizePx, 64)
  t.equal((await setCaption('A cat in a spacesuit painting the Eiffel Tower at sunset', box)).sizePx, 36)
  t.equal((await setCaption('a '.repeat(2000), box)).sizePx, 14)
})

t.test('breaks no word that fits whole at a smaller size', async t => {
  const { sizePx, lines } = await setCaption('Photosynthesisers', { ...box, width: 300 })
  t.strictSame({ sizePx, lines }, { sizePx: 28, lines: 1 })
})

t.test('offers Thai and Lao lines a break before a vowel that is written first', async t => {
  t.equal(breakable('ร้านกาแฟ เช้า ແມວໃນ cat'), 'ร้านกา\u200bแฟ เช้า ແມວ\u200bໃນ cat')
})

t.test('leaves no last word alone', async t => {
  const [first, second, ...more] = lineWidths(await setCaption('several words that are set in even lines', { ...box, sizes: [32] }))
  t.strictSame(more, [])
  t.ok(Math.abs(first! - second!) < 0.35 * first!, `${first} and ${second}`)
})

t.test('reports a paragraph that runs from the right', async t => {
  const directions: Array<[text: string, rightToLeft: boolean]> = [
    ['A cat قطة', false], ['قطة cat', true], ['123 … שלום', true], ['«Кот» קט', false], ['猫 قطة', false], ['42', false]
  ]
  for (const [text, rightToLeft] of directions) t.equal((await setCaption(text, box)).rightToLeft, rightToLeft, text)
})

t.test('sets nothing where there is nothing to see', async t => {
  for (const text of ['', '   ', '\n\t', '\u200b\u3164\u2800', '\u0000']) {
    const nothing = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }
    t.strictSame(await setCaption(text, box), nothing)
    t.strictSame(await setLine(text, { width: 100, sizePx: 12 }), nothing)
  }
})

t.test('sets the same text in the same pixels, however many are set at once', async t => {
  const prompts = Object.values(scriptsOfTheWorld)
  const alone = await setCaption(prompts[5]!, box)
  const together = await Promise.all(prompts.map(prompt => setCaption(prompt, box)))
  t.strictSame(together[5], alone)
})

t.test('gives Japanese and Chinese their own forms of one ideograph', async t => {
  /** The first character alone: what the second is tells the language. */
  const first = async (text: string) => {
    const { mask, width, height } = await setLine(text, { width: 400, sizePx: 60 })
    const rows = Array.from({ length: height }, (_, y) => [...mask.subarray(y * width, y * width + 52)])
    return rows.filter(row => row.some(alpha => alpha > 0))
  }
  t.notSame(await first('直の'), await first('直，'))
  t.same(await first('田の'), await first('田，'), 'but not where there is but one')
})
