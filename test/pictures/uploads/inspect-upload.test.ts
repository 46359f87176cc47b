import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import t from 'tap'
import { eventuallyHolds } from '../../holds.js'
import { packageFolder } from '../../../src/config/package.js'
import { createDrawingThreads } from '../../../src/pictures/drawing-threads.js'
import { createInspectUpload, createUploadThumbnail } from '../../../src/pictures/uploads/inspect-upload.js'
import { withoutCompressedMetadata } from '../../../src/pictures/uploads/png-chunks.js'
import { pngChunk, pngFile } from './png-file.js'

const threads = createDrawingThreads()
t.teardown(threads.close)
const inspect = createInspectUpload({ threads })

/** A picture whose left half is red and whose right half is blue. */
function halves (alpha = 1, width = 64, height = 48): Sharp {
  const row = Array.from({ length: width }, (_, x) => [...(x < width / 2 ? [255, 0, 0] : [0, 0, 255]), ...(alpha === 1 ? [] : [Math.round(alpha * 255)])])
  return sharp(Buffer.alloc(height * row.flat().length, Buffer.from(row.flat())), { raw: { width, height, channels: alpha === 1 ? 3 : 4 } })
}

/** What an upload is, with the size and the pixels of the prepared picture: its top left and its bottom right. */
async function summary (bytes: Buffer) {
  const upload = await inspect(bytes)
  if (!upload) return undefined
  const { prepared, ...rest } = upload
  const { data, info } = await sharp(prepared).raw().toBuffer({ resolveWithObject: true })
  const { format, depth, space } = await sharp(prepared).metadata()
  const pixel = (start: number) => [...data.subarray(start, start + info.channels)]
  return { ...rest, prepared: { is: `${format} ${space} ${depth}`, size: [info.width, info.height], first: pixel(0), last: pixel(data.length - info.channels) } }
}

const png = 'png srgb uchar'
const opaque = { is: png, size: [64, 48], first: [255, 0, 0], last: [0, 0, 255] }

t.test('returns the format, size, mode and transparency of each kind of PNG', async t => {
  const plain = { format: 'png', width: 64, height: 48, mode: 'RGB', hasAlpha: false, transparency: 'none', prepared: opaque }
  const clear = { ...plain, mode: 'RGBA', hasAlpha: true, transparency: 'all' }
  const cases: Record<string, [Buffer, object]> = {
    RGB: [await halves().png().toBuffer(), plain],
    interlaced: [await halves().png({ progressive: true }).toBuffer(), plain],
    'RGB of 16 bits': [await halves().toColourspace('rgb16').png().toBuffer(), plain],
    palette: [await halves().png({ palette: true }).toBuffer(), { ...plain, mode: 'P' }],
    greyscale: [await sharp(await halves().png().toBuffer()).toColourspace('b-w').png().toBuffer(), { ...plain, mode: 'L' }],
    RGBA: [await halves(0.5).png().toBuffer(), { ...plain, mode: 'RGBA', hasAlpha: true }],
    'RGBA of 16 bits': [await halves(0.5).toColourspace('rgb16').png().toBuffer(), { ...plain, mode: 'RGBA', hasAlpha: true }],
    'transparent RGBA': [await halves(0).png().toBuffer(), clear],
    'transparent RGBA of 16 bits': [await halves(0).toColourspace('rgb16').png().toBuffer(), clear]
  }
  for (const [title, [bytes, expected]] of Object.entries(cases)) {
    const { prepared, ...rest } = (await summary(bytes))!
    const { prepared: _, ...expectedRest } = expected as typeof plain
    t.strictSame(rest, expectedRest, title)
    t.strictSame([prepared.is, prepared.size], [png, [64, 48]], title)
    if (['RGB', 'interlaced', 'palette', 'RGB of 16 bits'].includes(title)) t.strictSame(prepared, opaque, title)
  }
})

t.test('names the modes of all bit depths and colour types of PNG as PIL does', async t => {
  const modes = {
    0: { 1: '1', 2: 'L', 4: 'L', 8: 'L', 16: 'I;16' },
    2: { 8: 'RGB', 16: 'RGB' },
    3: { 1: 'P', 2: 'P', 4: 'P', 8: 'P' },
    4: { 8: 'LA', 16: 'RGBA' },
    6: { 8: 'RGBA', 16: 'RGBA' }
  }
  for (const [type, depths] of Object.entries(modes)) {
    for (const [depth, mode] of Object.entries(depths)) {
      const colourType = Number(type)
      const chunks = colourType === 3 ? [pngChunk('PLTE', Buffer.from([1, 2, 3])), pngChunk('tRNS', Buffer.from([0]))] : []
      const upload = await summary(pngFile({ width: 9, height: 3, bitDepth: Number(depth), colourType, chunks }))
      const hasAlpha = colourType >= 3
      const first = colourType === 3 ? [1, 2, 3, 0] : hasAlpha ? [0, 0, 0, 0] : [0, 0, 0]
      t.strictSame(upload, {
        format: 'png', width: 9, height: 3, mode, hasAlpha, transparency: hasAlpha ? 'all' : 'none', prepared: { is: png, size: [9, 3], first, last: first }
      }, `colour type ${type}, ${depth} bits`)
    }
  }
})

