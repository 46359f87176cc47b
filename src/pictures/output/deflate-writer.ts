/** Writer of zlib streams with fixed Huffman codes. The caller chooses literals and copies. */

const longestCopy = 258
/** Bytes that the writer may write beyond its end, and the bits that are still pending. */
const pendingBytes = 8

/** Huffman codes with their first bit lowest: the code in the lower 16 bits, its length above them. */
type Codes = Int32Array

const literals = literalCodes()
const copyLengths = copyLengthCodes()
const distances = Int32Array.from({ length: 30 }, (_, symbol) => reversed(symbol, 5))

/** Writes one stream after the other, each from `begin` to `finish`. Its memory is reused. */
export class DeflateWriter {
  #bytes = Buffer.alloc(2 ** 18)
  #words = wordsOf(this.#bytes)
  #end = 0
  /** Pending bits, fewer than 32. */
  #bits = 0
  #bitCount = 0

  /** Starts a stream. */
  begin (): void {
    this.#end = this.#bits = this.#bitCount = 0
    // The zlib header: a window of 32 kB, no dictionary.
    this.#put(0x0178, 16)
    // The header of the only block: fixed Huffman codes.
    this.#put(0b011, 3)
  }

  /** Reserves memory for more output. A literal takes at most 9 bits, a copy of up to 258 bytes at most 31 bits. */
  reserve (bytes: number): void {
    if (this.#end + bytes + pendingBytes <= this.#bytes.length) return
    this.#bytes = Buffer.concat([this.#bytes.subarray(0, this.#end)], 2 * this.#bytes.length + bytes)
    this.#words = wordsOf(this.#bytes)
  }

  /** Writes one byte. */
  literal (byte: number): void {
    const code = literals[byte]!
    this.#put(code & 0xffff, code >>> 16)
  }

  /** Writes three literals, the first from the lowest eight bits: one pixel. */
  literals (bytes: number): void {
    const first = literals[bytes & 0xff]!
    const second = literals[bytes >>> 8 & 0xff]!
    const third = literals[bytes >>> 16]!
    const one = first >>> 16
    const two = one + (second >>> 16)
    this.#put(first & 0xffff | (second & 0xffff) << one | (third & 0xffff) << two, two + (third >>> 16))
  }

  /** Repeats the bytes written `distance` bytes ago. `length` must be a multiple of three and may exceed `distance`. */
  copy (length: number, distance: number): void {
    // Each power of two has two symbols, followed by extra bits for the exact distance.
    const from = distance - 1
    const extraBits = from < 4 ? 0 : 30 - Math.clz32(from)
    const bits = distances[2 * extraBits + (from >>> extraBits)]! | (from & ((1 << extraBits) - 1)) << 5
    for (let left = length; left > 0; left -= longestCopy) {
      const code = copyLengths[left > longestCopy ? longestCopy : left]!
      const count = code >>> 16
      this.#put(code & 0xffff | bits << count, count + 5 + extraBits)
    }
  }

  /** Ends the stream with the checksum of the uncompressed data. Returns the stream, which is valid until the next `begin`. */
  finish (adler32: number): Buffer {
    this.reserve(8)
    this.#put(0, 7)
    for (; this.#bitCount > 0; this.#bitCount -= 8, this.#bits >>>= 8) this.#bytes[this.#end++] = this.#bits
    this.#end = this.#bytes.writeUInt32BE(adler32, this.#end)
    return this.#bytes.subarray(0, this.#end)
  }

  /** Writes up to 31 bits. */
  #put (bits: number, count: number): void {
    const bitCount = this.#bitCount + count
    const pending = this.#bits | bits << this.#bitCount
    // Writes in each call and advances only if 32 bits are filled. A branch would be unpredictable and cost 0.2 of 2.7 ms.
    this.#words.setInt32(this.#end, pending, true)
    const full = bitCount >>> 5
    this.#end += full << 2
    this.#bitCount = bitCount & 31
    this.#bits = pending & (full - 1) | (bits >>> (count - this.#bitCount)) & -full
  }
}

function wordsOf ({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function reversed (code: number, length: number): number {
  let bits = 0
  for (let bit = 0; bit < length; bit++) bits |= (code >>> bit & 1) << (length - 1 - bit)
  return bits
}

/** The fixed codes of RFC 1951, section 3.2.6, for literals and for the symbols of copy lengths. */
function literalCodes (): Codes {
  const ranges = [[0, 0x30, 8], [144, 0x190, 9], [256, 0, 7], [280, 0xc0, 8], [288, 0, 0]] as const
  const codes = new Int32Array(288)
  for (let range = 0; range < 4; range++) {
    const [from, code, length] = ranges[range]!
    for (let symbol = from; symbol < ranges[range + 1]![0]; symbol++) codes[symbol] = reversed(code + symbol - from, length) | length << 16
  }
  return codes
}

/** The symbol of each copy length with its extra bits: RFC 1951, section 3.2.5. */
function copyLengthCodes (): Codes {
  const codes = new Int32Array(longestCopy + 1)
  let length = 3
  for (let symbol = 257; symbol <= 285; symbol++) {
    const extraBits = symbol < 265 || symbol === 285 ? 0 : (symbol - 261) >>> 2
    // The last length has its own symbol, so the symbol before it has one length less.
    if (symbol === 285) length = longestCopy
    const own = literals[symbol]!
    for (let extra = 0; extra < 1 << extraBits; extra++, length++) codes[length] = own + (extra << (own >>> 16)) + (extraBits << 16)
  }
  return codes
}
