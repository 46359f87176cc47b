/** Resized uploads: shared by pictures that are drawn at the same time, and their memory is reused. */
import t from 'tap'
import { createDrawingThreads } from '../../../src/pictures/drawing-threads.js'
import type { FittedUploads } from '../../../src/pictures/uploads/draw-uploads.js'
import { createUseFitted } from '../../../src/pictures/uploads/fit-uploads.js'
import { blue, imageOf, plain, red } from './sample-uploads.js'

const size = { width: 256, height: 256 }
const threads = createDrawingThreads()
t.teardown(threads.close)

t.test('pictures that are drawn at the same time share the pixels, if they have equal uploads, sizes and cards', async t => {
  const useFitted = createUseFitted(threads)
  const uploads = { images: [await plain(red), await plain(blue)] }
  let end = () => {}
  const ended = new Promise<void>(resolve => { end = resolve })
  const seen: SharedArrayBuffer[] = []
  const use = async ({ pixels }: FittedUploads) => { seen.push(pixels); await ended }
  const all = [
    useFitted(uploads, size, 180, use), useFitted(uploads, { ...size }, 180, use), useFitted(uploads, size, 170, use),
    useFitted(uploads, { ...size, width: 512 }, 180, use), useFitted({ ...uploads }, size, 180, use)
  ]
  const shared = await useFitted(uploads, size, 180, async ({ pixels }) => pixels)
  while (seen.length < 5) await new Promise(setImmediate)
  t.equal(new Set(seen).size, 4)
  t.equal(seen.filter(pixels => pixels === shared).length, 2)
  await useFitted(uploads, size, 180, async ({ pixels }) => { t.equal(pixels, shared, 'still used by others') })
  end()
  await Promise.all(all)
  await useFitted({ images: [await plain(red, 2)] }, { width: 64, height: 64 }, 30, async ({ pixels }) => { t.ok(seen.includes(pixels), 'reused') })
})

t.test('layers have the pixels of their images, and the first one the alpha of the mask', async t => {
  const images = [await plain(red, 128), await plain([...blue.slice(0, 3), 100] as typeof blue)]
  const mask = await imageOf(128, 128, (_, y) => [9, 9, 9, y < 64 ? 0 : 255])
  await createUseFitted(threads)({ images, mask }, size, 200, async ({ layers: [first, second], pixels }) => {
    const bytes = new Uint8Array(pixels)
    const { offset, width, height, maskOffset } = first!
    t.strictSame([...bytes.subarray(offset, offset + 4)], red)
    t.strictSame([maskOffset, second!.offset], [width * height * 4, width * height * 5])
    t.strictSame([bytes[maskOffset!], bytes[maskOffset! + width * height - 1]], [0, 255])
    // The colors are multiplied by alpha while they are resized, and rounded.
    for (const [channel, value] of [20, 60, 220, 100].entries()) t.ok(Math.abs(bytes[second!.offset + channel]! - value) <= 3)
    t.equal(second!.maskOffset, undefined)
  })
})

t.test('rejects images that cannot be decoded, each time, and draws others afterwards', async t => {
  const useFitted = createUseFitted(threads)
  const image = await plain(red)
  for (const images of [[Buffer.from('no image')], [image, image.subarray(0, 60)], [image, image.subarray(0, 60)]]) {
    await t.rejects(useFitted({ images }, size, 180, async () => t.fail('used')))
  }
  await t.rejects(useFitted({ images: [image] }, size, 180, async () => { throw new Error('from use') }), { message: 'from use' })
  t.equal(await useFitted({ images: [image] }, size, 180, async ({ layers }) => layers.length), 1)
})
