import t from 'tap'
import { toDisplayable } from '../../../src/pictures/text/displayable.js'
import { renderCaption, renderLine, type TextMask } from '../../../src/pictures/text/typeset.js'
import { withBreakOpportunities } from '../../../src/pictures/text/scripts.js'
import { scriptsOfTheWorld } from './scripts-of-the-world.js'

const box = { width: 400, maxHeight: 200, sizes: [64, 48, 36, 28, 20, 14] }

const visiblePixels = ({ mask }: TextMask) => mask.reduce((sum, alpha) => sum + (alpha > 127 ? 1 : 0), 0)

/** Returns the rightmost visible column of each line. */
function lineWidths ({ mask, width, height, lines }: TextMask): number[] {
  return Array.from({ length: lines }, (_, line) => {
    let end = 0
    for (let y = Math.floor(height * line / lines); y < Math.floor(height * (line + 1) / lines); y++) {
      for (let x = end; x < width; x++) if (mask[y * width + x]! > 127) end = x
    }
    return end
  })
}

t.test('renders each script within the box, with its own glyphs', async t => {
  const seen = new Map<string, string>()
  for (const [script, prompt] of Object.entries(scriptsOfTheWorld)) {
    const set = await renderCaption(prompt, box)
    t.ok(set.width <= box.width && set.height <= box.maxHeight, `${script} fits`)
    t.equal(set.mask.length, set.width * set.height, script)
    t.ok(visiblePixels(set) > 300, `${script} is visible`)
    t.notOk(toDisplayable(prompt).includes('\ufffd'), script)
    const drawn = Buffer.from((await renderLine(prompt.slice(0, 6), { width: 400, sizePx: 30 })).mask).toString('base64')
    t.equal(seen.get(drawn), undefined, `${script} does not look like another script`)
    seen.set(drawn, script)
  }
})

t.test('keeps hostile texts within the box', async t => {
  const hostile = {
    'a long word': 'abcdefghij'.repeat(400),
    'wide letters': 'W'.repeat(500),
    'a thousand emoji': '😀'.repeat(1000),
    'stacked accents': ('Z' + '\u0336\u0321\u0353\u0310'.repeat(20)).repeat(100),
    'the widest character': '﷽'.repeat(300),
    markup: '<b>&amp;</span>'.repeat(40),
    'a megabyte': 'a cat in a spacesuit '.repeat(50_000)
  }
  for (const small of [box, { width: 30, maxHeight: 12, sizes: [40, 10] }]) {
    for (const [name, text] of Object.entries(hostile)) {
      const set = await renderCaption(text, small)
      t.ok(set.width <= small.width && set.height <= small.maxHeight, `${name}: ${set.width} × ${set.height}`)
      const line = await renderLine(text, { width: 120, sizePx: 16 })
      t.ok(line.lines === 1 && line.width <= 120 && visiblePixels(line) > 5, `${name} in one line`)
    }
  }
})

t.test('uses the largest size at which the whole text fits', async t => {
  t.equal((await renderCaption('Hi', box)).sizePx, 64)
  t.equal((await renderCaption('A cat in a spacesuit painting the Eiffel Tower at sunset', box)).sizePx, 36)
  t.equal((await renderCaption('a '.repeat(2000), box)).sizePx, 14)
})

t.test('uses a smaller size rather than breaking a word', async t => {
  const { sizePx, lines } = await renderCaption('Photosynthesisers', { ...box, width: 300 })
  t.strictSame({ sizePx, lines }, { sizePx: 28, lines: 1 })
})

