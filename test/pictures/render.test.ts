import t from 'tap'
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { imageRequest } from '../image-request.js'
import { createUserImages } from '../../src/pictures/user-images.js'
import { createPictureCache } from '../../src/pictures/picture-cache.js'
import { picturesOf } from '../../src/pictures/picture.js'
import { createRenderer } from '../../src/pictures/render.js'
import { createUploadStore } from '../../src/pictures/uploads/upload-store.js'

const uploads = createUploadStore({ maxBytes: 2 ** 20, ttlMs: 60_000, now: Date.now })
const picture = picturesOf(imageRequest({ prompt: 'A cute baby sea otter', size: '256x256' }))[0]!

t.test('base64 decodes to the file', async t => {
  const renderer = createRenderer({ cacheBytes: 2 ** 20, userImages: createUserImages(), uploads })
  for (const one of [picture, { ...picture, minBytes: 500_000 }]) {
    const { pieces, bytes, sha256 } = await renderer.base64(one)
    const file = await renderer.file(one)
    t.ok(Buffer.concat(pieces).toString('latin1') === file.toString('base64'))
    t.strictSame({ bytes, sha256 }, { bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') })
  }
  t.equal(await renderer.base64(picture), await renderer.base64({ ...picture }), 'computed once')
})

t.test('a padded picture is drawn once with its unpadded one, and takes no more memory in the cache', async t => {
  const renderer = createRenderer({ cacheBytes: 100_000, userImages: createUserImages(), uploads })
  const file = await renderer.file(picture)
  t.ok(file.length < 40_000, `${file.length}`)
  const heavy = await renderer.base64({ ...picture, minBytes: 8_000_000 })
  t.equal(heavy.bytes, 8_000_000)
  t.equal(await renderer.file(picture), file, 'cached')
  t.equal(await renderer.base64({ ...picture, minBytes: 8_000_000 }), heavy, 'cached')
})

t.test('draws a picture once for concurrent and later requests', async t => {
  const renderer = createRenderer({ cacheBytes: 2 ** 20, userImages: createUserImages(), uploads })
  const [one, other] = await Promise.all([renderer.file(picture), renderer.file({ ...picture })])
  t.equal(one, other)
  t.equal(await renderer.file(picture), one)
})

t.test('the cache has at most its size in bytes, and evicts the least recently used pictures', async t => {
  const memoise = createPictureCache(100)
  const made: string[] = []
  const render = (key: string, length = 40) => memoise(key, async () => { made.push(key); return Buffer.alloc(length) })
  await render('a')
  await render('b')
  await render('a')
  await render('c')
  await render('a')
  await render('b')
  t.strictSame(made, ['a', 'b', 'c', 'b'])
  t.equal((await render('large', 101)).length, 101, 'a picture larger than the cache is not stored')
  await render('large', 101)
  t.strictSame(made.slice(-2), ['large', 'large'])
})

t.test('a cache of 0 bytes stores nothing, and a failure is never cached', async t => {
  const memoise = createPictureCache(0)
  let count = 0
  const make = async () => { count++; return Buffer.alloc(1) }
  await Promise.all([memoise('a', make), memoise('a', make)])
  await memoise('a', make)
  t.equal(count, 2)
  await t.rejects(memoise('b', async () => { throw new Error('no') }), { message: 'no' })
  t.equal((await memoise('b', make)).length, 1)
})

t.test('returns a user image that was evicted while its picture was queued, and rejects later requests for it', async t => {
  const red = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } }).png().toBuffer()
  const blue = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0000ff' } }).png().toBuffer()
  const userImages = createUserImages({ maxBytes: Math.max(red.length, blue.length) })
  const [userImage] = await userImages.replaceAll([red]) as [string]
  const renderer = createRenderer({ cacheBytes: 0, userImages, uploads })
  const before = picturesOf(imageRequest({ prompt: 'A crowd', size: '256x256', n: 10 })).map(picture => renderer.file(picture))
  const shown = renderer.base64({ ...picture, userImage })
  await userImages.replaceAll([blue])
  t.strictSame((await sharp(Buffer.from(Buffer.concat((await shown).pieces).toString(), 'base64')).stats()).dominant, { r: 248, g: 8, b: 8 })
  await t.rejects(renderer.base64({ ...picture, userImage }), { name: 'UnknownImageError' })
  await Promise.all(before)
})

