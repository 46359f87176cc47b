/** PNG files as base64, with their length and hash. All images share one buffer for padding, so that it takes no memory. */
import { createHash, hash, type Hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Base64Image } from '../../contract/responses.js'
import { pad, paddingOf } from './png-chunks.js'

/** A multiple of three, so that a piece of padding is a whole number of base64 groups. */
const pieceBytes = 3 * 2 ** 16
const zeros = Buffer.alloc(pieceBytes)
/** Zeros are encoded as the letter A. */
const encodedZeros = Buffer.alloc(pieceBytes / 3 * 4, 'A')

/** Encodes a PNG, padded to at least `minBytes`. While it hashes a padded file, it yields to the event loop between pieces. */
export async function toBase64Image (png: Buffer, minBytes = 0): Promise<Base64Image> {
  const { head, zeroBytes, tail } = paddingOf(png, minBytes)
  if (zeroBytes < pieceBytes) return unpaddedImage(pad(png, minBytes))
  const headZeros = -head.length % 3 + 3
  const tailZeros = (zeroBytes - headZeros) % 3
  const pieces = [
    encode(Buffer.concat([head, zeros.subarray(0, headZeros)])),
    ...encodedPadding(zeroBytes - headZeros - tailZeros),
    encode(Buffer.concat([zeros.subarray(0, tailZeros), tail]))
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

function unpaddedImage (png: Buffer): Base64Image {
  return { pieces: [encode(png)], bytes: png.length, sha256: hash('sha256', png) }
}

/** Returns a buffer instead of a string, since a string would be copied each time it is sent. */
function encode (bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64'), 'latin1')
}

function * encodedPadding (zeroBytes: number): Generator<Buffer> {
  for (let left = zeroBytes; left > 0; left -= pieceBytes) yield encodedZeros.subarray(0, Math.min(left, pieceBytes) / 3 * 4)
}

function isPadding (piece: Buffer): boolean {
  return piece.buffer === encodedZeros.buffer
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
  const decoded = isPadding(piece) ? zeros.subarray(0, Math.floor(piece.length / 4 * 3)) : Buffer.from(piece.toString('latin1'), 'base64')
  digest.update(decoded)
  return decoded.length
}
