/** Reuses the shared memory of raw pixels, which would otherwise make V8 collect garbage for every fifth picture. */

export interface PixelBuffers {
  /** Lends memory of at least this length to `use` until its promise is settled. Its content is undefined. */
  lend: <Result>(lengthBytes: number, use: (pixels: SharedArrayBuffer) => Promise<Result>) => Promise<Result>
}

/** The largest buffer that is kept: a transparent picture of 1792x1024. */
const maxKeptBytes = 1792 * 1024 * 4

/** Creates a pool that keeps as many buffers as were lent at once, each of `maxKeptBytes`. Larger ones are not kept. */
export function createPixelBuffers (): PixelBuffers {
  const free: SharedArrayBuffer[] = []
  return {
    async lend (lengthBytes, use) {
      if (lengthBytes > maxKeptBytes) return use(new SharedArrayBuffer(lengthBytes))
      const pixels = free.pop() ?? new SharedArrayBuffer(maxKeptBytes)
      try {
        return await use(pixels)
      } finally {
        free.push(pixels)
      }
    }
  }
}