t.test('draws uploaded images that were evicted while their picture was queued, and rejects later requests for them', async t => {
  const [image, other] = await Promise.all(['#ff0000', '#0000ff'].map(background =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } }).png().toBuffer())) as [Buffer, Buffer]
  const uploads = createUploadStore({ maxBytes: image.length + 10, ttlMs: 60_000, now: Date.now })
  const { reference, release } = await uploads.add({ images: [image] })
  release()
  const renderer = createRenderer({ cacheBytes: 0, userImages: createUserImages(), uploads })
  t.teardown(renderer.close)
  const edit = { ...picture, sources: { kind: 'edit' as const, ...reference } }
  const before = picturesOf(imageRequest({ prompt: 'A crowd', size: '256x256', n: 10 })).map(picture => renderer.file(picture))
  const shown = renderer.base64(edit)
  const { release: releaseOther } = await uploads.add({ images: [other] })
  releaseOther()
  const pixels = await sharp(Buffer.from(Buffer.concat((await shown).pieces).toString(), 'base64')).raw().toBuffer()
  t.strictSame([...pixels.subarray(0, 3)], [255, 0, 0])
  await t.rejects(renderer.base64(edit), { name: 'UnknownImageError' })
  await t.rejects(renderer.file(edit), { name: 'UnknownImageError' })
  await t.rejects(renderer.thumbnail(edit, 64), { name: 'UnknownImageError' })
  await Promise.all(before)
})

t.test('draws only the pictures that a client still waits for', async t => {
  const renderer = createRenderer({ cacheBytes: 2 ** 20, userImages: createUserImages(), uploads })
  const pictures = picturesOf(imageRequest({ prompt: 'A crowd', size: '256x256', n: 10 }))
  let gone = false
  const abandoned = pictures.map(picture => renderer.base64(picture, () => !gone))
  const wanted = renderer.base64(pictures[9]!)
  gone = true
  const results = await Promise.allSettled(abandoned)
  for (const result of results.slice(0, 9)) t.match(result, { status: 'rejected', reason: { name: 'AbandonedError' } })
  t.match(results[9], { status: 'fulfilled' })
  t.ok((await wanted).bytes > 1000)
})

t.test('the thumbnail of a file in any format is a PNG, which is transparent if the file is', async t => {
  const renderer = createRenderer({ cacheBytes: 2 ** 20, userImages: createUserImages(), uploads })
  t.teardown(renderer.close)
  const animation = { format: 'gif', frames: 3, frameDurationMs: 100 } as const
  for (const more of [{ format: 'jpeg' }, { format: 'webp' }, { format: 'webp', background: 'transparent' }, { background: 'transparent' }, animation] as const) {
    const thumbnail = sharp(await renderer.thumbnail({ ...picture, ...more }, 65))
    const { format, width, height, pages } = await thumbnail.metadata()
    t.strictSame({ format, width, height, pages }, { format: 'png', width: 65, height: 65, pages: undefined }, JSON.stringify(more))
    t.equal((await thumbnail.stats()).isOpaque, !('background' in more), JSON.stringify(more))
  }
})

t.test('draws a thumbnail once, and not for a client that has disconnected', async t => {
  const renderer = createRenderer({ cacheBytes: 2 ** 20, userImages: createUserImages(), uploads })
  const [one, other] = await Promise.all([renderer.thumbnail(picture, 64), renderer.thumbnail({ ...picture }, 64)])
  t.equal(one, other)
  t.equal(await renderer.thumbnail(picture, 64), one)
  t.not(await renderer.thumbnail(picture, 65), one)
  t.match(await sharp(await renderer.thumbnail(picture, 65)).metadata(), { format: 'png', width: 65, height: 65 })
  t.match(await sharp(await renderer.file(picture)).metadata(), { width: 256 })
  await t.rejects(renderer.thumbnail(picture, 66, () => false), { name: 'AbandonedError' })
})
