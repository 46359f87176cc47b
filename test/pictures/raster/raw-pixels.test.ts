/** Raw pixels of a canvas for sharp. */
import t from 'tap'
import { Canvas } from '../../../src/pictures/raster/canvas.js'
import { pack } from '../../../src/pictures/raster/color.js'
import { toRaw } from '../../../src/pictures/raster/raw-pixels.js'
import { box, disc } from '../../../src/pictures/raster/shapes.js'
import { pixelsOf } from '../pixels-of.js'

const blue = pack([10, 20, 230])
const orange = pack([250, 160, 1])

function drawn (width: number, height: number, ground?: number): Canvas {
  const canvas = new Canvas(width, height)
  if (ground !== undefined) canvas.fillRows(ground)
  canvas.fill(disc(width * 0.45, height * 0.55, height * 0.4), orange)
  canvas.fill(box(width * 0.3, 0, width * 0.32, height), blue, 0.5)
  return canvas
}

/** The bytes of each pixel by the simplest code. */
function expectedBytes (canvas: Canvas, channels: 3 | 4): number[] {
  return [...pixelsOf(canvas)].flatMap(pixel =>
    [pixel & 0xff, pixel >>> 8 & 0xff, pixel >>> 16 & 0xff, 255 - (pixel >>> 24)].slice(0, channels))
}

t.test('writes an opaque canvas as RGB and any other as RGBA, at every width', async t => {
  for (const [width, height] of [[64, 64], [61, 30], [7, 9], [1, 1], [130, 33]] as const) {
    for (const [ground, channels] of [[blue, 3], [undefined, 4]] as const) {
      const canvas = drawn(width, height, ground)
      const raw = toRaw(canvas)
      t.equal(raw.channels, channels)
      t.ok(Buffer.from(expectedBytes(canvas, channels)).equals(raw.data), `${width}x${height} with ${channels} channels`)
    }
  }
})

t.test('a pixel without paint is transparent black', async t => {
  t.strictSame(toRaw(new Canvas(2, 1)), { data: Buffer.alloc(8), channels: 4 })
})