t.test('Thai, Lao, Khmer and Myanmar lines can break between words', async t => {
  const wordsOf = (text: string) => withBreakOpportunities(text).split('\u200b')
  t.strictSame(wordsOf('ลูกนากทะเลน่ารัก'), ['ลูก', 'นาก', 'ทะเล', 'น่า', 'รัก'])
  t.strictSame(wordsOf('ແມວນັ່ງຢູ່ໃຕ້ຕົ້ນໄມ້'), ['ແມວ', 'ນັ່ງ', 'ຢູ່', 'ໃຕ້', 'ຕົ້ນໄມ້'])
  t.strictSame(wordsOf('ឆ្មាពាក់ឈុតអវកាស'), ['ឆ្មា', 'ពាក់', 'ឈុត', 'អវកាស'])
  t.strictSame(wordsOf('ပန်းချီဆွဲနေသည်'), ['ပန်းချီ', 'ဆွဲ', 'နေသည်'])
  t.equal(withBreakOpportunities('A cat แมว 2 ตัว, ok'), 'A cat แมว 2 ตัว, ok', 'nothing is inserted beside spaces and other letters')
})

t.test('a Thai caption breaks between words, not within them', async t => {
  const text = 'ลูกนากทะเลน่ารักกำลังเล่นกับดาวทะเลสีส้มบนหาดทรายขาว'
  const { lines } = await renderCaption(text, { width: 400, maxHeight: 400, sizes: [48] })
  t.ok(lines > 1)
  const firstLines = ['ลูก', 'ลูกนาก', 'ลูกนากทะเล', 'ลูกนากทะเลน่า', 'ลูกนากทะเลน่ารัก', 'ลูกนากทะเลน่ารักกำลัง', 'ลูกนากทะเลน่ารักกำลังเล่น']
  const widths = await Promise.all(firstLines.map(async line => (await renderLine(line, { width: 4000, sizePx: 48 })).width))
  const [first] = lineWidths(await renderCaption(text, { width: 400, maxHeight: 400, sizes: [48] }))
  t.ok(widths.some(width => Math.abs(width - first! - 1) <= 2), `${first} is the width of whole words: ${widths.join(', ')}`)
})

t.test('balances lines, so that the last one is not a single word', async t => {
  const [first, second, ...more] = lineWidths(await renderCaption('several words that are set in even lines', { ...box, sizes: [32] }))
  t.strictSame(more, [])
  t.ok(Math.abs(first! - second!) < 0.35 * first!, `${first} and ${second}`)
})

t.test('detects a paragraph that is written from right to left', async t => {
  const directions: Array<[text: string, rightToLeft: boolean]> = [
    ['A cat قطة', false], ['قطة cat', true], ['123 … שלום', true], ['«Кот» קט', false], ['猫 قطة', false], ['42', false]
  ]
  for (const [text, rightToLeft] of directions) t.equal((await renderCaption(text, box)).rightToLeft, rightToLeft, text)
})

t.test('returns an empty mask if the text has nothing visible', async t => {
  for (const text of ['', '   ', '\n\t', '\u200b\u3164\u2800', '\u0000']) {
    const empty = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }
    t.strictSame(await renderCaption(text, box), empty)
    t.strictSame(await renderLine(text, { width: 100, sizePx: 12 }), empty)
  }
})

t.test('renders equal texts with equal pixels, also concurrently', async t => {
  const prompts = Object.values(scriptsOfTheWorld)
  const alone = await renderCaption(prompts[5]!, box)
  const together = await Promise.all(prompts.map(prompt => renderCaption(prompt, box)))
  t.strictSame(together[5], alone)
})

t.test('renders an ideograph with its Japanese or Chinese variant, depending on the text', async t => {
  /** Returns the pixels of the first character. The second one determines the language. */
  const first = async (text: string) => {
    const { mask, width, height } = await renderLine(text, { width: 400, sizePx: 60 })
    const rows = Array.from({ length: height }, (_, y) => [...mask.subarray(y * width, y * width + 52)])
    return rows.filter(row => row.some(alpha => alpha > 0))
  }
  t.notSame(await first('直の'), await first('直，'))
  t.same(await first('田の'), await first('田，'), 'an ideograph without variants looks the same')
})
