import { createHash } from 'node:crypto'
import t from 'tap'
import sharp from 'sharp'
import { imageRequest } from '../image-request.js'
import type { DrawTask } from '../../src/pictures/draw-worker.js'
import { createDrawPicture } from '../../src/pictures/draw.js'
import { createDrawingThreads } from '../../src/pictures/drawing-threads.js'
import { picturesOf } from '../../src/pictures/picture.js'

const threads = createDrawingThreads()
t.teardown(threads.close)
const drawPicture = createDrawPicture({ threads })
const pictureOf = (body: object, index = 0) => picturesOf(imageRequest(body))[index]!

async function fingerprint (png: Buffer) {
  const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  return createHash('sha256').update(data).digest('hex').slice(0, 16)
}

// Hashes of the decoded pixels, equal on every machine with the same lock file. Look at the pictures before you change them.
const fingerprints: Array<[body: object, pixels: string]> = [
  [{ prompt: 'A cute baby sea otter' }, '5a2e32c93df14d1e'],
  [{ prompt: 'A cute baby sea otter', size: '256x256' }, '8211c7766bccfeec'],
  [{ prompt: 'A cute baby sea otter', size: '512x512', n: 10 }, 'cb5bb5e52d8b8837'],
  [{ prompt: 'A cute baby sea otter', model: 'dall-e-3' }, '34c63613983e1af4'],
  [{ prompt: 'A cute baby sea otter', model: 'dall-e-3', style: 'natural' }, '63f28316bb70e7a6'],
  [{ prompt: 'A cute baby sea otter', model: 'dall-e-3', quality: 'hd', size: '1792x1024' }, '3fa9f83f1af1261b'],
  [{ prompt: 'A cute baby sea otter', model: 'dall-e-3', quality: 'hd', size: '1024x1792', style: 'natural' }, '7e77eedb5f7e76fc'],
  [{ prompt: 'ثعلب صغير يجلس تحت شجرة الزيتون', size: '512x512' }, '42196d918674ac1d'],
  [{ prompt: '夕暮れの海辺で遊ぶ赤ちゃんラッコ、水彩画風', size: '512x512' }, '3aeb21cd6dfd1aed'],
  [{ prompt: 'शाम के समय समुद्र तट पर एक प्यारा ऊदबिलाव', size: '512x512' }, 'c4181cf0af923ee3'],
  [{ prompt: '🦦 and 👩‍👩‍👧‍👦 at the sea', size: '512x512' }, '625f1f280ddabfd1'],
  [{ prompt: 'word '.repeat(200), size: '256x256' }, '00c8f93d6cf3d567']
]

t.test('a picture has the same pixels in every run and on every machine', async t => {
  for (const [body, expected] of fingerprints) {
    t.equal(await fingerprint(await drawPicture(pictureOf(body))), expected, JSON.stringify(body).slice(0, 80))
  }
})

t.test('equal pictures have equal bytes', async t => {
  const picture = pictureOf({ prompt: 'A cute baby sea otter', size: '256x256' })
  t.strictSame(await drawPicture(picture), await drawPicture(picture))
})

t.test('the ten pictures of a request look different', async t => {
  const pictures = await Promise.all(picturesOf(imageRequest({ prompt: 'A cute baby sea otter', size: '256x256', n: 10 })).map(picture => drawPicture(picture)))
  const small = await Promise.all(pictures.map(png => sharp(png).extract({ left: 0, top: 0, width: 256, height: 150 }).resize(8, 8).raw().toBuffer()))
  for (const [index, one] of small.entries()) {
    for (const other of small.slice(index + 1)) {
      const difference = one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length
      t.ok(difference > 8, `mean difference of ${difference.toFixed(1)}`)
    }
  }
})

t.test('prompt, model, size, quality and style all change the picture', async t => {
  const base = { prompt: 'A cute baby sea otter', model: 'any', size: '256x256', quality: 'standard', style: 'vivid' }
  const variants = [{}, { prompt: 'A cute baby sea otter.' }, { model: 'other' }, { size: '512x512' }, { quality: 'hd' }, { style: 'natural' }]
  const pictures = await Promise.all(variants.map(async variant => fingerprint(await drawPicture(pictureOf({ ...base, ...variant })))))
  t.equal(new Set(pictures).size, variants.length)
})

t.test('the file has the format and the size of the picture', async t => {
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    for (const size of ['256x256', '122x140']) {
      const [width, height] = size.split('x').map(Number)
      const metadata = await sharp(await drawPicture({ ...pictureOf({}), size, format })).metadata()
      t.match(metadata, { format, width, height, channels: 3, depth: 'uchar', space: 'srgb', isPalette: false })
    }
  }
})

t.test('every format shows the same scene', async t => {
  const picture = pictureOf({ prompt: 'A cute baby sea otter', size: '512x512' })
  const png = await sharp(await drawPicture(picture)).raw().toBuffer()
  for (const format of ['jpeg', 'webp', 'gif'] as const) {
    const file = await drawPicture({ ...picture, format, ...(format === 'gif' && { frames: 1, frameDurationMs: 100 }) })
    const pixels = await sharp(file).removeAlpha().raw().toBuffer()
    const difference = pixels.reduce((sum, value, at) => sum + Math.abs(value - png[at]!), 0) / pixels.length
    t.ok(difference < 2.5, `${format}: mean difference of ${difference.toFixed(2)}`)
  }
})

