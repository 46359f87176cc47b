/** Batched log output that never blocks: lines are dropped if their reader is too slow. */
import type { Writable } from 'node:stream'

export interface BatchedOutput {
  write: (line: string) => void
  /** Writes the buffered lines. */
  flush: () => void
  /** Writes the buffered lines; resolves when they are written, at the latest after `mostMs` milliseconds. */
  end: (mostMs: number) => Promise<void>
}

/** One write per line would cost 30 of the 180 µs of a request. */
const batchLength = 8_192
const batchMs = 100
/** The most characters that wait for a slow reader; further lines are dropped. */
const mostWaiting = 2 ** 20

/**
 * `onLoss` is called once with the reason if lines are dropped, such as a full disk or a slow reader. Lines for a
 * closed pipe are dropped silently.
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
    if (code !== 'EPIPE') lose(`cannot write to standard output (${code ?? message})`)
  })

  function flush (written?: () => void): void {
    clearTimeout(timer)
    timer = undefined
    if (output.writableLength + lines.length > mostWaiting) lose('standard output is not being read')
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
