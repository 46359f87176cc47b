/** Pool of shared memory for raw pixels. New memory for each picture makes V8 collect garbage for every fifth picture. */

export interface PixelBuffers {
  /** Lends memory of at least this length until `giveBack` is called. Its content is undefined. */
  borrow: (lengthBytes: number) => { pixels: SharedArrayBuffer, giveBack: () => void }
  /** Lends memory to `use` until its promise is settled. */
  lend: <Result>(lengthBytes: number, use: (pixels: SharedArrayBuffer) => Promise<Result>) => Promise<Result>
}

/** The largest buffer that is kept permanently: a transparent picture of 1792x1024. */
const ordinaryBytes = 1792 * 1024 * 4
/** How long a larger buffer is kept for the next large picture. */
const keepLargeMs = 5000

/** Creates a pool that keeps as many ordinary buffers as are lent at once, and one larger buffer for some seconds. */
export function createPixelBuffers (): PixelBuffers {
  const free: SharedArrayBuffer[] = []
  let large: SharedArrayBuffer | undefined
  let expiry: NodeJS.Timeout | undefined

  function takeLarge (): SharedArrayBuffer | undefined {
    const kept = large
    large = undefined
    return kept
  }

  function keepLarge (pixels: SharedArrayBuffer): void {
    large = pixels
    clearTimeout(expiry)
    expiry = setTimeout(() => { large = undefined }, keepLargeMs).unref()
  }

  const borrow: PixelBuffers['borrow'] = lengthBytes => {
    const isLarge = lengthBytes > ordinaryBytes
    const kept = isLarge ? takeLarge() : free.pop()
    // A buffer that is too small is replaced by a larger one.
    const pixels = kept && kept.byteLength >= lengthBytes ? kept : new SharedArrayBuffer(lengthBytes)
    return { pixels, giveBack: () => { isLarge ? keepLarge(pixels) : free.push(pixels) } }
  }

  return {
    borrow,
    async lend (lengthBytes, use) {
      const { pixels, giveBack } = borrow(lengthBytes)
      try {
        return await use(pixels)
      } finally {
        giveBack()
      }
    }
  }
}