t.test('returns the format, size, mode and transparency of JPEG and WebP', async t => {
  const plain = { width: 64, height: 48, mode: 'RGB', hasAlpha: false, transparency: 'none' }
  const cases: Record<string, [Buffer, object]> = {
    jpeg: [await halves().jpeg().toBuffer(), { ...plain, format: 'jpeg' }],
    'progressive jpeg': [await halves().jpeg({ progressive: true }).toBuffer(), { ...plain, format: 'jpeg' }],
    'greyscale jpeg': [await halves().toColourspace('b-w').jpeg().toBuffer(), { ...plain, format: 'jpeg', mode: 'L' }],
    'CMYK jpeg': [await halves().toColourspace('cmyk').jpeg().toBuffer(), { ...plain, format: 'jpeg', mode: 'CMYK' }],
    webp: [await halves().webp().toBuffer(), { ...plain, format: 'webp' }],
    'transparent webp': [await halves(0.5).webp().toBuffer(), { ...plain, format: 'webp', mode: 'RGBA', hasAlpha: true }],
    'invisible lossless webp': [await halves(0).webp({ lossless: true }).toBuffer(), { ...plain, format: 'webp', mode: 'RGBA', hasAlpha: true, transparency: 'all' }]
  }
  for (const [title, [bytes, expected]] of Object.entries(cases)) {
    const { prepared, ...rest } = (await summary(bytes))!
    t.strictSame(rest, expected, title)
    t.strictSame([prepared.is, prepared.size], [png, [64, 48]], title)
    if (!/^(greyscale|invisible)/.test(title)) t.ok(prepared.first[0]! > prepared.first[2]! && prepared.last[2]! >= prepared.last[0]!, `${title}: ${prepared.first} ${prepared.last}`)
  }
})

t.test('finds a single transparent pixel in a picture of any size', async t => {
  for (const [width, height] of [[64, 48], [2500, 2400]] as const) {
    const withHole = (channels: 3 | 4) => sharp({ create: { width, height, channels, background: { r: 9, g: 9, b: 9, alpha: 1 / 255 } } })
    const hole = { input: { create: { width: 1, height: 1, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 1 } } }, left: width - 1, top: height - 1, blend: 'dest-out' as const }
    t.equal((await inspect(await withHole(4).png({ compressionLevel: 1 }).toBuffer()))!.transparency, 'none')
    t.equal((await inspect(await withHole(4).composite([hole]).png({ compressionLevel: 1 }).toBuffer()))!.transparency, 'some')
  }
})

t.test('applies the orientation to the prepared picture and to the size', async t => {
  for (const [title, image] of Object.entries({
    jpeg: halves().jpeg(), progressive: halves().jpeg({ progressive: true }), cmyk: halves().toColourspace('cmyk').jpeg(), webp: halves().webp(), png: halves().png()
  })) {
    const upload = (await summary(await image.withMetadata({ orientation: 6 }).toBuffer()))!
    t.strictSame([upload.width, upload.height, upload.prepared.size], [48, 64, [48, 64]], title)
    const { first, last } = upload.prepared
    t.ok(first[0]! > first[2]! && last[2]! >= last[0]!, `${title}: red is above blue, ${first} ${last}`)
  }
})

t.test('scales the prepared picture to at most 2048 pixels or the given edge, and never enlarges it', async t => {
  const tall = await inspect(await halves(1, 20, 400).png().toBuffer(), { maxEdge: 100 })
  t.match(await sharp(tall!.prepared).metadata(), { width: 5, height: 100 })
  const sizes: [width: number, height: number, prepared: [number, number]][] = [[2048, 10, [2048, 10]], [4096, 1024, [2048, 512]], [30, 20_000, [3, 2048]], [1, 1, [1, 1]]]
  for (const [width, height, prepared] of sizes) {
    t.strictSame((await summary(pngFile({ width, height, bitDepth: 8, colourType: 2 })))!.prepared.size, prepared, `${width}x${height}`)
  }
})

