import t from 'tap'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { packageFolder } from '../../src/config/package.js'
import { dallE } from '../../src/contract/families/dall-e.js'
import { imageRequest } from '../image-request.js'
import type { Pixels } from '../../src/pictures/output/encode.js'
import { createUserImages, type UserImages } from '../../src/pictures/user-images.js'
import { picturesOf } from '../../src/pictures/picture.js'

const samples = join(packageFolder, 'fixtures/scenarios/images')

/** An image whose left half is red and whose right half is blue. */
const halves = (width = 64, height = 64): Sharp => sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
  .composite([{ input: { create: { width: width / 2, height, channels: 3, background: '#0000ff' } }, left: width / 2, top: 0 }])

function pixelAt ({ data, width, channels }: Pixels, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels)]
}

const isNear = (actual: number[], expected: number[]) =>
  actual.length === 3 && actual.every((value, index) => Math.abs(value - expected[index]!) < 24)

const fit = async (images: UserImages, id: string, size: string): Promise<Pixels> => images.get(id)!.fit({ size })

/** Makes the file the only image of the registry and returns its id. */
async function register (images: UserImages, file: Buffer | string): Promise<string> {
  const [id] = await images.replaceAll([file])
  return id!
}

t.test('converts every format to 8-bit RGB pixels of the requested size', async t => {
  const files: Record<string, Buffer> = {
    png: await halves().png().toBuffer(),
    palette: await halves().png({ palette: true }).toBuffer(),
    '16 bit': await halves().toColourspace('rgb16').png().toBuffer(),
    jpeg: await halves().jpeg().toBuffer(),
    cmyk: await halves().toColourspace('cmyk').jpeg().toBuffer(),
    webp: await halves().webp().toBuffer(),
    avif: await halves().avif().toBuffer(),
    gif: await halves().gif().toBuffer(),
    tiff: await halves().tiff().toBuffer(),
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="#f00"/><rect x="32" width="32" height="64" fill="#00f"/></svg>')
  }
  const images = createUserImages()
  for (const [format, bytes] of Object.entries(files)) {
    const pixels = await fit(images, await register(images, bytes), '256x256')
    t.strictSame({ ...pixels, data: pixels.data.length }, { width: 256, height: 256, channels: 3, data: 256 * 256 * 3 }, format)
    const [left, right] = [pixelAt(pixels, 40, 128), pixelAt(pixels, 215, 128)]
    const tolerant = format === 'cmyk'
    t.ok(tolerant ? left[0]! > left[2]! && right[2]! > right[0]! : isNear(left, [255, 0, 0]) && isNear(right, [0, 0, 255]), `${format}: ${left} ${right}`)
  }
})

t.test('converts greyscale to three equal channels', async t => {
  const images = createUserImages()
  const grey = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } }).toColourspace('b-w').png().toBuffer()
  t.strictSame(pixelAt(await fit(images, await register(images, grey), '256x256'), 5, 5), [128, 128, 128])
})

t.test('replaces transparency with white, unless the picture is transparent', async t => {
  const images = createUserImages()
  const half = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } }).png().toBuffer()
  const id = await register(images, half)
  t.strictSame(pixelAt(await fit(images, id, '256x256'), 5, 5), [255, 127, 127])
  t.strictSame(pixelAt(await images.get(id)!.fit({ size: '256x256', background: 'transparent' }), 5, 5), [255, 0, 0, 128])
  const opaque = await register(images, await halves().png().toBuffer())
  t.strictSame(pixelAt(await images.get(opaque)!.fit({ size: '256x256', background: 'transparent' }), 5, 5), [255, 0, 0, 255])
})

t.test('applies the EXIF orientation', async t => {
  const images = createUserImages()
  const turned = await halves().withMetadata({ orientation: 6 }).png().toBuffer()
  const pixels = await fit(images, await register(images, turned), '256x256')
  t.ok(isNear(pixelAt(pixels, 128, 40), [255, 0, 0]), 'the left half is at the top')
  t.ok(isNear(pixelAt(pixels, 128, 215), [0, 0, 255]))
})

t.test('covers each size, crops both sides equally, and returns equal pixels for each call', async t => {
  const images = createUserImages()
  const id = await register(images, await halves(640, 64).png().toBuffer())
  for (const size of [...dallE.request.properties['size']!.enum!.map(String), '1122x1402']) {
    const [width, height] = size.split('x').map(Number) as [number, number]
    const pixels = await fit(images, id, size)
    t.strictSame([pixels.width, pixels.height, pixels.channels], [width, height, 3])
    t.ok(isNear(pixelAt(pixels, Math.floor(width / 4), 0), [255, 0, 0]) && isNear(pixelAt(pixels, Math.ceil(width * 3 / 4), height - 1), [0, 0, 255]), size)
    const again = await fit(images, id, size)
    t.ok(again.data.equals(pixels.data), `${size} again`)
    t.strictSame({ ...again, data: again.data.length }, { ...pixels, data: pixels.data.length })
  }
})

