import t from 'tap'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { packageFolder } from '../../src/config/package.js'
import { dallE } from '../../src/contract/families/dall-e.js'
import { imageRequest } from '../image-request.js'
import { createUserImages, type UserImages } from '../../src/pictures/user-images.js'
import { picturesOf } from '../../src/pictures/picture.js'

const samples = join(packageFolder, 'fixtures/scenarios/images')

/** Left half red, right half blue. */
const halves = (width = 64, height = 64): Sharp => sharp({ create: { width, height, channels: 3, background: '#ff0000' } })
  .composite([{ input: { create: { width: width / 2, height, channels: 3, background: '#0000ff' } }, left: width / 2, top: 0 }])

async function pixelAt (png: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  return [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x + 1) * info.channels)]
}

const near = (found: number[], wanted: number[]) => found.length === 3 && found.every((value, index) => Math.abs(value - wanted[index]!) < 24)

const fitted = (given: UserImages, id: string, size: string) => given.get(id)?.fitted(size)

/** The only image of a collection: its id. */
async function only (given: UserImages, file: Buffer | string): Promise<string> {
  const [id] = await given.replaceAll([file])
  return id!
}

t.test('any format becomes an 8-bit RGB PNG of the asked size', async t => {
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
  const given = createUserImages()
  for (const [format, bytes] of Object.entries(files)) {
    const png = (await fitted(given, await only(given, bytes), '256x256'))!
    t.match(await sharp(png).metadata(), { format: 'png', width: 256, height: 256, channels: 3, depth: 'uchar', space: 'srgb', isPalette: false }, format)
    const [left, right] = [await pixelAt(png, 40, 128), await pixelAt(png, 215, 128)]
    const tolerant = format === 'cmyk'
    t.ok(tolerant ? left[0]! > left[2]! && right[2]! > right[0]! : near(left, [255, 0, 0]) && near(right, [0, 0, 255]), `${format}: ${left} ${right}`)
  }
})

t.test('grey stays grey, in three channels', async t => {
  const given = createUserImages()
  const grey = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } }).toColourspace('b-w').png().toBuffer()
  const png = (await fitted(given, await only(given, grey), '256x256'))!
  t.match(await sharp(png).metadata(), { channels: 3, depth: 'uchar', space: 'srgb' })
  t.strictSame(await pixelAt(png, 5, 5), [128, 128, 128])
})

t.test('transparency is laid on white, and the camera\'s orientation applied', async t => {
  const given = createUserImages()
  const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } }).png().toBuffer()
  t.strictSame(await pixelAt((await fitted(given, await only(given, clear), '256x256'))!, 5, 5), [255, 255, 255])
  const turned = await halves().withMetadata({ orientation: 6 }).png().toBuffer()
  const png = (await fitted(given, await only(given, turned), '256x256'))!
  t.ok(near(await pixelAt(png, 128, 40), [255, 0, 0]), 'what was left is on top')
  t.ok(near(await pixelAt(png, 128, 215), [0, 0, 255]))
})

t.test('each size is covered, cut evenly at the edges, with equal bytes each time', async t => {
  const given = createUserImages()
  const id = await only(given, await halves(640, 64).png().toBuffer())
  for (const size of dallE.request.properties['size']!.enum!) {
    const [width, height] = size.split('x').map(Number) as [number, number]
    const png = (await fitted(given, id, size))!
    t.match(await sharp(png).metadata(), { width, height, channels: 3 })
    t.ok(near(await pixelAt(png, Math.floor(width / 4), 0), [255, 0, 0]) && near(await pixelAt(png, Math.ceil(width * 3 / 4), height - 1), [0, 0, 255]), size)
    t.ok(png.equals((await fitted(given, id, size))!))
  }
})

t.test('an id is the hash of the bytes, however the file came', async t => {
  const given = createUserImages()
  const path = join(samples, 'otter.jpg')
  const id = await only(given, path)
  t.match(id, /^[0-9a-f]{64}$/)
  t.equal(await only(given, await readFile(path)), id)
  t.ok(await fitted(given, id, '1024x1024'))
})