t.test('takes the first frame of an animation', async t => {
  const frames = { raw: { width: 8, height: 16, channels: 4 as const, pageHeight: 8 } }
  const pixels = Buffer.concat([Buffer.alloc(8 * 8 * 4, Buffer.from([255, 0, 0, 255])), Buffer.alloc(8 * 8 * 4, Buffer.from([0, 0, 255, 255]))])
  const { prepared, ...rest } = (await summary(await sharp(pixels, frames).webp({ lossless: true }).toBuffer()))!
  t.match(rest, { format: 'webp', width: 8, height: 8, transparency: 'none' })
  t.strictSame([prepared.size, prepared.first.slice(0, 3), prepared.last.slice(0, 3)], [[8, 8], [255, 0, 0], [255, 0, 0]])

  const control = Buffer.alloc(8)
  control.writeUInt32BE(1, 0)
  const animatedPng = pngFile({ width: 8, height: 8, bitDepth: 8, colourType: 2, chunks: [pngChunk('acTL', control), pngChunk('fcTL', Buffer.alloc(26))] })
  t.match(await summary(animatedPng), { format: 'png', width: 8, height: 8, mode: 'RGB' })
})

t.test('decodes only PNG, JPEG and WebP', async t => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48"/></svg>'
  const files: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    text: Buffer.from('a cat'),
    svg: Buffer.from(svg),
    'svg after the signature of PNG': Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(svg)]),
    'svg after the signature of JPEG': Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(svg)]),
    'svg after the signature of WebP': Buffer.concat([Buffer.from('RIFF....WEBP'), Buffer.from(svg)]),
    pdf: Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'),
    gif: await halves().gif().toBuffer(),
    avif: await halves().avif().toBuffer(),
    tiff: await halves().tiff().toBuffer(),
    'raw signature': Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  }
  for (const [title, bytes] of Object.entries(files)) t.equal(await inspect(bytes), undefined, title)
})

t.test('accepts an image that is followed by other data', async t => {
  for (const bytes of [await halves().png().toBuffer(), await halves().jpeg().toBuffer(), await halves().webp().toBuffer()]) {
    t.match(await inspect(Buffer.concat([bytes, Buffer.from('<svg/>PK\x03\x04')])), { width: 64 })
  }
})

/** A JPEG file with the index of several pictures, after a header of another kind and fill bytes. */
const withIndex = (jpeg: Buffer, identifier = 'MPF\0') =>
  Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, 4, 0, 0, 0xff, 0xff, 0xff, 0xe2, 0, 14]), Buffer.from(identifier.padEnd(12, '\0')), jpeg.subarray(2)])

t.test('refuses a JPEG file with several pictures, as the API does', async t => {
  const jpeg = await halves().jpeg().toBuffer()
  t.equal(await inspect(withIndex(jpeg)), undefined)
  t.match(await inspect(withIndex(jpeg, 'ICC')), { format: 'jpeg' })
})

