/** Raw pixels of a canvas for sharp. */
import t from 'tap'
import { Canvas } from '../../../src/pictures/raster/canvas.js'
import { pack } from '../../../src/pictures/raster/color.js'
import { keepChanges, writeRaw } from '../../../src/pictures/raster/raw-pixels.js'
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

function raw (canvas: Canvas, channels: 3 | 4): Buffer {
  const data = Buffer.allocUnsafeSlow(canvas.width * canvas.height * channels)
  writeRaw(canvas, data.buffer, { channels })
  return data
}

t.test('writes an opaque canvas as RGB or RGBA, and any other as RGBA, at every width', async t => {
  for (const [width, height] of [[64, 64], [61, 30], [7, 9], [1, 1], [130, 33]] as const) {
    for (const [ground, channels] of [[blue, 3], [blue, 4], [undefined, 4]] as const) {
      const canvas = drawn(width, height, ground)
      t.ok(Buffer.from(expectedBytes(canvas, channels)).equals(raw(canvas, channels)), `${width}x${height} with ${channels} channels`)
    }
  }
})

t.test('a pixel without paint is transparent black', async t => {
  t.strictSame(raw(new Canvas(2, 1), 4), Buffer.alloc(8))
})

t.test('a pixel that equals the one of the frame before becomes transparent', t => {
  const memory = Uint32Array.of(1, 2, 3, 1, 9, 3)
  keepChanges(memory.buffer, 3)
  t.strictSame([...memory], [0, 2, 0, 1, 2, 3])
  t.end()
})
