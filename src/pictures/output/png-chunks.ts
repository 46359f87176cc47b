/** The chunks of a PNG: those that make a file, and those in which a picture says what it is. */
import { crc32 } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** A chunk's length, type and CRC: what it takes without data, as the last one, IEND, does. */
const frameLength = 12
/** IHDR is always the first chunk and always 25 bytes long: length, type, 13 bytes of data, CRC. */
const headerEnd = signature.length + 25

const zeros = Buffer.alloc(2 ** 16)

/** A PNG file of 8-bit RGB, its rows packed as a zlib stream. */
export function pngFile (width: number, height: number, packedRows: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits a channel, red, green and blue; the only compression, the only filter method, not interlaced.
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([signature, ...chunk('IHDR', header), ...chunk('IDAT', packedRows), ...chunk('IEND', Buffer.alloc(0))])
}

/** The PNG with an international text chunk (`iTXt`, UTF-8, uncompressed) for each entry, right after the header. */
export function withText (png: Buffer, entries: Record<string, string>): Buffer {
  const chunks = Object.entries(entries).flatMap(([keyword, text]) =>
    // Keyword, NUL, no compression (two bytes), empty language and translated keyword (a NUL each), text.
    chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`)))
  return Buffer.concat([png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd)])
}

/**
 * The PNG filled up to at least `minBytes` by a private chunk of zeros, which decoders skip: what comes before the zeros,
 * how many there are, and what comes after them.
 */
export function padding (png: Buffer, minBytes: number): { head: Buffer, zeroBytes: number, tail: Buffer } {
  const missing = minBytes - png.length
  if (missing <= 0) return { head: png, zeroBytes: 0, tail: Buffer.alloc(0) }
  const end = png.length - frameLength
  const zeroBytes = Math.max(0, missing - frameLength)
  // By its letters: ancillary, private, safe to copy.
  const [head, crc] = frame('paDd', zeroBytes, crc => crcOfZeros(zeroBytes, crc))
  return { head: Buffer.concat([png.subarray(0, end), head]), zeroBytes, tail: Buffer.concat([crc, png.subarray(end)]) }
}

/** The padded PNG in one piece. */
export function padded (png: Buffer, minBytes: number): Buffer {
  const { head, zeroBytes, tail } = padding(png, minBytes)
  return tail.length === 0 ? png : Buffer.concat([head, Buffer.alloc(zeroBytes), tail])
}

/** In three pieces, so that much data is not copied before all is put together. */
function chunk (type: string, data: Buffer): [head: Buffer, data: Buffer, crc: Buffer] {
  const [head, crc] = frame(type, data.length, crc => crc32(data, crc))
  return [head, data, crc]
}

/** What comes before and after a chunk's data; `crcOf` continues the CRC over the data. */
function frame (type: string, length: number, crcOf: (crc: number) => number): [head: Buffer, crc: Buffer] {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(length, 0)
  head.write(type, 4, 'latin1')
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crcOf(crc32(type)))
  return [head, crc]
}

function crcOfZeros (count: number, crc: number): number {
  for (let left = count; left > 0; left -= zeros.length) crc = crc32(zeros.subarray(0, left), crc)
  return crc
}
