/** Threads that draw pictures, so that drawing does not block the event loop. If threads cannot start, the caller's thread draws. */
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
  let hasWarned = false
  /** The pools in which a thread could not start. */
  const unusable = new WeakSet<Tinypool>()

  async function start (): Promise<Tinypool> {
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
    // A thread could not start, for example because the working directory was deleted. Its pictures would wait forever.
    started.on('error', error => {
      unusable.add(started)
      pool = undefined
      started.destroy().catch(() => {})
      if (!hasWarned) process.emitWarning(`openai-images-mock draws pictures without threads, since none can start: ${error}`)
      hasWarned = true
    })
    return started
  }

  async function drawInThread (task: DrawTask): Promise<void> {
    pool ??= start()
    const threads = await pool
    try {
      await threads.run(task)
    } catch (error) {
      if (!unusable.has(threads)) throw error
      const { default: drawHere } = await import('./draw-worker.js')
      drawHere(task)
    }
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
        await drawInThread(task)
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
