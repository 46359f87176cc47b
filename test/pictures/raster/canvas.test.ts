/** Canvas fills: areas of shapes, anti-aliased edges, no seams. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../../holds.js'
import { Canvas } from '../../../src/pictures/raster/canvas.js'
import { Gradient, mix, pack, transparent } from '../../../src/pictures/raster/color.js'
import { box, disc, fillRing, halfPlane, intersection, leaf, onCircle, polygon, stroke } from '../../../src/pictures/raster/shapes.js'
import { Crescent, Oval, Silhouette } from '../../../src/pictures/raster/silhouettes.js'
import { fillBelow, shadeAbove, traceEdge } from '../../../src/pictures/art/motifs/edges.js'
import { pixelsBySpan, pixelsOf } from '../pixels-of.js'

const black = pack([0, 0, 0])
const white = pack([255, 255, 255])

function blackCanvas (): Canvas {
  const canvas = new Canvas(100, 100)
  canvas.fillRows(black)
  return canvas
}

/** Returns the white area in pixels; grey pixels count in part. */
function whiteArea (canvas: Canvas): number {
  return pixelsOf(canvas).reduce((sum, pixel) => sum + (pixel & 0xff), 0) / 255
}

t.test('packs a colour into one number with red in the lowest bits', async t => {
  t.equal(pack([1, 2, 3]), 0x030201)
})

t.test('mixes two colours channel by channel', async t => {
  t.equal(mix(black, pack([200, 100, 50]), 0.5), pack([100, 50, 25]))
  t.equal(mix(black, white, 0), black)
  t.equal(mix(black, white, 1), white)
})

const base = { x: 50, y: 10 }
const tip = { x: 60, y: 80 }
const shapes = [
  { name: 'a disc', shape: disc(50.3, 49.6, 30.5), area: 2922.5 },
  { name: 'a disc partly outside', shape: disc(0, 50, 20), area: 628.3 },
  { name: 'a box between pixels', shape: box(10.5, 10, 20.25, 30), area: 195 },
  { name: 'a triangle', shape: polygon({ x: 50, y: 10 }, { x: 90, y: 80 }, { x: 10, y: 80 }), area: 2800 },
  { name: 'a stroke', shape: stroke({ x: 10, y: 10 }, { x: 70, y: 90 }, 3), area: 300 },
  { name: 'half a disc', shape: intersection(disc(50, 50, 30), halfPlane({ x: 20, y: 35 }, { x: 80, y: 65 })), area: 1413.7 },
  { name: 'a leaf', shape: leaf(base, tip, 10, 10), area: 951 },
  { name: 'an oval with unequal halves', shape: new Oval({ x: 50, y: 40 }, 30, 20, 40), area: 2827.4 },
  { name: 'the right half of an oval', shape: new Oval({ x: 50, y: 40 }, 30, 20, 40, { from: 0, to: 1 }), area: 1413.7 },
  { name: 'a niche with vertical sides', shape: new Oval({ x: 50, y: 40 }, 20, 20, Infinity), area: 3028.3 },
  { name: 'a crescent', shape: new Crescent({ x: 50, y: 50 }, 30, 1), area: 1180.2 },
  { name: 'a cone as a silhouette', shape: new Silhouette([0, 0.25, 0.5, 0.75, 1], 50, 10, 90, 40), area: 3200 },
  { name: 'a strip of a column', shape: new Silhouette([1, 1, 1], 50, 10, 90, 20, { from: -0.5, to: 0.25 }), area: 1200 },
  { name: 'a shape outside', shape: disc(300, 50, 20), area: 0 }
]

for (const { name, shape, area } of shapes) {
  t.test(`fills ${name} with its exact area`, async t => {
    const canvas = blackCanvas()
    canvas.fill(shape, white)
    t.ok(Math.abs(whiteArea(canvas) - area) <= Math.max(3, area * 0.01), `${whiteArea(canvas)} is about ${area}`)
  })
}

t.test('anti-aliases the edge of a disc and nothing else', async t => {
  const canvas = blackCanvas()
  canvas.fill(disc(50, 50, 30), white)
  const pixels = pixelsOf(canvas)
  pixels.forEach((pixel, index) => {
    const x = index % 100 + 0.5 - 50
    const y = Math.floor(index / 100) + 0.5 - 50
    const away = Math.sqrt(x * x + y * y) - 30
    if (away > 0.75 && pixel !== black) t.fail(`paint outside at ${index}`)
    if (away < -0.75 && pixel !== white) t.fail(`a hole inside at ${index}`)
  })
  t.ok(pixels.some(pixel => pixel !== black && pixel !== white))
})

