import t from 'tap'
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Base64Image } from '../../../src/contract/responses.js'
import { toBase64Image, brokenBase64, ownBytes } from '../../../src/pictures/output/base64-image.js'
import { imageFormats } from '../../../src/pictures/output/image-format.js'
import { pad } from '../../../src/pictures/output/padding.js'

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#3366cc' } }).png().toBuffer()
const text = ({ pieces }: Base64Image) => Buffer.concat(pieces).toString('latin1')
const digest = (bytes: Buffer) => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })

t.test('base64 of a padded file equals that of the file in one piece, with its length and hash', async t => {
  const piece = 3 * 2 ** 16
  for (const format of imageFormats) {
    const file = await sharp(png).withXmp('<x/>').toFormat(format).toBuffer()
    for (const minBytes of [0, 1, file.length + 1, ...[0, 1, 2, 3, 4, 5].map(more => file.length + piece + 12 + more), 8_000_000]) {
      const padded = pad(file, format, minBytes)
      const image = await toBase64Image(file, format, minBytes)
      t.ok(text(image) === padded.toString('base64'), `${format} ${minBytes}`)
      t.match(image, digest(padded))
    }
  }
})

t.test('padded files share the memory of their padding', async t => {
  const images = await Promise.all([8_000_000, 7_999_999].map(minBytes => toBase64Image(png, 'png', minBytes)))
  const memory = new Set(images.flatMap(({ pieces }) => pieces.map(({ buffer }) => buffer)))
  t.ok([...memory].reduce((sum, { byteLength }) => sum + byteLength, 0) < 1_000_000)
  t.ok(images.every(image => ownBytes(image) < 1000))
  t.equal(ownBytes(await toBase64Image(png, 'png')), Math.ceil(png.length / 3) * 4)
})

t.test('yields to the event loop while it encodes a large padded file', async t => {
  let turns = 0
  const timer = setInterval(() => { turns++ }, 0)
  await toBase64Image(png, 'png', 8_000_000)
  clearInterval(timer)
  t.ok(turns > 1, `${turns} turns`)
})

t.test('broken base64 is the first half plus one letter, with the digest of the bytes that decode', async t => {
  for (const minBytes of [0, 600_000]) {
    const whole = await toBase64Image(png, 'png', minBytes)
    const broken = await brokenBase64(whole)
    const expected = text(whole).slice(0, text(broken).length)
    t.ok(text(broken) === expected && expected.length % 4 === 1 && Math.abs(expected.length - text(whole).length / 2) < 5)
    t.match(broken, digest(Buffer.from(expected, 'base64')))
  }
})
