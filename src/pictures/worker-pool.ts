/** The threads that draw, so that no request waits for the picture of another. */
import { Worker } from 'node:worker_threads'
import type { CaptionCard } from './text/caption-card.js'
import type { ArtTask, DrawTask } from './draw-worker.js'

export interface WorkerPool {
  /** Draws the art, has the card set meanwhile, and draws it on the art: a PNG file, 8-bit RGB. */
  draw: (art: ArtTask, setCard: () => Promise<CaptionCard>) => Promise<Buffer>
  /** Ends the threads, those that draw as soon as they have drawn. */
  close: () => Promise<void>
}

/** A thread is started where a picture comes and none is idle: whoever calls bounds how many there are. */
export function createWorkerPool (): WorkerPool {
  let threads: DrawingThread[] = []
  let isClosed = false

  function idleThread (): DrawingThread {
    threads = threads.filter(({ hasEnded }) => !hasEnded)
    const idle = threads.find(({ isIdle }) => isIdle)
    if (idle) return idle
    const started = new DrawingThread()
    threads.push(started)
    return started
  }

  async function endIdleThreads (): Promise<void> {
    await Promise.all(threads.filter(({ isIdle }) => isIdle).map(thread => thread.end()))
  }

  return {
    async draw (art, setCard) {
      try {
        return await idleThread().draw(art, setCard)
      } finally {
        // In the next turn, so that a picture that waits in line goes on with the same thread.
        if (isClosed) setImmediate(endIdleThreads)
      }
    },
    async close () {
      isClosed = true
      await endIdleThreads()
    }
  }
}

interface Waiters {
  resolve: (png: Buffer) => void
  reject: (reason: unknown) => void
}

const file = new URL('./drawing-thread.js', import.meta.url)
// A thread loads nothing of what the process loads at its start, by a flag or by NODE_OPTIONS, which may well start a
// mock of its own.
const surroundings = { execArgv: [], env: {} }

class DrawingThread {
  // Drawing makes next to no garbage, and room for it is taken several times over.
  readonly #worker = new Worker(file, { ...surroundings, resourceLimits: { maxYoungGenerationSizeMb: 2 } })
  /** Who waits for the picture that it draws. */
  #waiting: Waiters | undefined
  hasEnded = false

  constructor () {
    this.#worker.on('message', ({ buffer, byteOffset, length }: Uint8Array) => this.#rest()?.resolve(Buffer.from(buffer, byteOffset, length)))
    this.#worker.on('error', error => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('The thread that drew the picture has ended')))
    this.#worker.unref()
  }

  get isIdle (): boolean {
    return this.#waiting === undefined
  }

  draw (art: ArtTask, setCard: () => Promise<CaptionCard>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      // The process lives on for a picture, and not for a thread that is idle.
      this.#worker.ref()
      this.#order(art)
      setCard().then(card => this.#order({ card }), error => this.#rest()?.reject(error))
    })
  }

  end (): Promise<unknown> {
    this.hasEnded = true
    return this.#worker.terminate()
  }

  #order (order: DrawTask): void {
    this.#worker.postMessage(order)
  }

  /** From now on it is idle; returns who waited. */
  #rest (): Waiters | undefined {
    const waiting = this.#waiting
    this.#waiting = undefined
    this.#worker.unref()
    return waiting
  }

  #fail (reason: Error): void {
    this.hasEnded = true
    this.#rest()?.reject(reason)
  }
}