t.test('fills a ring without a seam where its halves meet', async t => {
  const canvas = blackCanvas()
  fillRing(canvas, { x: 50.4, y: 50 }, 40, 30, white)
  t.ok(Math.abs(whiteArea(canvas) - 2199) < 20)
  for (const x of [49, 50, 51]) t.equal(canvas.colorAt(x, 15), white)
})

t.test('blends a translucent fill with the colour below it', async t => {
  const canvas = blackCanvas()
  canvas.fill(box(0, 0, 100, 100), white, 0.5)
  t.ok(pixelsOf(canvas).every(pixel => pixel === pack([128, 128, 128])))
})

t.test('paints a gradient with one colour per row', async t => {
  const canvas = blackCanvas()
  canvas.fillRows(new Gradient(black, white, 0, 100))
  const reds = Array.from({ length: 100 }, (_, y) => canvas.colorAt(0, y) & 0xff)
  t.ok(reds.every((red, y) => y === 0 || red >= reds[y - 1]!))
  t.ok(reds[0]! < 5 && reds[99]! > 250)
  t.ok(pixelsOf(canvas).every((pixel, index) => (pixel & 0xff) === reds[Math.floor(index / 100)]))
})

t.test('fills below a slope with an anti-aliased edge', async t => {
  const canvas = blackCanvas()
  fillBelow(canvas, traceEdge(100, x => 20 + x * 0.5 + 0.25), white)
  t.ok(Math.abs(whiteArea(canvas) - 5500) < 5)
  for (let x = 0; x < 100; x++) {
    const column = Array.from({ length: 100 }, (_, y) => canvas.colorAt(x, y) & 0xff)
    if (column.some((red, y) => y > 0 && red < column[y - 1]!)) t.fail(`column ${x} has a gap below the edge`)
  }
})

t.test('draws a shadow above an edge, darkest at the edge, and nothing below it', async t => {
  const canvas = blackCanvas()
  shadeAbove(canvas, traceEdge(100, x => 40 + (x < 50 ? x : 100 - x) * 0.8), 20, white, 0.5)
  const faults: string[] = []
  for (let x = 0; x < 100; x++) {
    const column = Array.from({ length: 100 }, (_, y) => canvas.colorAt(x, y) & 0xff)
    const edge = column.lastIndexOf(Math.max(...column))
    if (!(column[edge]! > 110 && column[edge]! < 128)) faults.push(`column ${x} is at most ${column[edge]}`)
    if (column.slice(1, edge + 1).some((red, above) => red < column[above]!)) faults.push(`column ${x} is not darkest at the edge`)
    const depth = column.filter(red => red > 0).length
    if (!(depth > 15 && depth <= 20)) faults.push(`column ${x} has ${depth} rows`)
    if (column.slice(edge + 1).some(red => red !== 0)) faults.push(`column ${x} continues below the edge`)
  }
  t.strictSame(faults, [])
})

t.test('a blended edge over transparent pixels has the colour of the shape and its coverage as alpha', async t => {
  const canvas = new Canvas(4, 1)
  canvas.fill(box(0.5, 0, 2.25, 1), pack([200, 100, 50]))
  const alphas = Array.from(pixelsOf(canvas), pixel => 255 - (pixel >>> 24))
  t.strictSame(alphas, [128, 255, 64, 0])
  t.strictSame(Array.from(pixelsOf(canvas), pixel => pixel & 0xffffff).slice(0, 3), Array(3).fill(pack([200, 100, 50])))
  t.equal(canvas.colorAt(3, 0), transparent)
})

t.test('two translucent fills over transparent pixels are mixed by how much of each is visible', async t => {
  const canvas = new Canvas(1, 1)
  canvas.blend(0, 0, white, 128)
  canvas.blend(0, 0, black, 128)
  const pixel = canvas.colorAt(0, 0)
  t.equal(255 - (pixel >>> 24), 191)
  t.equal(pixel & 0xff, 86)
})