t.test('refuses a file that ends early or is damaged, without hanging', async t => {
  const noise = sharp({ create: { width: 200, height: 200, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
  const files = {
    png: await noise.clone().png().toBuffer(),
    interlaced: await noise.clone().png({ progressive: true }).toBuffer(),
    jpeg: await noise.clone().jpeg().toBuffer(),
    progressive: await noise.clone().jpeg({ progressive: true }).toBuffer(),
    webp: await noise.clone().webp().toBuffer(),
    lossless: await noise.clone().webp({ lossless: true }).toBuffer()
  }
  for (const [title, bytes] of Object.entries(files)) {
    t.match(await inspect(bytes), { width: 200 }, title)
    for (const share of [0.001, 0.01, 0.1, 0.5, 0.9, 0.98]) t.equal(await inspect(bytes.subarray(0, bytes.length * share)), undefined, `${title}: ${share}`)
  }
  const damaged = Buffer.from(files.png)
  damaged.writeUInt8(damaged[1000]! ^ 0xff, 1000)
  t.equal(await inspect(damaged), undefined, 'a wrong checksum')
})

t.test('resolves for files with changed bytes in any place', async t => {
  const files = await Promise.all([halves().png(), halves().png({ palette: true }), halves().jpeg(), halves().jpeg({ progressive: true }), halves().webp(), halves(0.5).webp()].map(image => image.toBuffer()))
  const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 10 })
  const inspectSmall = createInspectUpload({ threads, maxPixels: 1_000_000 })
  await eventuallyHolds(t, [fc.constantFrom(...files), changes], async (file, changes) => {
    const bytes = Buffer.from(file)
    for (const [position, value] of changes) bytes[Math.floor(position * bytes.length)] = value
    await inspectSmall(bytes)
  })
})

t.test('refuses pictures without pixels, with too many pixels, and with an edge that is too long', async t => {
  const rows = Buffer.alloc(100)
  const sizes: [width: number, height: number][] = [[0, 1], [1, 0], [30_000, 30_000], [8001, 8000], [32_769, 1], [1, 32_769], [2 ** 31 - 1, 1], [2 ** 32 - 1, 2 ** 32 - 1]]
  for (const [width, height] of sizes) t.equal(await inspect(pngFile({ width, height, bitDepth: 1, colourType: 0, rows })), undefined, `${width}x${height}`)
  t.match(await inspect(pngFile({ width: 32_768, height: 1, bitDepth: 1, colourType: 0 })), { width: 32_768 })
  // 5120x5121 pixels, all black.
  t.equal(await inspect(Buffer.from('UklGRhoAAABXRUJQVlA4TA4AAAAv/xMABQcQEf0PRET/Aw==', 'base64')), undefined, 'WebP')
  const inspectSmall = createInspectUpload({ threads, maxPixels: 3072 })
  t.match(await inspectSmall(await halves().png().toBuffer()), { width: 64 })
  t.equal(await inspectSmall(await halves(1, 64, 49).png().toBuffer()), undefined)
})

t.test('decodes a PNG file without its compressed texts and its colour profile', async t => {
  const zeros = deflateSync(Buffer.alloc(1_000_000))
  const text = (type: string, prefix: string) => pngChunk(type, Buffer.concat([Buffer.from(prefix), zeros]))
  const picture = { width: 4, height: 4, bitDepth: 8, colourType: 3 }
  const palette = [pngChunk('PLTE', Buffer.from([1, 2, 3])), pngChunk('tEXt', Buffer.from('a\0b'))]
  const plain = pngFile({ ...picture, chunks: palette })
  t.equal(withoutCompressedMetadata(plain), plain)
  const heavy = pngFile({ ...picture, chunks: [text('iCCP', 'p\0\0'), ...palette, text('zTXt', 'a\0\0'), text('iTXt', 'b\0\x01\0\0\0'), text('zTXt', 'c\0\0')] })
  t.ok(withoutCompressedMetadata(heavy).equals(plain))
  t.strictSame(await inspect(heavy), await inspect(plain))

  for (let length = 0; length < plain.length; length++) t.ok(withoutCompressedMetadata(plain.subarray(0, length)).equals(plain.subarray(0, length)))
  const damaged = Buffer.from(heavy)
  damaged.writeUInt32BE(2 ** 32 - 1, 33)
  t.equal(withoutCompressedMetadata(damaged), damaged)
  t.equal(await inspect(damaged), undefined)
})

t.test('inspects many uploads at once', async t => {
  const files = await Promise.all(Array.from({ length: 20 }, async (_, index) => halves(1, 2 * (index + 1), 10).png().toBuffer()))
  const large = pngFile({ width: 2000, height: 2000, bitDepth: 8, colourType: 0 })
  const uploads = await Promise.all([...files, large, large].map(file => inspect(file)))
  t.strictSame(uploads.map(upload => upload!.width), [...files.map((_, index) => 2 * (index + 1)), 2000, 2000])
})

t.test('prepares equal files equally, without metadata', async t => {
  const bytes = await readFile(join(packageFolder, 'fixtures/scenarios/images/badge.png'))
  const [one, other] = await Promise.all([inspect(bytes), inspect(bytes)])
  t.ok(one!.prepared.equals(other!.prepared))
  const profiled = await inspect(await halves().withIccProfile('p3').withExif({ IFD0: { Copyright: 'me' } }).png().toBuffer())
  const { icc, exif } = await sharp(profiled!.prepared).metadata()
  t.strictSame([icc, exif], [undefined, undefined])
})

t.test('creates thumbnails of prepared pictures', async t => {
  const sizes: [width: number, height: number, edge: number, thumbnail: [number, number]][] = [[400, 200, 100, [100, 50]], [20, 40, 100, [20, 40]], [2000, 1, 100, [100, 1]]]
  for (const [width, height, edge, expected] of sizes) {
    const { prepared } = (await inspect(await halves(0.5, width, height).png().toBuffer()))!
    const metadata = await sharp(await createUploadThumbnail(prepared, edge)).metadata()
    t.strictSame([metadata.format, metadata.width, metadata.height, metadata.hasAlpha], ['png', ...expected, true])
  }
})
