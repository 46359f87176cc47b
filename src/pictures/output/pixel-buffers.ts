/** Pool of shared memory for raw pixels. New memory for each picture makes V8 collect garbage for every fifth picture. */
// Not the global functions: a test may have replaced them.
import { clearTimeout, setTimeout } from 'node:timers'

export interface PixelBuffers {
  /** Lends memory of at least this length until `giveBack` is called. Its content is undefined. */
  borrow: (lengthBytes: number) => { pixels: SharedArrayBuffer, giveBack: () => void }
  /** Lends memory to `use` until its promise is settled. */
  lend: <Result>(lengthBytes: number, use: (pixels: SharedArrayBuffer) => Promise<Result>) => Promise<Result>
}

/** The largest buffer that is kept permanently: a transparent picture of 1792x1024. */
const ordinaryBytes = 1792 * 1024 * 4
/** How long larger buffers are kept after the last one was given back. */
const keepLargeMs = 5000

/**
 * Creates a pool that keeps as many buffers as are lent at once, the larger ones for some seconds. Buffers that threads have
 * seen are expensive to drop: they stay in memory until the threads collect garbage, which they seldom do.
 */
export function createPixelBuffers (): PixelBuffers {
  const ordinary: SharedArrayBuffer[] = []
  const large: SharedArrayBuffer[] = []
  let expiry: NodeJS.Timeout | undefined

  function keepLarge (pixels: SharedArrayBuffer): void {
    large.push(pixels)
    clearTimeout(expiry)
    expiry = setTimeout(() => { large.length = 0 }, keepLargeMs).unref()
  }

  const borrow: PixelBuffers['borrow'] = lengthBytes => {
    const isLarge = lengthBytes > ordinaryBytes
    const free = isLarge ? large : ordinary
    const fitting = free.findIndex(({ byteLength }) => byteLength >= lengthBytes)
    const [kept] = free.splice(fitting < 0 ? 0 : fitting, 1)
    // A buffer that is too small is replaced by a larger one.
    const pixels = kept && kept.byteLength >= lengthBytes ? kept : new SharedArrayBuffer(lengthBytes)
    return { pixels, giveBack: () => { isLarge ? keepLarge(pixels) : ordinary.push(pixels) } }
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