t.test('property: a picture that is drawn on transparent pixels and then laid over a colour equals the one drawn on the colour', async t => {
  const onColor = blackCanvas()
  onColor.fillRows(pack([40, 160, 220]))
  const onNothing = new Canvas(100, 100)
  for (const canvas of [onColor, onNothing]) {
    canvas.fill(disc(40.3, 40.2, 30.5), pack([250, 20, 60]), 0.6)
    canvas.fill(leaf(base, tip, 10, 10), pack([10, 200, 90]))
    canvas.fill(box(20.4, 30.3, 90.7, 60.6), white, 0.3)
  }
  const flattened = pixelsOf(onNothing).map(pixel => mix(pack([40, 160, 220]), pixel & 0xffffff, (255 - (pixel >>> 24)) / 255))
  const difference = (channel: number) => Math.max(...pixelsOf(onColor).map((pixel, index) =>
    Math.abs((pixel >>> channel & 0xff) - (flattened[index]! >>> channel & 0xff))))
  for (const channel of [0, 8, 16]) t.ok(difference(channel) <= 3, `${difference(channel)}`)
})

t.test('property: blending a row of pixels equals blending each of them, and changes no other pixel', async t => {
  const alpha = fc.constantFrom(0, 0, 1, 127, 254, 255, 255)
  const row = fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffffff }), alpha), { minLength: 1, maxLength: 80 })
  holds(t, [row, fc.nat(20), fc.boolean()], (row, left, isOpaque) => {
    const [together, apart] = [new Canvas(100, 3), new Canvas(100, 3)]
    for (const canvas of [together, apart]) {
      if (isOpaque) canvas.fillRows(0x204060)
      canvas.fill(disc(50, 1, 30), 0xc08040, 0.5)
    }
    together.blendPixels(1, left, row.map(([color, alpha]) => alpha === 0 ? transparent : color | (255 - alpha) << 24))
    for (const [x, [color, alpha]] of row.entries()) apart.blend(left + x, 1, color, alpha + (alpha >>> 7))
    assert.deepEqual(pixelsOf(together), pixelsOf(apart))
    assert.deepEqual(pixelsBySpan(together), pixelsOf(together))
  })
})

t.test('clear removes all pixels, at any size', async t => {
  const canvas = new Canvas(64, 10)
  for (const [width, height] of [[100, 100], [70, 40], [33, 300], [1, 999]] as const) {
    const fresh = new Canvas(width, height)
    canvas.fill(disc(30, 5, 20), white)
    canvas.clear(width, height)
    for (const each of [canvas, fresh]) each.fill(disc(20, 20, 30), white, 0.5)
    t.strictSame(pixelsOf(canvas), pixelsOf(fresh))
  }
})

t.test('the silhouette of equal half widths at both ends is smooth between them', async t => {
  const canvas = blackCanvas()
  canvas.fill(new Silhouette([0.4, 1, 0.4], 50, 0, 100, 40), white)
  const widths = Array.from({ length: 100 }, (_, y) => pixelsOf(canvas).subarray(y * 100, y * 100 + 100).filter(pixel => pixel === white).length)
  t.ok(widths.every((width, y) => y === 0 || Math.abs(width - widths[y - 1]!) <= 4))
  t.strictSame([Math.max(...widths) > 77, widths[0]! < 36, widths[99]! < 36], [true, true, true])
})

t.test('erases what is outside of a shape, with a soft edge', async t => {
  const canvas = blackCanvas()
  canvas.fillRows(white)
  canvas.eraseOutside(disc(50, 50, 30), 40)
  const alphas = Array.from(pixelsOf(canvas), pixel => 255 - (pixel >>> 24))
  t.ok(alphas.slice(0, 4000).every(alpha => alpha === 255), 'the rows above keep their paint')
  const below = alphas.slice(4000).reduce((sum, alpha) => sum + alpha, 0) / 255
  // Half of the disc, and the ten rows of it above its centre.
  t.ok(Math.abs(below - 2002.6) < 8, `${below}`)
  t.ok(alphas.some(alpha => alpha > 0 && alpha < 255))
  t.ok(pixelsOf(canvas).every(pixel => pixel === transparent || (pixel & 0xffffff) === white))
})

t.test('repeats a row down to the bottom', async t => {
  const canvas = blackCanvas()
  canvas.fill(box(20, 50, 40, 51), white)
  canvas.repeatRow(50, 20, 40)
  t.equal(whiteArea(canvas), 1000)
})

t.test('returns points of a circle clockwise from the top', async t => {
  const rounded = (turn: number): number[] => {
    const { x, y } = onCircle({ x: 0, y: 0 }, 100, turn)
    return [Math.round(x) + 0, Math.round(y) + 0]
  }
  t.strictSame([0, 0.25, 0.5, 0.75, 1, -0.25].map(rounded), [[0, -100], [100, 0], [0, 100], [-100, 0], [0, -100], [-100, 0]])
  t.strictSame(rounded(0.125), [71, -71])
})
