/** The threads that draw, so that no request waits for the picture of another. */
import { Worker } from 'node:worker_threads'
import { AbandonedError } from './abandoned-error.js'
import type { CaptionCard } from './caption-card.js'
import type { ArtOrder, Order } from './drawing-thread.js'

export interface DrawingThreads {
  /** Draws the art, has the card set meanwhile, and draws it on the art: a PNG file, 8-bit RGB. */
  draw: (art: ArtOrder, setCard: () => Promise<CaptionCard>) => Promise<Buffer>
  /** Ends the threads; whoever still waits for a picture, or comes for one, gets an AbandonedError. */
  close: () => Promise<void>
}

/** A thread is started where a picture comes and none is idle: whoever calls bounds how many there are. */
export function createDrawingThreads (): DrawingThreads {
  let threads: DrawingThread[] = []
  let isClosed = false

  const start = (): DrawingThread => {
    const thread = new DrawingThread()
    threads.push(thread)
    return thread
  }

  return {
    async draw (art, setCard) {
      if (isClosed) throw new AbandonedError('Nothing is drawn any more')
      threads = threads.filter(({ hasEnded }) => !hasEnded)
      const thread = threads.find(({ isIdle }) => isIdle) ?? start()
      return thread.draw(art, setCard)
    },
    async close () {
      isClosed = true
      await Promise.all(threads.map(thread => thread.close()))
    }
  }
}

interface Waiting {
  resolve: (png: Buffer) => void
  reject: (reason: unknown) => void
}

const file = new URL('./drawing-thread.js', import.meta.url)
// Built, it needs none of the process's flags, and would refuse some of them; from source it needs those that load TypeScript.
const flags = new URL(import.meta.url).pathname.endsWith('.ts') ? process.execArgv : []

class DrawingThread {
  // Drawing makes next to no garbage, and room for it is taken several times over.
  readonly #worker = new Worker(file, { execArgv: flags, resourceLimits: { maxYoungGenerationSizeMb: 2 } })
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
