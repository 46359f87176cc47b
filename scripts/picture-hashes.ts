/**
 * Prints the SHA-256 of the files of pictures in every format, of thumbnails, of fitted user images, of prepared uploads, and
 * of edits and variations, one on each line. `scripts/same-bytes.sh` runs it on two architectures and compares the lines.
 */
import { createHash, hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dimensionsOf } from '../src/contract/sizes.js'
import type { ImageFormat } from '../src/pictures/output/image-format.js'
import type { Picture } from '../src/pictures/picture.js'
import { createDrawingThreads } from '../src/pictures/drawing-threads.js'
import { createRenderer } from '../src/pictures/render.js'
import { loadSharp } from '../src/pictures/text/fonts.js'
import { createInspectUpload } from '../src/pictures/uploads/inspect-upload.js'
import { createUploadStore, type UploadedImages } from '../src/pictures/uploads/upload-store.js'
import { createUserImages } from '../src/pictures/user-images.js'

const prompts = [
  'A cute baby sea otter', 'ثعلب صغير يجلس تحت شجرة الزيتون', '夕暮れの海辺で遊ぶ赤ちゃんラッコ、水彩画風', 'शाम के समय समुद्र तट पर एक प्यारा ऊदबिलाव',
  '🦦 and 👩‍👩‍👧‍👦 at the sea', 'นากทะเลตัวน้อยลอยอยู่กลางทะเล', 'שועל קטן יושב מתחת לעץ', 'Маленькая морская выдра на закате'
]
const qualities = ['standard', 'hd', 'low', 'medium', 'high'] as const
const styles = [undefined, 'vivid', 'natural'] as const

const userImages = createUserImages()
const uploads = createUploadStore({ maxBytes: 2 ** 28, ttlMs: 3_600_000, now: Date.now })
const threads = createDrawingThreads()
const renderer = createRenderer({ cacheBytes: 0, userImages, uploads, threads })
const [userImage] = await userImages.replaceAll(process.argv.slice(2))

/** The picture with this number: prompts, qualities, styles, formats and sizes in turn. */
function pictureOf (number: number, size: string, format: ImageFormat, more: Partial<Picture> = {}): Picture {
  const style = styles[number % styles.length]
  return {
    model: 'gpt-image-2',
    size,
    quality: qualities[number % qualities.length]!,
    ...(style && { style }),
    index: number % 10,
    count: 10,
    caption: prompts[number % prompts.length]!,
    seed: createHash('sha256').update(`picture ${number}`).digest('hex').slice(0, 32),
    format,
    ...more
  }
}

const pictures: Picture[] = []
const add = (...given: Parameters<typeof pictureOf>) => { pictures.push(pictureOf(...given)) }
const sizes = ['256x256', '1024x1024', '1024x1536', '1122x1402', '1915x821']
for (let number = 0; number < 20; number++) {
  const size = sizes[number % sizes.length]!
  add(number, size, 'png')
  add(number, size, 'png', { background: 'transparent' })
  add(number, size, 'jpeg', number % 2 ? { compression: 5 * number } : {})
  add(number, size, 'webp', number % 2 ? { compression: 5 * number } : {})
  add(number, size, 'webp', { background: 'transparent', ...(number % 2 && { compression: 5 * number }) })
}
for (const format of ['png', 'jpeg', 'webp'] as const) add(20, '3840x2160', format)
for (const number of [21, 22, 23, 24]) {
  add(number, '512x512', 'gif', { frames: 4, frameDurationMs: 200 })
  add(number, '512x512', 'gif', { frames: 1, frameDurationMs: 200, background: 'transparent' })
}
for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
  const frames = format === 'gif' ? { frames: 1, frameDurationMs: 200 } : {}
  add(25, '1024x1024', format, { userImage: userImage!, ...frames })
  if (format !== 'jpeg') add(25, '1024x1024', format, { userImage: userImage!, background: 'transparent', ...frames })
}

/** Adds a picture that is made of uploads. */
async function addEdit (number: number, size: string, format: ImageFormat, images: UploadedImages, more: Partial<Picture> = {}): Promise<void> {
  const { reference } = await uploads.add(images)
  add(number, size, format, { sources: { kind: 'edit', ...reference }, ...more })
}

/** A PNG file with many colours, and with many values of alpha if it has four channels. */
async function patternOf (width: number, height: number, channels: 3 | 4): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * channels)
  for (let index = 0; index < pixels.length; index++) pixels[index] = Math.imul(index, 2654435761) >>> 27 ^ Math.floor(index / width / 3)
  return (await loadSharp())(pixels, { raw: { width, height, channels } }).png().toBuffer()
}

const inspect = createInspectUpload({ threads })
const badge = (await inspect(await readFile(process.argv[2]!)))!.prepared
const [small, wide, mask] = [await patternOf(68, 68, 3), await patternOf(2048, 300, 4), await patternOf(68, 68, 4)]
const transparentParts = { background: 'transparent' } as const
await addEdit(26, '1024x1024', 'png', { images: [badge] })
await addEdit(27, '1024x1024', 'png', { images: [small], mask })
await addEdit(28, '256x256', 'png', { images: [wide], mask }, transparentParts)
await addEdit(29, '1536x1024', 'jpeg', { images: [badge, small, wide, small, wide], mask })
await addEdit(30, '1024x1536', 'webp', { images: [wide, badge] }, transparentParts)
await addEdit(31, '512x512', 'gif', { images: [badge] }, { frames: 2, frameDurationMs: 200 })
await addEdit(32, '3840x2160', 'jpeg', { images: [small], mask })
// sharp resizes images of this size differently on arm64.
const odd = await patternOf(1122, 1402, 4)
await addEdit(34, '256x256', 'png', { images: [odd, odd, odd] })
for (const number of [30, 31, 33, 39]) {
  const { reference } = await uploads.add({ images: [number % 2 ? wide : badge] })
  add(number, '512x512', 'png', { sources: { kind: 'variation', ...reference } })
}

for (const picture of pictures) {
  const { format, size, background = '', userImage, sources, caption } = picture
  const name = [format, size, background, sources?.kind, userImage ? 'user image' : caption].filter(Boolean).join(' ')
  console.log(hash('sha256', await renderer.file(picture)), name)
  const { width } = dimensionsOf(size)
  console.log(hash('sha256', await renderer.thumbnail(picture, width >> 2)), 'thumbnail of', name)
  // Once more as an upload. Only pictures of 3840x2160 are scaled.
  const upload = await inspect(await renderer.file(picture))
  if (upload) console.log(hash('sha256', upload.prepared), 'upload of', name)
}
await renderer.close()