t.test('the id is the hash of the bytes, for paths and buffers alike', async t => {
  const images = createUserImages()
  const path = join(samples, 'otter.jpg')
  const id = await register(images, path)
  t.match(id, /^[0-9a-f]{64}$/)
  t.equal(await register(images, await readFile(path)), id)
  t.ok(await fit(images, id, '1024x1024'))
})

t.test('only registered images can be read', async t => {
  const images = createUserImages()
  const path = join(samples, 'otter.jpg')
  const elsewhere = await register(createUserImages(), path)
  for (const id of [elsewhere, path, '', '../otter.jpg', '__proto__']) t.equal(images.get(id), undefined)
})

t.test('rejects a file that is not a complete image, and names it', async t => {
  const images = createUserImages()
  const dir = t.testdir({})
  const whole = await readFile(join(samples, 'otter.jpg'))
  for (const [name, bytes] of [['empty.png', ''], ['text.png', 'not an image'], ['half.jpg', whole.subarray(0, whole.length / 2)]] as const) {
    await writeFile(join(dir, name), bytes)
    await t.rejects(register(images, join(dir, name)), {
      name: 'UserImageError',
      message: new RegExp(`^Expected a complete PNG, .+ of at most 100 megapixels for the image ${name}, got a file that cannot be decoded \\(.+\\)\\.$`)
    })
  }
  await t.rejects(register(images, join(dir, 'none.png')), {
    message: 'Expected a readable file for the image none.png, got ENOENT.'
  })
})

t.test('rejects an image with too many pixels before decoding it', async t => {
  const huge = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"/>')
  await t.rejects(register(createUserImages(), huge), { name: 'UserImageError', message: /of at most 100 megapixels for the image passed as bytes, got / })
})

t.test('rejects images that are too large together, and keeps the registered ones', async t => {
  const [one, two] = [await halves(2, 2).png().toBuffer(), await halves(4, 4).png().toBuffer()]
  const maxBytes = one.length + two.length - 1
  const images = createUserImages({ maxBytes })
  const [first, again] = await images.replaceAll([one, one])
  t.equal(again, first, 'equal files count once')
  await t.rejects(images.replaceAll([one, two]), {
    name: 'UserImageError',
    message: `Expected images of at most ${maxBytes} bytes together, got ${maxBytes + 1} bytes with the image passed as bytes.`
  })
  t.ok(await fit(images, first!, '256x256'))
  await t.rejects(register(createUserImages({ maxBytes: 10 }), one), { name: 'UserImageError', message: `Expected a file of at most 10 bytes for the image passed as bytes, got ${one.length} bytes.` })
})

t.test('replaces all images, or none if one of the new ones is invalid', async t => {
  const [one, two] = [await halves(2, 2).png().toBuffer(), await halves(4, 4).png().toBuffer()]
  const images = createUserImages({ maxBytes: one.length + two.length - 1 })
  const [first] = await images.replaceAll([one])
  for (const bad of [[two, one], [two, Buffer.from('not an image')]]) {
    await t.rejects(images.replaceAll(bad), { name: 'UserImageError' })
    t.ok(await fit(images, first!, '256x256'), 'nothing has changed')
  }
  const ids = await images.replaceAll([two, two])
  t.equal(ids[0], ids[1])
  t.ok(await fit(images, ids[0]!, '256x256'))
  t.equal(images.get(first!), undefined)
})

t.test('keeps replaced images up to the limit, and evicts the oldest first', async t => {
  const files = await Promise.all([2, 4, 6].map(width => halves(width, 2).png().toBuffer()))
  const [one, two, three] = files as [Buffer, Buffer, Buffer]
  const images = createUserImages({ maxBytes: two.length + three.length })
  const first = await register(images, one)
  const second = await register(images, two)
  t.ok(await fit(images, first, '256x256'))
  const third = await register(images, three)
  t.strictSame([first, second, third].map(id => images.get(id) !== undefined), [false, true, true])
  await register(images, two)
  t.strictSame(await images.replaceAll([]), [])
  t.strictSame([second, third].map(id => images.get(id) !== undefined), [true, true])
})

t.test('the pictures of a request use several images in turn', async t => {
  const [one, two] = ['a'.repeat(64), 'b'.repeat(64)]
  const request = imageRequest({ prompt: 'An otter', n: 5 })
  t.strictSame(picturesOf(request, { userImages: [one, two] }).map(({ userImage }) => userImage), [one, two, one, two, one])
})
