/** PNG files in base64, with their length and hash. The padding of heavy ones is shared, so that it takes no memory. */
import { createHash, hash, type Hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Base64Image } from '../../contract/responses.js'
import { padded, padding } from './png-chunks.js'

/** Divisible by three, so that a piece of padding is a whole number of base64 groups. */
const pieceBytes = 3 * 2 ** 16
const zeros = Buffer.alloc(pieceBytes)
/** Base64 writes zeros as the letter A. */
const letters = Buffer.alloc(pieceBytes / 3 * 4, 'A')

/** The PNG in base64, padded to at least `minBytes`. Other work gets its turn while the hash of a padded one is computed. */
export async function base64Image (png: Buffer, minBytes = 0): Promise<Base64Image> {
  const { head, zeroBytes, tail } = padding(png, minBytes)
  if (zeroBytes < pieceBytes) return wholeImage(padded(png, minBytes))
  const headZeros = -head.length % 3 + 3
  const tailZeros = (zeroBytes - headZeros) % 3
  const pieces = [
    encoded(Buffer.concat([head, zeros.subarray(0, headZeros)])),
    ...lettersOf(zeroBytes - headZeros - tailZeros),
    encoded(Buffer.concat([zeros.subarray(0, tailZeros), tail]))
  ]
  return { pieces, ...await digestOf(pieces) }
}

/** The beginning of the base64: neither a whole number of bytes nor of letters in fours, so that it cannot be decoded strictly. */
export async function brokenBase64 ({ pieces }: Base64Image): Promise<Base64Image> {
  let left = (lengthOf(pieces) >> 3 << 2) + 1
  const kept: Buffer[] = []
  for (const piece of pieces) {
    kept.push(piece.subarray(0, left))
    left -= piece.length
    if (left <= 0) break
  }
  return { pieces: kept, ...await digestOf(kept) }
}

/** How many bytes of memory the image takes, without the padding that all images share. */
export function ownBytes ({ pieces }: Base64Image): number {
  return lengthOf(pieces.filter(piece => !isPadding(piece)))
}

function wholeImage (png: Buffer): Base64Image {
  return { pieces: [encoded(png)], bytes: png.length, sha256: hash('sha256', png) }
}

/** As bytes, since a string would be copied each time it is sent. */
function encoded (bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64'), 'latin1')
}

function * lettersOf (zeroBytes: number): Generator<Buffer> {
  for (let left = zeroBytes; left > 0; left -= pieceBytes) yield letters.subarray(0, Math.min(left, pieceBytes) / 3 * 4)
}

function isPadding (piece: Buffer): boolean {
  return piece.buffer === letters.buffer
}

function lengthOf (pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** Length and hash of what the pieces decode to; each but the last is a whole number of base64 groups. */
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
