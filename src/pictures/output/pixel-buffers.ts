/** Reuses the memory of raw pixels, which would otherwise make V8 collect garbage for every fifth picture. */

export interface PixelBuffers {
  /** Lends a buffer of the length to `use` until its promise is settled. Its content is undefined. */
  lend: <Result>(lengthBytes: number, use: (buffer: Buffer) => Promise<Result>) => Promise<Result>
}

/** The largest buffer that is kept: a transparent picture of 1792x1024. */
const maxKeptBytes = 1792 * 1024 * 4

/** Creates a pool that keeps as many buffers as were lent at once, all of `maxKeptBytes`. Larger ones are not kept. */
export function createPixelBuffers (): PixelBuffers {
  const free: Buffer[] = []
  return {
    async lend (lengthBytes, use) {
      if (lengthBytes > maxKeptBytes) return use(Buffer.allocUnsafeSlow(lengthBytes))
      const buffer = free.pop() ?? Buffer.allocUnsafeSlow(maxKeptBytes)
      try {
        return await use(buffer.subarray(0, lengthBytes))
      } finally {
        free.push(buffer)
      }
    }
  }
}
