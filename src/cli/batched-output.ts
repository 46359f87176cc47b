/** Batched log output that never blocks: lines are dropped if their reader is too slow. */
import type { Writable } from 'node:stream'

export interface BatchedOutput {
  write: (line: string) => void
  /** Writes the buffered lines. */
  flush: () => void
  /** Writes the buffered lines. Resolves when they are written, at the latest after `timeoutMs` milliseconds. */
  end: (timeoutMs: number) => Promise<void>
}

/** One write per line would cost 30 of the 180 µs of a request. */
const batchLength = 32_768
const batchMs = 100
/** The maximum number of characters that wait for a slow reader. Further lines are dropped. */
const maxWaiting = 2 ** 20

/**
 * `onDrop` is called once with the reason if lines are dropped, such as a full disk or a slow reader. Lines for a
 * closed pipe are dropped silently.
 */
export function createBatchedOutput (output: Writable, onDrop: (reason: string) => void): BatchedOutput {
  let lines = ''
  let timer: NodeJS.Timeout | undefined
  let hasDropped = false
  const drop = (reason: string) => {
    if (!hasDropped) onDrop(reason)
    hasDropped = true
  }
  output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') drop(`cannot write to standard output (${code ?? message})`)
  })

  function flush (written?: () => void): void {
    clearTimeout(timer)
    timer = undefined
    if (output.writableLength + lines.length > maxWaiting) drop('standard output is not being read')
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
    end: timeoutMs => new Promise(resolve => {
      setTimeout(resolve, timeoutMs).unref()
      flush(resolve)
    })
  }
}
