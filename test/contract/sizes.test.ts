import t from 'tap'
import { dimensionsOf, sizeProblem } from '../../src/contract/sizes.js'

const limits = { multiple: 16, longestEdge: 3840, aspectRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 }

t.test('a size is its width and height in pixels', async t => {
  t.strictSame(dimensionsOf('1792x1024'), { width: 1792, height: 1024 })
  for (const size of ['', 'auto', '0x0', '1024', '1024X1024', '01024x1024', ' 1024x1024', '1024x1024x1', '100000x16']) {
    t.throws(() => dimensionsOf(size), { name: 'RangeError', message: `Expected WIDTHxHEIGHT for a size, got ${JSON.stringify(size)}.` })
  }
})

t.test('a free size is checked for form, divisor, edge, ratio and pixels, in this order', async t => {
  for (const [size, problem] of [
    ['3840x2160', undefined], ['1536x864', undefined], ['1792x1024', undefined],
    ['bogus', 'form'], ['0x0', 'form'], ['9x9', 'multiple'], ['1254x1254', 'multiple'],
    ['4096x4096', 'longestEdge'], ['4064x2032', 'longestEdge'], ['1920x480', 'aspectRatio'], ['1200x304', 'aspectRatio'],
    ['576x1024', 'minPixels'], ['3008x3008', 'maxPixels']
  ] as const) t.equal(sizeProblem(size, limits), problem, size)
})
