/** Resizing of raw pixels in integers. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { resize } from '../../../src/pictures/uploads/resize.js'

const resized = async (pixels: number[][], width: number, to: [width: number, height: number]) =>
  [...await resize(Uint8Array.from(pixels.flat()), { width, height: pixels.length / width }, { width: to[0], height: to[1] })]

t.test('fewer pixels are the mean of those that they cover, more pixels are interpolated', async t => {
  const row = [[0, 0, 0, 255], [100, 40, 200, 255], [200, 80, 0, 255]]
  t.strictSame(await resized(row.slice(0, 2), 2, [1, 1]), [50, 20, 100, 255])
  t.strictSame(await resized(row, 3, [2, 1]), [33, 13, 67, 255, 167, 67, 67, 255])
  t.strictSame(await resized(row.slice(0, 2), 2, [4, 1]), [0, 0, 0, 255, 25, 10, 50, 255, 75, 30, 150, 255, 100, 40, 200, 255])
  t.strictSame(await resized(row.slice(0, 2), 1, [1, 4]), [0, 0, 0, 255, 25, 10, 50, 255, 75, 30, 150, 255, 100, 40, 200, 255])
})

t.test('transparent pixels do not change the colour of their neighbours', async t => {
  t.strictSame(await resized([[200, 100, 50, 255], [0, 0, 0, 0]], 2, [1, 1]), [200, 100, 50, 128])
  t.strictSame(await resized([[9, 9, 9, 0], [9, 9, 9, 0]], 2, [1, 1]), [0, 0, 0, 0])
})

t.test('property: opaque pixels of the same size stay the same, and one colour stays one colour in any size', async t => {
  const edge = fc.integer({ min: 1, max: 40 })
  await fc.assert(fc.asyncProperty(edge, edge, edge, edge, fc.integer({ min: 0, max: 0xffffff }), async (width, height, toWidth, toHeight, color) => {
    const pixel = [color & 255, color >> 8 & 255, color >> 16, 255]
    const plain = Uint8Array.from(Array(width * height).fill(pixel).flat())
    const result = await resize(plain, { width, height }, { width: toWidth, height: toHeight })
    assert.deepEqual([...result], Array(toWidth * toHeight).fill(pixel).flat())
    const mixed = plain.map((value, at) => at % 4 === 3 ? 255 : value * at)
    assert.deepEqual(await resize(mixed, { width, height }, { width, height }), mixed)
  }), { numRuns: 200 })
  t.pass('holds')
})
