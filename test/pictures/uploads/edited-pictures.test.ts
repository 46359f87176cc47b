/** Pictures of edits and variations: what they show of the uploaded images, of the mask, and of the art. */
import { hash } from 'node:crypto'
import t from 'tap'
import sharp from 'sharp'
import { imageRequest, withParameters } from '../../image-request.js'
import { createDrawPicture } from '../../../src/pictures/draw.js'
import { createDrawingThreads } from '../../../src/pictures/drawing-threads.js'
import { picturesOf, type Picture } from '../../../src/pictures/picture.js'
import type { UploadedImages } from '../../../src/pictures/uploads/upload-store.js'
import { blue, clear, imageOf, plain, readPixels, red, type Rgba } from './sample-uploads.js'

const threads = createDrawingThreads()
t.teardown(threads.close)
const drawPicture = createDrawPicture({ threads })

interface DrawOptions { size?: string, kind?: 'edit' | 'variation', n?: number, prompt?: string, more?: Partial<Picture> }

/** Draws the pictures of a request with these uploads. */
async function drawAll (uploads: UploadedImages, { size = '256x256', kind = 'edit', n = 1, prompt = 'An otter', more = {} }: DrawOptions = {}) {
  const sources = { kind, id: '1'.repeat(32), images: uploads.images.length, ...(uploads.mask ? { guide: 'mask' as const } : uploads.markup && { guide: 'markup' as const }) }
  const request = withParameters(imageRequest({ n }), { size, prompt: kind === 'edit' ? prompt : '' })
  return Promise.all(picturesOf(request, { sources }).map(picture => drawPicture({ ...picture, ...more }, { uploads })))
}

async function draw (uploads: UploadedImages, options?: DrawOptions): Promise<Buffer> {
  return (await drawAll(uploads, options))[0]!
}

/** The same picture without the uploads: its art, and its card. */
async function artOf (uploads: UploadedImages, options: DrawOptions = {}) {
  return readPixels(await draw({ ...uploads, images: uploads.images.map(() => transparentImage), mask: undefined }, options))
}

const transparentImage = await plain(clear, 8)
const hole: (x: number, y: number) => Rgba = (x, y) => x >= 16 && x < 48 && y >= 8 && y < 24 ? clear : [0, 0, 0, 255]

const fingerprint = async (file: Buffer) => hash('sha256', await sharp(file).raw().toBuffer()).slice(0, 16)

/** A number for each colour, which is faster to compare. */
const numberOf = ([red, green, blue, alpha]: Rgba): number => (red << 24) + (green << 16) + (blue << 8) + alpha

t.test('an edit has the same pixels in every run and on every machine', async t => {
  const stripes = await imageOf(68, 68, (x, y) => [x * 3, y * 3, (x ^ y) * 2, 255])
  const wide = await imageOf(300, 100, (x, y) => [255 - (x >> 1), y, 90, x < 200 ? 255 : 255 - y])
  const mask = await imageOf(68, 68, hole)
  for (const [uploads, options, expected] of [
    [{ images: [stripes], mask }, { size: '256x256' }, '306974331bf4593b'],
    [{ images: [wide] }, { size: '256x256' }, 'ae1930c68c7a7b9e'],
    [{ images: [stripes, wide, stripes, wide, wide], mask }, { size: '1024x1536' }, '5e73bdca7ce437e4'],
    [{ images: [wide], mask }, { size: '256x256', more: { background: 'transparent' } }, '8c1023204faef050'],
    [{ images: [stripes] }, { size: '512x512', kind: 'variation' }, '77fe73286fe657b7']
  ] as Array<[UploadedImages, DrawOptions, string]>) {
    t.equal(await fingerprint(await draw(uploads, options)), expected, JSON.stringify([uploads.images.length, options]))
  }
})