t.test('output_compression is the quality of JPEG and WebP files', async t => {
  const picture = pictureOf({ prompt: 'A cute baby sea otter', size: '512x512' })
  for (const format of ['jpeg', 'webp'] as const) {
    const lengths = await Promise.all([0, 1, 50, undefined].map(async compression =>
      (await drawPicture({ ...picture, format, ...(compression !== undefined && { compression }) })).length))
    t.ok(lengths[0]! < lengths[2]! && lengths[2]! < lengths[3]!, `${format}: ${lengths}`)
  }
})

t.test('a GIF has the requested frames, each shown for the requested time, and is repeated forever', async t => {
  const picture = { ...pictureOf({ prompt: 'A cute baby sea otter', size: '256x256' }), format: 'gif' as const, frames: 5, frameDurationMs: 120 }
  const file = await drawPicture(picture)
  t.match(await sharp(file).metadata(), { format: 'gif', width: 256, height: 256, pages: 5, loop: 0, delay: [120, 120, 120, 120, 120] })
  const frames = await Promise.all([0, 1, 2, 3, 4].map(page => sharp(file, { page }).raw().toBuffer()))
  t.equal(new Set(frames.map(frame => createHash('sha256').update(frame).digest('hex'))).size, 5, 'all frames differ')
})

t.test('the parts of a GIF that do not move keep their color in every frame', async t => {
  const picture = { ...pictureOf({ prompt: 'A cute baby sea otter', size: '512x512' }), format: 'gif' as const, frames: 3, frameDurationMs: 100 }
  const raw: Buffer[] = []
  const draw = async (task: DrawTask) => {
    await threads.draw({ ...task, hasShown: false })
    raw.push(Buffer.from(task.pixels.slice(0, 512 * 512 * 4)))
  }
  await createDrawPicture({ threads: { ...threads, draw } })(picture)
  const file = await drawPicture(picture)
  const shown = await Promise.all([0, 1, 2].map(page => sharp(file, { page }).ensureAlpha().raw().toBuffer()))
  const colorOf = (pixels: Buffer, at: number) => pixels.readUInt32LE(at)
  let still = 0
  for (let at = 0; at < 512 * 512 * 4; at += 4) {
    if (colorOf(raw[0]!, at) !== colorOf(raw[1]!, at) || colorOf(raw[1]!, at) !== colorOf(raw[2]!, at)) continue
    still++
    if (colorOf(shown[0]!, at) !== colorOf(shown[1]!, at) || colorOf(shown[1]!, at) !== colorOf(shown[2]!, at)) t.fail(`pixel ${at / 4}`)
  }
  t.ok(still > 512 * 512 / 2)
})

t.test('a frame of a GIF is shown for up to 655,350 ms, opaque or transparent', async t => {
  const picture = pictureOf({ prompt: 'A cute baby sea otter', size: '256x256' })
  for (const background of [undefined, 'transparent'] as const) {
    for (const frameDurationMs of [10, 65_540, 655_350]) {
      const gif = { ...picture, format: 'gif' as const, frames: 2, frameDurationMs, ...(background && { background }) }
      const { pages, delay } = await sharp(await drawPicture(gif)).metadata()
      t.strictSame({ pages, delay }, { pages: 2, delay: [frameDurationMs, frameDurationMs] })
    }
  }
})

t.test('a transparent picture has transparent, opaque and half-transparent pixels', async t => {
  const picture = { ...pictureOf({ prompt: 'A cute baby sea otter', size: '512x512' }), background: 'transparent' as const }
  for (const format of ['png', 'webp'] as const) {
    const { data, info } = await sharp(await drawPicture({ ...picture, format })).raw().toBuffer({ resolveWithObject: true })
    t.equal(info.channels, 4, format)
    const alphas = data.filter((_, index) => index % 4 === 3)
    t.ok(alphas.includes(0) && alphas.includes(255) && alphas.some(alpha => alpha > 0 && alpha < 255), format)
  }
})

t.test('the XMP metadata of the file describes the request', async t => {
  const prompt = 'Ein süßer Otter 🦦 & "Freunde" <1> (schlafend)'
  const picture = pictureOf({ prompt, model: 'dall-e-3', size: '1024x1792', quality: 'hd' })
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    const { xmpAsString: xmp } = await sharp(await drawPicture({ ...picture, format })).metadata()
    t.match(xmp, /<rdf:li xml:lang="x-default">Ein süßer Otter 🦦 &amp; &quot;Freunde&quot; &lt;1&gt; \(schlafend\)<\/rdf:li>/, format)
    for (const property of [
      'xmp:CreatorTool="openai-images-mock"', 'mock:model="dall-e-3"', 'mock:size="1024x1792"', 'mock:quality="hd"', 'mock:style="vivid"',
      'mock:index="0"', 'mock:n="1"', `mock:seed="${picture.seed}"`
    ]) t.ok(xmp!.includes(` ${property}`), `${format}: ${property}`)
  }
})
