/** Places of uploaded images in a picture. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../../holds.js'
import { arrange, type Box } from '../../../src/pictures/uploads/arrange.js'

const square = { width: 500, height: 500 }
const edge = fc.integer({ min: 1, max: 3840 })
const images = fc.array(fc.record({ width: edge, height: edge }), { minLength: 1, maxLength: 16 })
const size = fc.constantFrom([256, 256], [1024, 1024], [1024, 1536], [1536, 1024], [3840, 1280], [1280, 3840], [3840, 2160])
  .map(([width, height]) => ({ width: width!, height: height! }))

t.test('a single image is centred and as large as possible, regardless of its proportions', async t => {
  for (const [width, height, left, top, fittedWidth, fittedHeight] of [
    [68, 68, 0, 0, 1024, 1024], [2048, 2048, 0, 0, 1024, 1024], [2048, 1024, 0, 256, 1024, 512], [512, 1024, 256, 0, 512, 1024],
    [2048, 1, 0, 511, 1024, 1], [1, 2048, 511, 0, 1, 1024]
  ] as const) {
    t.strictSame(arrange([{ width, height }], { width: 1024, height: 1024 }, 700), [{ left, top, width: fittedWidth, height: fittedHeight }])
  }
})

t.test('equal images are in rows, in their order, with equal gaps', async t => {
  const boxes = arrange(Array(16).fill(square), { width: 1024, height: 1024 }, 1024)
  t.equal(new Set(boxes.map(({ width, height }) => `${width}x${height}`)).size, 1)
  t.strictSame([...new Set(boxes.map(({ top }) => top))].length, 4)
  for (const [index, { left, top, width }] of boxes.entries()) {
    const next = boxes[index + 1]
    if (next && next.top === top) t.equal(next.left - left - width, 31)
    else if (next) t.equal(next.top - top - width, 31)
  }
})

t.test('a very wide and a very narrow image do not make the others small', async t => {
  const [, , third] = arrange([{ width: 2000, height: 10 }, { width: 10, height: 2000 }, square, square], { width: 1024, height: 1024 }, 1024)
  t.ok(third!.width > 200, `${third!.width}`)
})

t.test('property: images keep their proportions, do not overlap, and are inside the picture; several end above the card', async t => {
  const overlap = (one: Box, other: Box) => one.left < other.left + other.width && other.left < one.left + one.width &&
    one.top < other.top + other.height && other.top < one.top + one.height
  holds(t, [images, size, fc.double({ min: 0.5, max: 1, noNaN: true })], (images, size, share) => {
    const bottom = Math.round(size.height * share)
    const boxes = arrange(images, size, bottom)
    assert.equal(boxes.length, images.length)
    for (const [index, box] of boxes.entries()) {
      const { left, top, width, height } = box
      assert.ok([left, top, width, height].every(Number.isInteger) && left >= 0 && top >= 0 && width >= 1 && height >= 1)
      assert.ok(left + width <= size.width && top + height <= (images.length === 1 ? size.height : bottom), JSON.stringify(box))
      assert.ok(!boxes.slice(index + 1).some(other => overlap(box, other)), 'overlap')
      const image = images[index]!
      const scale = image.width > image.height ? width / image.width : height / image.height
      assert.ok(Math.abs(width - image.width * scale) <= 1 && Math.abs(height - image.height * scale) <= 1, 'proportions')
    }
  })
})
