/** Lines on their way to standard output: they go together, and whoever does not take them never holds up the mock. */
import type { Writable } from 'node:stream'

export interface BatchedOutput {
  write: (line: string) => void
  /** Sends what waits. */
  flush: () => void
  /** Sends what waits; resolves when it is out, or after `mostMs` milliseconds where nobody takes it. */
  end: (mostMs: number) => Promise<void>
}

/** A write for each line cost 30 of 180 µs of a request. */
const batchLength = 8_192
const batchMs = 100
/** How much may wait for a reader that does not read, in characters; lines beyond it are lost. */
const mostWaiting = 2 ** 20

/**
 * `onLoss` is told once why lines are lost: a full disk, a reader that does not read. A pipe that was closed loses
 * lines without a word, since nobody is there who wants them.
 */
export function createBatchedOutput (output: Writable, onLoss: (why: string) => void): BatchedOutput {
  let lines = ''
  let timer: NodeJS.Timeout | undefined
  let hasLost = false
  const lose = (why: string) => {
    if (!hasLost) onLoss(why)
    hasLost = true
  }
  output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') lose(code ?? message)
  })

  function flush (written?: () => void): void {
    clearTimeout(timer)
    timer = undefined
    if (output.writableLength + lines.length > mostWaiting) lose('nobody who reads them')
    else output.write(lines, written)
    lines = ''
  }

  return {
    write (line) {
      lines += line
      if (lines.length >= batchLength) flush()
      else timer ??= setTimeout(flush, batchMs).unref()
    },
    flush: () => flush(),
    end: mostMs => new Promise(resolve => {
      setTimeout(resolve, mostMs).unref()
      flush(resolve)
    })
  }
}
