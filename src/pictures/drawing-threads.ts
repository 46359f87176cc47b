/** Threads that draw pictures, so that drawing does not block the event loop. If none can start, the caller's thread draws. */
import { setMaxListeners } from 'node:events'
import { availableParallelism } from 'node:os'
// Not the global function: a test may have replaced it.
import { setTimeout } from 'node:timers'
import type { Tinypool } from 'tinypool'
import type { DrawTask, ResizeTask } from './draw-worker.js'

export interface DrawingThreads {
  /** Draws a picture into the task's shared memory. */
  draw: (task: DrawTask) => Promise<void>
  /** Resizes an image in the task's shared memory. */
  resize: (task: ResizeTask) => Promise<void>
  /** Ends the threads within seconds, unless other mocks use them. Pictures in progress and later ones are still drawn. */
  close: () => void
}

/** What a thread can do, by the name of the export. */
type Work = Pick<typeof import('./draw-worker.js'), 'default' | 'resize'>

/** The number of drawing threads: each occupies one CPU core and takes some 20 MB. */
export const maxThreads = Math.min(availableParallelism(), 4)

const threadFile = new URL('./draw-worker.js', import.meta.url).href

/**
 * How long threads without a mock are kept, in milliseconds, for the next mock of the process, as in tests that start one
 * each: a new thread takes 50 ms of CPU time to start, and several times as long for its first pictures.
 */
const keptMs = 1_000

/** Module state: the threads of the process, and the mocks that have drawn and are not closed. */
let pool: Promise<Tinypool> | undefined
const users = new Set<object>()
let hasWarned = false
/** Aborted for a pool in which a thread could not start. */
const failures = new WeakMap<Tinypool, AbortController>()

/** Creates no thread until a picture is drawn. Idle threads do not keep the process alive. */
export function createDrawingThreads (): DrawingThreads {
  let drawing = 0
  let isClosed = false
  const user = {}

  function endUse (): void {
    users.delete(user)
    setTimeout(endUnused, keptMs).unref()
  }

  async function run<Name extends keyof Work> (name: Name, task: Parameters<Work[Name]>[0]): Promise<void> {
    users.add(user)
    drawing++
    try {
      await runInThread(name, task)
    } finally {
      drawing--
      if (isClosed && drawing === 0) endUse()
    }
  }

  return {
    draw: task => run('default', task),
    resize: task => run('resize', task),
    close () {
      isClosed = true
      if (drawing === 0) endUse()
    }
  }
}

async function endUnused (): Promise<void> {
  if (users.size > 0 || !pool) return
  const ended = pool
  pool = undefined
  await (await ended).destroy()
}

async function runInThread<Name extends keyof Work> (name: Name, task: Parameters<Work[Name]>[0]): Promise<void> {
  pool ??= start()
  const threads = await pool
  try {
    await threads.run(task, { name, signal: failures.get(threads)!.signal })
  } catch (error) {
    if (!failures.get(threads)!.signal.aborted) throw error
    const work: Work = await import('./draw-worker.js')
    work[name](task as DrawTask & ResizeTask)
  }
}

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
  const failure = new AbortController()
  failures.set(started, failure)
  // Each picture that waits for a thread adds a listener.
  setMaxListeners(0, failure.signal)
  // A thread could not start, for example because the working directory was deleted. Its pictures would wait forever. The pool
  // is not destroyed: if another thread cannot start meanwhile, tinypool throws an error that ends the process.
  started.on('error', error => {
    pool = undefined
    failure.abort()
    if (!hasWarned) process.emitWarning(`openai-images-mock draws pictures without threads, since none can start: ${error}`)
    hasWarned = true
  })
  return started
}
