/** PNG chunks: assembling a file, adding text and padding. */
import { crc32 } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The size of a chunk without data: length, type and CRC. The last chunk, IEND, has no data. */
const frameLength = 12
/** IHDR is always the first chunk and has 25 bytes: length, type, 13 bytes of data, CRC. */
const headerEnd = signature.length + 25

const zeros = Buffer.alloc(2 ** 16)

/** Creates an 8-bit RGB PNG file from its rows, which are compressed as a zlib stream. */
export function pngFile (width: number, height: number, compressedRows: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // 8 bits for each channel, RGB, compression method 0, filter method 0, not interlaced.
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([signature, ...chunk('IHDR', header), ...chunk('IDAT', compressedRows), ...chunk('IEND', Buffer.alloc(0))])
}

/** Adds an uncompressed international text chunk (`iTXt`, UTF-8) for each entry, directly after the header. */
export function withTextChunks (png: Buffer, entries: Record<string, string>): Buffer {
  const chunks = Object.entries(entries).flatMap(([keyword, text]) =>
    // Keyword, NUL, no compression (two bytes), empty language and translated keyword (one NUL each), text.
    chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`)))
  return Buffer.concat([png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd)])
}

/**
 * Pads a PNG to at least `minBytes` by a private chunk of zeros, which decoders skip. Returns the bytes before the zeros,
 * their number, and the bytes after them.
 */
export function paddingOf (png: Buffer, minBytes: number): { head: Buffer, zeroBytes: number, tail: Buffer } {
  const missing = minBytes - png.length
  if (missing <= 0) return { head: png, zeroBytes: 0, tail: Buffer.alloc(0) }
  const end = png.length - frameLength
  const zeroBytes = Math.max(0, missing - frameLength)
  // The case of the letters means: ancillary, private, safe to copy.
  const [head, crc] = frame('paDd', zeroBytes, crc => crcOfZeros(zeroBytes, crc))
  return { head: Buffer.concat([png.subarray(0, end), head]), zeroBytes, tail: Buffer.concat([crc, png.subarray(end)]) }
}

/** Pads a PNG to at least `minBytes`. Returns the same buffer if it is large enough. */
export function pad (png: Buffer, minBytes: number): Buffer {
  const { head, zeroBytes, tail } = paddingOf(png, minBytes)
  return tail.length === 0 ? png : Buffer.concat([head, Buffer.alloc(zeroBytes), tail])
}

/** Returns a chunk in three pieces, so that its data are copied only once, when the file is assembled. */
function chunk (type: string, data: Buffer): [head: Buffer, data: Buffer, crc: Buffer] {
  const [head, crc] = frame(type, data.length, crc => crc32(data, crc))
  return [head, data, crc]
}

/** Returns the bytes before and after the data of a chunk. `crcOf` must continue the CRC over the data. */
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