t.test('an upload of the size of the picture keeps its pixels, except below the card', async t => {
  const image = await imageOf(256, 256, (x, y) => [x, y, 99, 255])
  const pixelAt = await readPixels(await draw({ images: [image] }))
  for (const [x, y] of [[0, 0], [255, 0], [255, 255], [100, 50], [1, 100]] as const) t.strictSame(pixelAt(x, y), [x, y, 99, 255])
  t.notSame(pixelAt(20, 240), [20, 240, 99, 255], 'the card')
})

t.test('a wide upload is centred, and the art is visible above and below it', async t => {
  const uploads = { images: [await plain(red, 200, 100)] }
  const [pixelAt, artAt] = [await readPixels(await draw(uploads)), await artOf(uploads)]
  for (const [x, y] of [[0, 65], [255, 65], [128, 100], [255, 190]] as const) t.strictSame(pixelAt(x, y), red, `${x}, ${y}`)
  for (const [x, y] of [[0, 63], [128, 0], [255, 192], [255, 255]] as const) t.strictSame(pixelAt(x, y), artAt(x, y), `${x}, ${y}`)
})

t.test('the art is visible where the mask is transparent, and only there', async t => {
  const uploads = { images: [await plain(red)], mask: await imageOf(64, 64, hole) }
  const [pixelAt, artAt] = [await readPixels(await draw(uploads)), await artOf(uploads)]
  for (const [x, y] of [[70, 40], [128, 64], [185, 90], [70, 90]] as const) t.strictSame(pixelAt(x, y), artAt(x, y), `${x}, ${y}`)
  for (const [x, y] of [[50, 64], [210, 64], [128, 20], [128, 110], [255, 255]] as const) t.strictSame(pixelAt(x, y), red, `${x}, ${y}`)
})

t.test('the edge of a mask is smooth if the picture is larger than the upload', async t => {
  const uploads = { images: [await plain(red)], mask: await imageOf(8, 8, (x, y) => hole(x * 8, y * 8)) }
  const [pixelAt, artAt] = [await readPixels(await draw(uploads)), await artOf(uploads)]
  const rows = Array.from({ length: 256 }, (_, x) => x)
  const mixed = rows.filter(x => ![red, artAt(x, 50)].some(color => String(color) === String(pixelAt(x, 50))))
  t.ok(mixed.length >= 8 && mixed.length < 120, `${mixed}`)
})

t.test('a mask of another size is stretched over the first image, and an opaque mask changes nothing', async t => {
  const image = await plain(red)
  const pixels = async (mask?: Buffer) => fingerprint(await draw({ images: [image], mask }, { prompt: '' }))
  const small = await readPixels(await draw({ images: [image], mask: await imageOf(32, 32, (x, y) => hole(x * 2, y * 2)) }))
  t.strictSame(small(50, 64), red)
  t.notSame(small(128, 64), red)
  const opaque = await Promise.all([await plain(blue), await plain([...blue.slice(0, 3), 254] as Rgba)].map(pixels))
  t.not(opaque[0], opaque[1], 'half-transparent')
})

t.test('the art is visible through the transparent parts of an upload, in proportion to its alpha', async t => {
  const uploads = { images: [await imageOf(64, 64, x => x < 32 ? red : [0, 0, 0, 128])] }
  const [pixelAt, artAt] = [await readPixels(await draw(uploads)), await artOf(uploads)]
  t.strictSame(pixelAt(20, 20), red)
  const expected = artAt(200, 20).slice(0, 3).map(value => Math.round(value * (1 - 128 / 255)))
  for (const [channel, value] of expected.entries()) t.ok(Math.abs(pixelAt(200, 20)[channel]! - value) <= 2, `${pixelAt(200, 20)}, ${expected}`)
})