t.test('nothing but what was registered can be read', async t => {
  const given = createUserImages()
  const path = join(samples, 'otter.jpg')
  const elsewhere = await only(createUserImages(), path)
  for (const id of [elsewhere, path, '', '../otter.jpg', '__proto__']) t.equal(await fitted(given, id, '256x256'), undefined)
})

t.test('a file that is no whole picture is refused by its name', async t => {
  const given = createUserImages()
  const dir = t.testdir({})
  const whole = await readFile(join(samples, 'otter.jpg'))
  for (const [name, bytes] of [['empty.png', ''], ['text.png', 'no picture'], ['half.jpg', whole.subarray(0, whole.length / 2)]] as const) {
    await writeFile(join(dir, name), bytes)
    await t.rejects(only(given, join(dir, name)), {
      name: 'GivenImageError',
      message: new RegExp(`^Failed to read the image ${name}: found what cannot be decoded \\(.+\\)\\. Please give a whole PNG, `)
    })
  }
  await t.rejects(only(given, join(dir, 'none.png')), {
    message: 'Failed to read the image none.png: found ENOENT. Please give an image file that can be read.'
  })
})

t.test('a picture of too many pixels is refused before it is decoded', async t => {
  const huge = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"/>')
  await t.rejects(only(createUserImages(), huge), { name: 'GivenImageError', message: /at most 100 megapixels\.$/ })
})

t.test('too much together is refused, and what is registered stays', async t => {
  const [one, two] = [await halves(2, 2).png().toBuffer(), await halves(4, 4).png().toBuffer()]
  const maxBytes = one.length + two.length - 1
  const given = createUserImages({ maxBytes })
  const [first, again] = await given.replaceAll([one, one])
  t.equal(again, first, 'the same counts once')
  await t.rejects(given.replaceAll([one, two]), {
    name: 'GivenImageError',
    message: `Failed to read the image given: found ${two.length} bytes beside ${one.length} bytes of other images. Please give images of at most ${maxBytes} bytes together.`
  })
  t.ok(await fitted(given, first!, '256x256'))
  await t.rejects(only(createUserImages({ maxBytes: 10 }), one), { name: 'GivenImageError', message: /at most 10 bytes/ })
})

t.test('new images take the place of all others, or of none', async t => {
  const [one, two] = [await halves(2, 2).png().toBuffer(), await halves(4, 4).png().toBuffer()]
  const given = createUserImages({ maxBytes: one.length + two.length - 1 })
  const [first] = await given.replaceAll([one])
  for (const bad of [[two, one], [two, Buffer.from('no picture')]]) {
    await t.rejects(given.replaceAll(bad), { name: 'GivenImageError' })
    t.ok(await fitted(given, first!, '256x256'), 'all stays as it was')
  }
  const ids = await given.replaceAll([two, two])
  t.equal(ids[0], ids[1])
  t.ok(await fitted(given, ids[0]!, '256x256'))
  t.equal(await fitted(given, first!, '256x256'), undefined)
})

t.test('a replaced image can be read as long as there is room, and the oldest goes first', async t => {
  const files = await Promise.all([2, 4, 6].map(width => halves(width, 2).png().toBuffer()))
  const [one, two, three] = files as [Buffer, Buffer, Buffer]
  const given = createUserImages({ maxBytes: two.length + three.length })
  const first = await only(given, one)
  const second = await only(given, two)
  t.ok(await fitted(given, first, '256x256'))
  const third = await only(given, three)
  t.strictSame([first, second, third].map(id => given.get(id) !== undefined), [false, true, true])
  await only(given, two)
  t.strictSame(await given.replaceAll([]), [])
  t.strictSame([second, third].map(id => given.get(id) !== undefined), [true, true])
})

t.test('each picture of a request takes the next of several images, and after the last the first again', async t => {
  const [one, two] = ['a'.repeat(64), 'b'.repeat(64)]
  const request = imageRequest({ prompt: 'An otter', n: 5 })
  t.strictSame(picturesOf(request, { given: [one, two] }).map(({ given }) => given), [one, two, one, two, one])
})
