/** The threads that draw, so that no request waits for the picture of another. */
import { Worker } from 'node:worker_threads'
import { AbandonedError } from './abandoned-error.js'
import type { CaptionCard } from './caption-card.js'
import type { ArtOrder, Order } from './drawing-thread.js'

export interface DrawingThreads {
  /** Draws the art, has the card set meanwhile, and draws it on the art: a PNG file, 8-bit RGB. */
  draw: (art: ArtOrder, setCard: () => Promise<CaptionCard>) => Promise<Buffer>
  /** Starts a thread before there is anything to draw: the first picture waits some 30 ms less. */
  warmUp: () => void
  /** Ends the threads; whoever still waits for a picture gets an AbandonedError. */
  close: () => Promise<void>
}

/** A thread is started where a picture comes and none is idle: whoever calls bounds how many there are. */
export function createDrawingThreads (): DrawingThreads {
  let threads: DrawingThread[] = []

  const start = (): DrawingThread => {
    const thread = new DrawingThread()
    threads.push(thread)
    return thread
  }

  return {
    draw (art, setCard) {
      threads = threads.filter(({ hasEnded }) => !hasEnded)
      const thread = threads.find(({ isIdle }) => isIdle) ?? start()
      return thread.draw(art, setCard)
    },
    warmUp () {
      if (threads.length === 0) start()
    },
    async close () {
      await Promise.all(threads.map(thread => thread.close()))
    }
  }
}

interface Waiting {
  resolve: (png: Buffer) => void
  reject: (reason: unknown) => void
}

class DrawingThread {
  // Drawing makes next to no garbage, and room for it is taken several times over.
  readonly #worker = new Worker(new URL('./drawing-thread.js', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 2 } })
  /** Who waits for the picture that it draws. */
  #waiting: Waiting | undefined
  hasEnded = false

  constructor () {
    this.#worker.on('message', ({ buffer, byteOffset, length }: Uint8Array) => this.#rest()?.resolve(Buffer.from(buffer, byteOffset, length)))
    this.#worker.on('error', error => this.#end(error))
    this.#worker.on('exit', () => this.#end(new AbandonedError('The thread that drew it was ended')))
    this.#worker.unref()
  }

  get isIdle (): boolean {
    return this.#waiting === undefined
  }

  draw (art: ArtOrder, setCard: () => Promise<CaptionCard>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      // The process lives on for a picture, and not for a thread that is idle.
      this.#worker.ref()
      this.#order(art)
      setCard().then(card => this.#order({ card }), error => this.#rest()?.reject(error))
    })
  }

  close (): Promise<unknown> {
    return this.#worker.terminate()
  }

  #order (order: Order): void {
    this.#worker.postMessage(order)
  }

  /** From now on it is idle; returns who waited. */
  #rest (): Waiting | undefined {
    const waiting = this.#waiting
    this.#waiting = undefined
    this.#worker.unref()
    return waiting
  }

  #end (reason: Error): void {
    this.hasEnded = true
    this.#rest()?.reject(reason)
  }
}
