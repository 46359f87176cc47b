/** Image files as base64, with their length and hash. All images share one buffer for padding, so that it takes no memory. */
import { createHash, hash, type Hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Base64Image } from '../../contract/responses.js'
import type { ImageFormat } from './image-format.js'
import { fillByte, pad, paddingOf } from './padding.js'

/** A multiple of three, so that a piece of padding is a whole number of base64 groups. */
const pieceBytes = 3 * 2 ** 16
const fill = Buffer.alloc(pieceBytes, fillByte)
const encodedFill = encode(fill)

/** Encodes a file, padded to at least `minBytes`. While it hashes a padded file, it yields to the event loop between pieces. */
export async function toBase64Image (file: Buffer, format: ImageFormat, minBytes = 0): Promise<Base64Image> {
  const { head, fillBytes, tail } = paddingOf(file, format, minBytes)
  if (fillBytes < pieceBytes) return unpaddedImage(pad(file, format, minBytes))
  const headFill = -head.length % 3 + 3
  const tailFill = (fillBytes - headFill) % 3
  const pieces = [
    encode(Buffer.concat([head, fill.subarray(0, headFill)])),
    ...encodedPadding(fillBytes - headFill - tailFill),
    encode(Buffer.concat([fill.subarray(0, tailFill), tail]))
  ]
  return { pieces, ...await digestOf(pieces) }
}

/** Returns the first half of an image. Its length is not a multiple of four, so that strict decoders reject it. */
export async function brokenBase64 ({ pieces }: Base64Image): Promise<Base64Image> {
  let left = (lengthOf(pieces) >> 3 << 2) + 1
  const beginning: Buffer[] = []
  for (const piece of pieces) {
    beginning.push(piece.subarray(0, left))
    left -= piece.length
    if (left <= 0) break
  }
  return { pieces: beginning, ...await digestOf(beginning) }
}

/** Returns the memory that an image takes in bytes, without the shared padding. */
export function ownBytes ({ pieces }: Base64Image): number {
  return lengthOf(pieces.filter(piece => !isPadding(piece)))
}

function unpaddedImage (file: Buffer): Base64Image {
  return { pieces: [encode(file)], bytes: file.length, sha256: hash('sha256', file) }
}

/** Returns a buffer instead of a string, since a string would be copied each time it is sent. */
function encode (bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64'), 'latin1')
}

function * encodedPadding (fillBytes: number): Generator<Buffer> {
  for (let left = fillBytes; left > 0; left -= pieceBytes) yield encodedFill.subarray(0, Math.min(left, pieceBytes) / 3 * 4)
}

function isPadding (piece: Buffer): boolean {
  return piece.buffer === encodedFill.buffer
}

function lengthOf (pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** Computes the length and hash of the decoded pieces. All pieces except the last must be whole numbers of base64 groups. */
async function digestOf (pieces: readonly Buffer[]): Promise<Pick<Base64Image, 'bytes' | 'sha256'>> {
  const digest = createHash('sha256')
  let bytes = 0
  for (const piece of pieces) {
    bytes += addDecoded(digest, piece)
    await setImmediate()
  }
  return { bytes, sha256: digest.digest('hex') }
}

function addDecoded (digest: Hash, piece: Buffer): number {
  const decoded = isPadding(piece) ? fill.subarray(0, Math.floor(piece.length / 4 * 3)) : Buffer.from(piece.toString('latin1'), 'base64')
  digest.update(decoded)
  return decoded.length
}
