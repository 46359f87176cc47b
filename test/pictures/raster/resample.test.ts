import assert from 'node:assert/strict'
import t from 'tap'
import fc from 'fast-check'
import { resample } from '../../../src/pictures/raster/resample.js'
import { holds } from '../../holds.js'

type Pixel = readonly [red: number, green: number, blue: number, alpha: number]

function resized (pixels: readonly Pixel[], [width, height]: [number, number], [toWidth, toHeight]: [number, number]): Pixel[] {
  const target = { pixels: new Uint8Array(toWidth * toHeight * 4), width: toWidth, height: toHeight }
  resample({ pixels: Uint8Array.from(pixels.flat()), width, height }, target)
  return Array.from({ length: toWidth * toHeight }, (_, at) => [...target.pixels.subarray(at * 4, at * 4 + 4)] as unknown as Pixel)
}

const gray = (value: number, alpha = 255): Pixel => [value, value, value, alpha]

t.test('a smaller image has the mean of the pixels that each pixel covers', async t => {
  t.strictSame(resized([gray(0), gray(100), gray(200), gray(60)], [2, 2], [1, 1]), [gray(90)])
  t.strictSame(resized([gray(30), gray(90), gray(150)], [3, 1], [2, 1]), [gray(50), gray(130)])
})

t.test('a larger image is interpolated between the centres of pixels', async t => {
  t.strictSame(resized([gray(0), gray(100)], [2, 1], [4, 1]), [gray(0), gray(25), gray(75), gray(100)])
  t.strictSame(resized([gray(7)], [1, 1], [3, 2]), Array(6).fill(gray(7)))
})

t.test('the colours of transparent pixels have no effect', async t => {
  t.strictSame(resized([[255, 0, 0, 0], [0, 0, 200, 255]], [2, 1], [1, 1]), [[0, 0, 200, 128]])
  t.strictSame(resized([[255, 0, 0, 0], [9, 9, 9, 0]], [2, 1], [1, 1]), [[0, 0, 0, 0]])
})

t.test('an image of the same size is unchanged, and an image of one colour keeps it in every size', async t => {
  const edge = fc.integer({ min: 1, max: 40 })
  const pixel = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 }))) as unknown as fc.Arbitrary<Pixel>
  holds(t, [edge, edge, edge, edge, pixel], (width, height, toWidth, toHeight, [red, green, blue, alpha]) => {
    const color: Pixel = alpha === 0 ? [0, 0, 0, 0] : [red, green, blue, alpha]
    assert.deepEqual(new Set(resized(Array(width * height).fill(color), [width, height], [toWidth, toHeight]).map(String)), new Set([String(color)]))
  })
  const pixels = Array.from({ length: 12 }, (_, at) => gray(at * 20, 255 - at))
  t.strictSame(resized(pixels, [4, 3], [4, 3]), pixels)
})
