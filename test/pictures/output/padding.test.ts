/** Padded files of every format, decoded by sharp. */
import t from 'tap'
import sharp from 'sharp'
import { imageFormats, type ImageFormat } from '../../../src/pictures/output/image-format.js'
import { pad } from '../../../src/pictures/output/padding.js'

const raw = Buffer.from(Array.from({ length: 40 * 60 * 4 }, (_, index) => index * 7 & 0xff))

/** A file with metadata, as pictures have it; a GIF with two frames. */
async function fileOf (format: ImageFormat): Promise<Buffer> {
  const image = sharp(raw, { raw: { width: 40, height: 60, channels: 4, ...(format === 'gif' && { pageHeight: 30 }) } })
  return image.withXmp('<x/>').toFormat(format).toBuffer()
}

const decoded = async (file: Buffer) => ({
  ...await sharp(file, { animated: true, failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true }),
  xmp: (await sharp(file).metadata()).xmp
})

for (const format of imageFormats) {
  t.test(`a padded ${format} file has at least its size, and the same pixels and metadata`, async t => {
    const file = await fileOf(format)
    const expected = await decoded(file)
    for (const more of [1, 2, 3, 4, 5, 8, 9, 12, 13, 254, 255, 256, 257, 258, 259, 260, 300, 511, 515, 65_536, 100_001, 3_000_000]) {
      const padded = pad(file, format, file.length + more)
      t.ok(padded.length >= file.length + more && padded.length <= file.length + more + 12, `${more}: ${padded.length - file.length}`)
      t.strictSame(await decoded(padded), expected, `${more}`)
    }
    t.equal(pad(file, format, file.length), file, 'a file that is large enough is returned as it is')
  })
}

t.test('each padded file ends like its format', async t => {
  const [png, jpeg, webp, gif] = await Promise.all(imageFormats.map(async format => pad(await fileOf(format), format, 20_000))) as [Buffer, Buffer, Buffer, Buffer]
  t.equal(png.toString('latin1', png.length - 8, png.length - 4), 'IEND')
  t.strictSame([...jpeg.subarray(-2)], [0xff, 0xd9])
  t.equal(webp.readUInt32LE(4), webp.length - 8, 'the length in the RIFF header')
  t.equal(webp.length % 2, 0)
  t.strictSame([...gif.subarray(-2)], [0, 0x3b])
})
