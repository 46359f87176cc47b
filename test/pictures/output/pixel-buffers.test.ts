/** Memory of raw pixels, which pictures use in turn. */
import t from 'tap'
import { createPixelBuffers } from '../../../src/pictures/output/pixel-buffers.js'

const use = async (pixels: SharedArrayBuffer) => pixels

t.test('lends the same memory again if it is large enough, and other memory to concurrent callers', async t => {
  const { lend } = createPixelBuffers()
  const first = await lend(1000, use)
  t.ok(first.byteLength >= 1000)
  t.equal(await lend(900, use), first)
  await lend(1000, async pixels => {
    t.equal(pixels, first)
    t.not(await lend(1000, use), first)
  })
  t.ok((await lend(2000, use)).byteLength >= 2000)
})

t.test('takes memory back from a caller that fails', async t => {
  const { lend } = createPixelBuffers()
  let lent: SharedArrayBuffer | undefined
  await t.rejects(lend(1000, async pixels => { lent = pixels; throw new Error('no') }), { message: 'no' })
  t.equal(await lend(1000, use), lent)
})

t.test('keeps as many large buffers as are lent at once', async t => {
  const { lend } = createPixelBuffers()
  const large = await lend(8_000_000, use)
  t.equal(await lend(7_900_000, use), large)
  t.not(await lend(1000, use), large)
  let other: SharedArrayBuffer | undefined
  await lend(8_000_000, async () => { t.not(other = await lend(9_000_000, use), large) })
  t.equal(await lend(8_500_000, use), other)
  await lend(8_000_000, async first => { t.strictSame(new Set([first, await lend(8_000_000, use)]), new Set([large, other])) })
})