t.test('a transparent picture is transparent outside the uploads and the subject', async t => {
  const uploads = { images: [await plain(red, 200, 100)] }
  const options = { more: { background: 'transparent' } } as const
  for (const format of ['png', 'webp', 'gif'] as const) {
    const gif = format === 'gif' ? { frames: 1, frameDurationMs: 100 } : {}
    const pixelAt = await readPixels(await draw(uploads, { more: { ...options.more, format, ...gif } }))
    t.equal(pixelAt(0, 0)[3], 0, format)
    t.equal(pixelAt(128, 128)[3], 255, format)
  }
})

t.test('several uploads are all visible, in their order from left to right and from top to bottom', async t => {
  for (const [count, size] of [[2, '256x256'], [3, '512x512'], [5, '768x512'], [16, '512x512'], [16, '1536x512'], [16, '512x1536']] as const) {
    const colors = Array.from({ length: count }, (_, index): Rgba => [15 * index + 7, 255 - 15 * index, index % 2 ? 255 : 0, 255])
    const images = await Promise.all(colors.map((color, index) => plain(color, index % 3 === 1 ? 120 : 64, 64)))
    const pixelAt = await readPixels(await draw({ images }, { size, prompt: 'A long prompt. '.repeat(20) }))
    const [width, height] = size.split('x').map(Number) as [number, number]
    const places = new Map<number, { x: number, y: number }>()
    for (let y = 0; y < height; y += 4) {
      for (let x = 0; x < width; x += 4) {
        const color = numberOf(pixelAt(x, y))
        if (!places.has(color)) places.set(color, { x, y })
      }
    }
    const found = colors.map(color => places.get(numberOf(color)))
    t.ok(found.every(Boolean), `${count} in ${size}`)
    for (const [index, place] of found.entries()) {
      const next = found[index + 1]
      if (next) t.ok(next.y > place!.y || (next.y === place!.y && next.x > place!.x), `${index} of ${count} in ${size}`)
    }
  }
})

t.test('the mask belongs to the first of several uploads', async t => {
  const images = [await plain(red), await plain(blue)]
  const [masked, whole] = await Promise.all([await plain(clear), undefined].map(async mask => readPixels(await draw({ images, mask }))))
  const count = (pixelAt: (x: number, y: number) => Rgba, color: Rgba) =>
    Array.from({ length: 256 * 256 }, (_, at) => numberOf(pixelAt(at % 256, at >> 8))).filter(pixel => pixel === numberOf(color)).length
  t.ok(count(whole!, red) > 5000)
  t.equal(count(masked!, red), 0)
  t.equal(count(masked!, blue), count(whole!, blue))
})

t.test('the ten variations of an image differ in colour from the image and from each other, even if the image is grey', async t => {
  for (const color of [red, [0, 0, 0, 255], [128, 128, 128, 255], [255, 255, 255, 255], [250, 240, 20, 255]] as Rgba[]) {
    const files = await drawAll({ images: [await plain(color)] }, { kind: 'variation', n: 10, size: '128x128' })
    const similar: string[] = []
    const seen = [color, ...await Promise.all(files.map(async file => (await readPixels(file))(64, 20)))]
    for (const [index, one] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        const difference = one.reduce((sum, value, channel) => sum + Math.abs(value - other[channel]!), 0)
        if (!(difference >= 12)) similar.push(`${one} and ${other}`)
      }
    }
    t.strictSame(similar, [], `${color}`)
  }
})

t.test('a variation keeps the transparency and the brightness of the image', async t => {
  const images = [await imageOf(64, 64, (x, y) => y < 32 ? clear : x < 32 ? [200, 60, 40, 255] : [40, 60, 90, 255])]
  const options = { kind: 'variation', n: 10, more: { background: 'transparent' } } as const
  for (const file of await drawAll({ images }, options)) {
    const pixelAt = await readPixels(file)
    const brightness = ([r, g, b]: Rgba) => 0.213 * r + 0.715 * g + 0.072 * b
    t.ok(brightness(pixelAt(20, 140)) > brightness(pixelAt(230, 140)) + 10)
    t.equal(pixelAt(0, 0)[3], 0)
  }
})

