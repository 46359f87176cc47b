/** The PNG encoder, checked by decoding its files with libpng. */
import { inflateSync } from 'node:zlib'
import t from 'tap'
import sharp from 'sharp'
import { Canvas } from '../../../src/pictures/raster/canvas.js'
import { RandomGenerator } from '../../../src/pictures/art/random-generator.js'
import { createPngEncoder } from '../../../src/pictures/output/png-encoder.js'
import { pixelsOf } from '../pixels-of.js'

const encodePng = createPngEncoder()
const randomColor = (random: RandomGenerator) => random.integer(0, 0xffffff)

/** Creates a white canvas and calls `draw` for each of its rows, from the top. */
function rows (width: number, height: number, draw: (canvas: Canvas, y: number, random: RandomGenerator) => void): Canvas {
  const canvas = new Canvas(width, height)
  const random = new RandomGenerator('0123456789abcdef0123456789abcdef')
  canvas.fillRows(0xffffff)
  for (let y = 0; y < height; y++) draw(canvas, y, random)
  return canvas
}

const few = [0, 0xffffff, 0x123456, 0x808080, 0xff0000]

const canvases = {
  'one colour': rows(1024, 64, () => {}),
  'one pixel': rows(1, 1, () => {}),
  'another colour for each row': rows(300, 100, (canvas, y, random) => canvas.fillSpan(y, 0, 300, randomColor(random))),
  noise: rows(257, 129, (canvas, y, random) => {
    for (let x = 0; x < 257; x++) canvas.fillSpan(y, x, x + 1, randomColor(random))
  }),
  'a few colours, pixel by pixel': rows(256, 256, (canvas, y, random) => {
    for (let x = 0; x < 256; x++) canvas.fillSpan(y, x, x + 1, random.pick(few))
  }),
  'spans that are repeated in the same row and in later rows': rows(1792, 200, (canvas, y, random) => {
    canvas.repeatRow(y - 1 < 0 ? 0 : y - 1, 0, 1792)
    for (let run = 0; run < 12; run++) {
      const from = random.integer(0, 1790)
      canvas.fillSpan(y, from, random.integer(from + 1, 1792), random.pick(few))
    }
  })
}

for (const [name, canvas] of Object.entries(canvases)) {
  t.test(`encodes ${name} without loss`, async t => {
    const png = encodePng(canvas)
    const { width, height } = canvas
    t.match(await sharp(png).metadata(), { format: 'png', width, height, channels: 3, depth: 'uchar', isPalette: false })
    const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    const expected = Buffer.alloc(width * height * 3)
    pixelsOf(canvas).forEach((color, index) => expected.writeUIntLE(color, index * 3, 3))
    t.ok(data.equals(expected), 'the same pixels')
  })
}

t.test('ends the compressed rows with their checksum', async t => {
  const png = encodePng(canvases.noise)
  const length = png.readUInt32BE(33)
  t.equal(png.toString('latin1', 37, 41), 'IDAT')
  t.equal(inflateSync(png.subarray(41, 41 + length)).length, 129 * (1 + 3 * 257))
})

t.test('returns the same bytes, whatever was encoded before', async t => {
  const before = encodePng(canvases['a few colours, pixel by pixel'])
  encodePng(canvases.noise)
  t.ok(encodePng(canvases['a few colours, pixel by pixel']).equals(before))
  t.ok(createPngEncoder()(canvases['a few colours, pixel by pixel']).equals(before))
})
