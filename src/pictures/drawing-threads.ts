/** Threads that draw pictures, so that drawing does not block the event loop. */
import type { Tinypool } from 'tinypool'
import type { DrawTask } from './draw-worker.js'

export interface DrawingThreads {
  /** Draws a picture into the task's shared memory. */
  draw: (task: DrawTask) => Promise<void>
  /** Ends the threads: at once if nothing is being drawn, otherwise after the last picture. Later pictures are still drawn. */
  close: () => Promise<void>
}

const threadFile = new URL('./draw-worker.js', import.meta.url).href

/** Creates no thread until a picture is drawn. Idle threads do not keep the process alive. */
export function createDrawingThreads (maxThreads: number): DrawingThreads {
  let pool: Promise<Tinypool> | undefined
  let drawing = 0
  let isClosed = false
  let startError: unknown

  async function start (): Promise<Tinypool> {
    startError = undefined
    const { Tinypool } = await import('tinypool')
    const started = new Tinypool({
      filename: threadFile,
      minThreads: 0,
      maxThreads,
      idleTimeout: 60_000,
      // The thread must not load modules that the process preloads by a flag or by NODE_OPTIONS: one may start another mock.
      execArgv: [],
      env: {},
      // Drawing creates almost no garbage, and V8 reserves memory of several times this size.
      resourceLimits: { maxYoungGenerationSizeMb: 2 }
    })
    // A thread could not start. Its pictures would wait forever.
    started.on('error', error => {
      startError = error
      pool = undefined
      started.destroy().catch(() => {})
    })
    return started
  }

  /** Ends all threads if nothing is being drawn. */
  async function endIdle (): Promise<void> {
    if (drawing > 0 || !pool) return
    const ended = pool
    pool = undefined
    await (await ended).destroy()
  }

  return {
    async draw (task) {
      drawing++
      try {
        pool ??= start()
        await (await pool).run(task)
      } catch (error) {
        // The pool ended with its thread.
        throw startError ?? error
      } finally {
        drawing--
        if (isClosed) await endIdle()
      }
    },
    async close () {
      isClosed = true
      await endIdle()
    }
  }
}
