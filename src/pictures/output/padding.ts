/** Pads image files to a minimum size with bytes that decoders skip. */
import { crc32 } from 'node:zlib'
import type { ImageFormat } from './image-format.js'

/** The value of each byte of padding. It is the only one that can fill a JPEG and the block lengths of a GIF. */
export const fillByte = 0xff

/** A padded file: the bytes before the padding, the number of fill bytes, and the bytes after them. */
export interface PaddedFile { head: Buffer, fillBytes: number, tail: Buffer }

/** Splits a file where padding can be inserted. `missing` is the minimum number of bytes to add. */
const insertPadding: Readonly<Record<ImageFormat, (file: Buffer, missing: number) => PaddedFile>> = { png, jpeg, webp, gif }

/**
 * Pads a file to at least `minBytes`. Returns its pieces, so that the padding takes no memory. The file exceeds `minBytes`
 * by at most 12 bytes, unless it was larger before.
 */
export function paddingOf (file: Buffer, format: ImageFormat, minBytes: number): PaddedFile {
  const missing = minBytes - file.length
  return missing <= 0 ? { head: file, fillBytes: 0, tail: Buffer.alloc(0) } : insertPadding[format](file, missing)
}

/** Pads a file to at least `minBytes`. Returns the same buffer if it is large enough. */
export function pad (file: Buffer, format: ImageFormat, minBytes: number): Buffer {
  if (minBytes <= file.length) return file
  const { head, fillBytes, tail } = paddingOf(file, format, minBytes)
  return Buffer.concat([head, Buffer.alloc(fillBytes, fillByte), tail])
}

/** A private chunk before the last one, IEND. A chunk without data has 12 bytes: length, type and CRC. */
function png (file: Buffer, missing: number): PaddedFile {
  const fillBytes = Math.max(0, missing - 12)
  const end = file.length - 12
  const head = Buffer.alloc(8)
  head.writeUInt32BE(fillBytes)
  // The case of the letters means: ancillary, private, safe to copy.
  head.write('paDd', 4, 'latin1')
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crcOfFill(fillBytes, crc32('paDd')))
  return { head: Buffer.concat([file.subarray(0, end), head]), fillBytes, tail: Buffer.concat([crc, file.subarray(end)]) }
}

/** Fill bytes before the last marker, EOI: any number of them may precede a marker (ITU T.81, B.1.1.2). */
function jpeg (file: Buffer, missing: number): PaddedFile {
  const end = file.length - 2
  return { head: file.subarray(0, end), fillBytes: missing, tail: file.subarray(end) }
}

/** An unknown chunk at the end, which the extended file format allows. Its data has an even length. */
function webp (file: Buffer, missing: number): PaddedFile {
  const fillBytes = Math.max(0, missing - 8 + (missing & 1))
  const head = Buffer.concat([file, Buffer.from('PADD\0\0\0\0', 'latin1')])
  head.writeUInt32LE(fillBytes, file.length + 4)
  // The length of the file, without its first eight bytes.
  head.writeUInt32LE(head.length + fillBytes - 8, 4)
  return { head, fillBytes, tail: Buffer.alloc(0) }
}

/** A comment before the trailer. The length of each block, 255, is a fill byte, too; the last block may be shorter. */
function gif (file: Buffer, missing: number): PaddedFile {
  const end = file.length - 1
  const fillBytes = Math.max(0, missing - 3) & ~0xff
  const rest = Math.max(0, missing - 3 - fillBytes)
  const lastBlock = rest === 0 ? Buffer.alloc(0) : Buffer.alloc(Math.max(rest, 2), fillByte)
  if (rest > 0) lastBlock[0] = lastBlock.length - 1
  return {
    head: Buffer.concat([file.subarray(0, end), Buffer.from([0x21, 0xfe])]),
    fillBytes,
    tail: Buffer.concat([lastBlock, Buffer.from([0]), file.subarray(end)])
  }
}

const fill = Buffer.alloc(2 ** 16, fillByte)

function crcOfFill (count: number, crc: number): number {
  for (let left = count; left > 0; left -= fill.length) crc = crc32(fill.subarray(0, left), crc)
  return crc
}
