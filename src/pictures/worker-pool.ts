/** Pool of worker threads that draw pictures, so that drawing does not block the event loop. */
import { Worker } from 'node:worker_threads'
import type { ArtTask, DrawTask } from './draw-worker.js'
import type { CaptionCard } from './text/caption-card.js'

export interface WorkerPool {
  /** Draws the art in a thread while `layOutCard` renders the texts, then the card. Returns a PNG file, 8-bit RGB. */
  draw: (art: ArtTask, layOutCard: () => Promise<CaptionCard>) => Promise<Buffer>
  /** Ends all idle threads, and each busy one when its picture is finished. */
  close: () => Promise<void>
}

/** Creates a pool without threads. It starts one whenever none is idle, so the caller must limit concurrent calls of `draw`. */
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
    async draw (art, layOutCard) {
      try {
        return await idleThread().draw(art, layOutCard)
      } finally {
        // In the next turn of the event loop, so that a queued picture can use the same thread.
        if (isClosed) setImmediate(endIdleThreads)
      }
    },
    async close () {
      isClosed = true
      await endIdleThreads()
    }
  }
}

interface PendingPicture {
  resolve: (png: Buffer) => void
  reject: (reason: unknown) => void
}

const workerFile = new URL('./draw-worker.js', import.meta.url)
// The thread must not load modules that the process preloads by a flag or by NODE_OPTIONS: one may start another mock.
const isolation = { execArgv: [], env: {} }

class DrawingThread {
  // Drawing creates almost no garbage, and V8 reserves memory of several times this size.
  readonly #worker = new Worker(workerFile, { ...isolation, resourceLimits: { maxYoungGenerationSizeMb: 2 } })
  /** The picture in progress; undefined if the thread is idle. */
  #pending: PendingPicture | undefined
  hasEnded = false

  constructor () {
    this.#worker.on('message', ({ buffer, byteOffset, length }: Uint8Array) => {
      this.#release()?.resolve(Buffer.from(buffer, byteOffset, length))
    })
    this.#worker.on('error', error => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('The drawing thread ended before the picture was finished')))
    this.#worker.unref()
  }

  get isIdle (): boolean {
    return this.#pending === undefined
  }

  draw (art: ArtTask, layOutCard: () => Promise<CaptionCard>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject }
      // A busy thread keeps the process alive, an idle one does not.
      this.#worker.ref()
      this.#post(art)
      layOutCard().then(card => this.#post({ card }), error => this.#release()?.reject(error))
    })
  }

  end (): Promise<unknown> {
    this.hasEnded = true
    return this.#worker.terminate()
  }

  #post (task: DrawTask): void {
    this.#worker.postMessage(task)
  }

  /** Makes the thread idle. Returns the picture that was in progress, if any. */
  #release (): PendingPicture | undefined {
    const pending = this.#pending
    this.#pending = undefined
    this.#worker.unref()
    return pending
  }

  #fail (reason: Error): void {
    this.hasEnded = true
    this.#release()?.reject(reason)
  }
}
