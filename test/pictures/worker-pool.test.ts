/** The drawing threads: one for each picture that is drawn at once, kept for the next, and no reason for the process to stay. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import sharp from 'sharp'
import type { CaptionCard } from '../../src/pictures/text/caption-card.js'
import type { ArtTask } from '../../src/pictures/draw-worker.js'
import { createWorkerPool } from '../../src/pictures/worker-pool.js'

/** The threads that were started, in order, each with whether it keeps the process alive. */
const started: Array<Worker & { isHeld?: boolean }> = []
for (const [name, isHeld] of [['ref', true], ['unref', false]] as const) {
  const original = Worker.prototype[name]
  Worker.prototype[name] = function (this: Worker) {
    if (!started.includes(this)) started.push(this)
    Object.assign(this, { isHeld })
    original.call(this)
  }
}

const nothing = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }
const noCard = async (): Promise<CaptionCard> => ({ caption: nothing, label: nothing, spacing: { outside: 10, inside: 10, between: 5 } })
const orderOf = (digit: string): ArtTask => ({ art: { seed: digit.repeat(32) }, width: 256, height: 256 })
const order = orderOf('1')
/** On which any drawing fails. */
const nonsense = { art: { seed: undefined }, width: 256, height: 256 } as unknown as ArtTask

t.beforeEach(() => { started.length = 0 })

t.test('one thread draws one picture after the other, and lets the process end in between', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  const first = draw(order, noCard)
  t.equal(started[0]!.isHeld, true, 'held while it draws')
  const png = await first
  t.match(await sharp(png).metadata(), { format: 'png', width: 256, height: 256 })
  t.equal(started[0]!.isHeld, false)
  t.notSame(await draw(orderOf('2'), noCard), png)
  t.strictSame(await draw(order, noCard), png, 'the same picture again')
  t.equal(started.length, 1)
})

t.test('while one picture waits for its card, another is drawn on a thread of its own', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  let setCard = (_card: CaptionCard) => {}
  const held = draw(order, () => new Promise(resolve => { setCard = resolve }))
  const other = await draw(orderOf('2'), noCard)
  t.equal(started.length, 2)
  setCard(await noCard())
  t.notSame(await held, other)
  await draw(order, noCard)
  t.equal(started.length, 2, 'both are kept')
})

t.test('a card that cannot be set fails its picture, and the thread goes on with the next', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  const expected = await draw(order, noCard)
  await t.rejects(draw(orderOf('2'), () => Promise.reject(new Error('no type'))), { message: 'no type' })
  t.equal(started[0]!.isHeld, false)
  t.strictSame(await draw(order, noCard), expected)
  t.equal(started.length, 1)
})

t.test('a thread that breaks fails its picture, and the next gets a new one', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  await t.rejects(draw(nonsense, noCard), { name: 'TypeError' })
  t.equal((await sharp(await draw(order, noCard)).metadata()).format, 'png')
  t.equal(started.length, 2)
})

t.test('a thread that ends by itself fails its picture, whatever the reason', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  const cut = draw(order, () => new Promise(() => {}))
  await started[0]!.terminate()
  await t.rejects(cut, { message: 'The thread that drew the picture has ended' })
  t.equal((await sharp(await draw(order, noCard)).metadata()).format, 'png')
})

t.test('a close ends the idle threads at once, and each other one when it has drawn', async t => {
  const { draw, close } = createWorkerPool()
  let setCard = (_card: CaptionCard) => {}
  const held = draw(order, () => new Promise(resolve => { setCard = resolve }))
  await draw(orderOf('2'), noCard)
  const [busy, idle] = started as [Worker, Worker]
  await close()
  t.equal(idle.threadId, -1)
  t.not(busy.threadId, -1)
  const ended = once(busy, 'exit')
  setCard(await noCard())
  t.equal((await sharp(await held).metadata()).format, 'png')
  await ended
})

t.test('whoever comes after the close still gets a picture, and leaves no thread', async t => {
  const { draw, close } = createWorkerPool()
  await close()
  t.equal((await sharp(await draw(order, noCard)).metadata()).format, 'png')
  if (started[0]!.threadId !== -1) await once(started[0]!, 'exit')
})
