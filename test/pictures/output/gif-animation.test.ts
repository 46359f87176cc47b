/** Animations that are joined from GIF files, decoded by sharp. */
import t from 'tap'
import sharp from 'sharp'
import { joinFrames } from '../../../src/pictures/output/gif-animation.js'

const [width, height] = [30, 20]

/** A GIF file with a square of a color at x on a background, transparent if that is undefined. */
async function fileOf (x: number, color: string, background?: string): Promise<Buffer> {
  const square = { create: { width: 10, height: 10, channels: 3 as const, background: color } }
  const create = { width, height, channels: 4 as const, background: background ?? { r: 0, g: 0, b: 0, alpha: 0 } }
  return sharp({ create }).composite([{ input: square, left: x, top: 5 }]).gif().toBuffer()
}

const options = { durationMs: 10, keepsFrames: true }

const pixelsOf = async (file: Buffer, page = 0) => (await sharp(file, { page, failOn: 'warning' }).ensureAlpha().raw().toBuffer())

for (const background of ['#102030', undefined]) {
  t.test(`each frame has the pixels of its file, ${background ? 'opaque' : 'transparent'}`, async t => {
    const files = await Promise.all([fileOf(0, '#ff0000', background), fileOf(10, '#00ff00', background), fileOf(20, '#0000ff', background)])
    const animation = joinFrames(files, { durationMs: 1230, keepsFrames: false })
    t.match(await sharp(animation).metadata(), { format: 'gif', width, height, pages: 3, loop: 0, delay: [1230, 1230, 1230] })
    for (const [page, file] of files.entries()) t.ok((await pixelsOf(animation, page)).equals(await pixelsOf(file)), `frame ${page}`)
  })
}

t.test('frames that are kept are visible through transparent pixels of later ones', async t => {
  const animation = joinFrames([await fileOf(0, '#ff0000', '#102030'), await fileOf(20, '#0000ff')], options)
  const pixels = await pixelsOf(animation, 1)
  const at = (x: number) => [...pixels.subarray((10 * width + x) * 4, (10 * width + x) * 4 + 3)]
  t.strictSame([at(5), at(15), at(25)], [[255, 0, 0], [16, 32, 48], [0, 0, 255]])
})

t.test('an animation may have one frame, and be a frame itself', async t => {
  const file = await fileOf(10, '#00ff00')
  const once = joinFrames([file], options)
  t.ok((await pixelsOf(once)).equals(await pixelsOf(file)))
  t.match(await sharp(once).metadata(), { delay: [10], loop: 0 })
  t.ok(joinFrames([once], options).equals(once), 'also from a file with a local color table')
})

t.test('a file without an image is an error', async t => {
  t.throws(() => joinFrames([Buffer.from('GIF89a\x01\0\x01\0\0\0\0\x3b', 'latin1')], options), { message: 'Expected an image in a GIF file, got none.' })
})