t.test('the art of a GIF moves, and the upload stays', async t => {
  const file = await draw({ images: [await plain(red, 200, 100)] }, { more: { format: 'gif', frames: 4, frameDurationMs: 100 } })
  const frames = await Promise.all([0, 1, 2, 3].map(page => readPixels(file, page)))
  for (const pixelAt of frames) t.strictSame(pixelAt(128, 100), frames[0]!(128, 100))
  const pixelsOf = (pixelAt: (x: number, y: number) => Rgba) => Array.from({ length: 256 * 60 }, (_, at) => pixelAt(at % 256, at >> 8)).join()
  t.equal(new Set(frames.map(pixelsOf)).size, 4)
})

t.test('a markup covers the first image', async t => {
  const [plainRed, markup] = await Promise.all([plain(red), imageOf(64, 64, (x, y) => y < 32 ? [0, 0, 255, 255] : [0, 0, 0, 0])])
  const pixelAt = await readPixels(await draw({ images: [plainRed], markup }))
  t.strictSame(pixelAt(128, 40), [0, 0, 255, 255])
  t.strictSame(pixelAt(128, 150), await readPixels(await draw({ images: [plainRed] })).then(pixelAt => pixelAt(128, 150)))
})

t.test('prompt, order of the uploads, mask and kind change the card or the picture', async t => {
  const images = [await plain(red), await plain(blue)]
  const files = await Promise.all([
    draw({ images }), draw({ images }, { prompt: 'Another' }), draw({ images: images.toReversed() }), draw({ images: images.slice(0, 1) }),
    draw({ images, mask: await plain([0, 0, 0, 255]) }), draw({ images: images.slice(0, 1) }, { kind: 'variation' })
  ])
  t.equal(new Set(await Promise.all(files.map(fingerprint))).size, files.length)
  t.strictSame(files[0], await draw({ images }), 'equal requests have equal bytes')
})

t.test('the XMP metadata has the operation, the number of uploaded images, and whether there is a mask', async t => {
  const image = await plain(red)
  const xmp = async (uploads: UploadedImages, kind: 'edit' | 'variation') => (await sharp(await draw(uploads, { kind })).metadata()).xmpAsString
  t.match(await xmp({ images: [image, image], mask: image }, 'edit'), / mock:operation="edit" mock:images="2" mock:mask="true" /)
  const variation = await xmp({ images: [image] }, 'variation')
  t.match(variation, / mock:operation="variation" mock:images="1" /)
  t.notMatch(variation, /mask/)
})

t.test('uploads of one pixel, and very wide and very narrow ones, are drawn', async t => {
  for (const [width, height] of [[1, 1], [2048, 1], [1, 2048], [2048, 2]] as const) {
    const image = await plain(red, width, height)
    for (const images of [[image], Array<Buffer>(16).fill(image)]) {
      const { info } = await sharp(await draw({ images, mask: image }, { size: '512x512' })).toBuffer({ resolveWithObject: true })
      t.match(info, { width: 512, height: 512 })
    }
  }
})

t.test('grey images, with and without alpha, have the same pixels as coloured ones', async t => {
  const grey = sharp({ create: { width: 64, height: 64, channels: 4, background: { r: 90, g: 90, b: 90, alpha: 0.5 } } })
  const [colored, withAlpha] = await Promise.all([grey.clone().png().toBuffer(), grey.clone().toColourspace('b-w').png().toBuffer()])
  t.match(await sharp(withAlpha).metadata(), { channels: 2 })
  t.equal(await fingerprint(await draw({ images: [withAlpha!] })), await fingerprint(await draw({ images: [colored!] })))
  const opaque = await grey.clone().removeAlpha().toColourspace('b-w').png().toBuffer()
  t.strictSame((await readPixels(await draw({ images: [opaque] })))(128, 20), [90, 90, 90, 255])
})
