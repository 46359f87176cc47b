/** Writes a zlib stream in the fixed code of deflate: literal bytes, and copies of what was written before. */

const longestCopy = 258

/** Codes go out with their first bit lowest, so they are kept in that order; each table has the bits and how many they are. */
interface Codes { bits: Uint16Array, lengths: Uint8Array }

const literals = literalCodes()
const copyLengths = copyLengthCodes()
const distances = Uint8Array.from({ length: 30 }, (_, code) => reversed(code, 5))

/** Writes one stream after the other, from `begin` to `finish`; its memory is kept. */
export class DeflateWriter {
  #bytes = Buffer.alloc(2 ** 18)
  #end = 0
  /** Bits that do not fill two bytes yet. */
  #bits = 0
  #bitCount = 0

  begin (): void {
    this.#end = this.#bytes.writeUInt16BE(0x7801)
    this.#bits = this.#bitCount = 0
    // The only block, in the fixed code.
    this.#put(0b011, 3)
  }

  /** Makes room for so many more bytes: a literal takes at most nine bits, and a copy of up to 258 bytes at most 31. */
  reserve (bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return
    this.#bytes = Buffer.concat([this.#bytes.subarray(0, this.#end)], 2 * this.#bytes.length + bytes)
  }

  literal (byte: number): void {
    this.#put(literals.bits[byte]!, literals.lengths[byte]!)
  }

  /** Repeats the `length` bytes, a multiple of three, that were written `distance` bytes ago; the two may overlap. */
  copy (length: number, distance: number): void {
    for (let left = length; left > 0; left -= longestCopy) {
      const piece = left > longestCopy ? longestCopy : left
      this.#put(copyLengths.bits[piece]!, copyLengths.lengths[piece]!)
      this.#putDistance(distance - 1)
    }
  }

  /** Ends the stream with the checksum of all that was written, and returns it: valid until the next begins. */
  finish (adler32: number): Buffer {
    this.reserve(8)
    this.#put(0, 7)
    for (; this.#bitCount > 0; this.#bitCount -= 8, this.#bits >>>= 8) this.#bytes[this.#end++] = this.#bits
    this.#end = this.#bytes.writeUInt32BE(adler32, this.#end)
    return this.#bytes.subarray(0, this.#end)
  }

  /** Two codes for each power of two, and then the bits that tell which of its distances. */
  #putDistance (distance: number): void {
    if (distance < 4) return this.#put(distances[distance]!, 5)
    const extraBits = 30 - Math.clz32(distance)
    this.#put(distances[2 * extraBits + (distance >>> extraBits)]!, 5)
    this.#put(distance & ((1 << extraBits) - 1), extraBits)
  }

  /** At most sixteen bits. */
  #put (bits: number, count: number): void {
    this.#bits |= bits << this.#bitCount
    this.#bitCount += count
    if (this.#bitCount < 16) return
    this.#bytes[this.#end] = this.#bits
    this.#bytes[this.#end + 1] = this.#bits >>> 8
    this.#end += 2
    this.#bits >>>= 16
    this.#bitCount -= 16
  }
}

function reversed (code: number, length: number): number {
  let bits = 0
  for (let bit = 0; bit < length; bit++) bits |= (code >>> bit & 1) << (length - 1 - bit)
  return bits
}

/** The fixed code of RFC 1951, 3.2.6, for literals and for the symbols that begin a copy. */
function literalCodes (): Codes {
  const ranges = [[0, 0x30, 8], [144, 0x190, 9], [256, 0, 7], [280, 0xc0, 8], [288, 0, 0]] as const
  const codes = { bits: new Uint16Array(288), lengths: new Uint8Array(288) }
  for (let range = 0; range < 4; range++) {
    const [from, code, length] = ranges[range]!
    for (let symbol = from; symbol < ranges[range + 1]![0]; symbol++) {
      codes.bits[symbol] = reversed(code + symbol - from, length)
      codes.lengths[symbol] = length
    }
  }
  return codes
}

/** The symbol of each length together with its extra bits: RFC 1951, 3.2.5. */
function copyLengthCodes (): Codes {
  const codes = { bits: new Uint16Array(longestCopy + 1), lengths: new Uint8Array(longestCopy + 1) }
  let length = 3
  for (let symbol = 257; symbol <= 285; symbol++) {
    const extraBits = symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >>> 2
    // The last length has a symbol of its own, so that the one before has a length less.
    if (symbol === 285) length = longestCopy
    for (let extra = 0; extra < 1 << extraBits; extra++, length++) {
      codes.bits[length] = literals.bits[symbol]! | extra << literals.lengths[symbol]!
      codes.lengths[length] = literals.lengths[symbol]! + extraBits
    }
  }
  return codes
}
