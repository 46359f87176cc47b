/** Drawing threads: one for each concurrent picture. They are reused, and do not keep the process alive while they are idle. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import sharp from 'sharp'
import type { CaptionCard } from '../../src/pictures/text/caption-card.js'
import type { ArtTask } from '../../src/pictures/draw-worker.js'
import { createWorkerPool } from '../../src/pictures/worker-pool.js'

/** The started threads in order. `isHeld` is true if the thread keeps the process alive. */
const started: Array<Worker & { isHeld?: boolean }> = []
for (const [name, isHeld] of [['ref', true], ['unref', false]] as const) {
  const original = Worker.prototype[name]
  Worker.prototype[name] = function (this: Worker) {
    if (!started.includes(this)) started.push(this)
    Object.assign(this, { isHeld })
    original.call(this)
  }
}

const noText = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }
const noCard = async (): Promise<CaptionCard> => ({ caption: noText, label: noText, spacing: { margin: 10, padding: 10, gap: 5 } })
const taskOf = (digit: string): ArtTask => ({ art: { seed: digit.repeat(32) }, width: 256, height: 256 })
const task = taskOf('1')
/** A task whose drawing throws a TypeError. */
const invalidTask = { art: { seed: undefined }, width: 256, height: 256 } as unknown as ArtTask

t.beforeEach(() => { started.length = 0 })

t.test('one thread draws one picture after the other, and lets the process exit while it is idle', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  const first = draw(task, noCard)
  t.equal(started[0]!.isHeld, true, 'it keeps the process alive while it draws')
  const png = await first
  t.match(await sharp(png).metadata(), { format: 'png', width: 256, height: 256 })
  t.equal(started[0]!.isHeld, false)
  t.notSame(await draw(taskOf('2'), noCard), png)
  t.strictSame(await draw(task, noCard), png, 'the same picture again')
  t.equal(started.length, 1)
})

t.test('draws a second picture in another thread while the first one waits for its card', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  let resolveCard = (_card: CaptionCard) => {}
  const held = draw(task, () => new Promise(resolve => { resolveCard = resolve }))
  const other = await draw(taskOf('2'), noCard)
  t.equal(started.length, 2)
  resolveCard(await noCard())
  t.notSame(await held, other)
  await draw(task, noCard)
  t.equal(started.length, 2, 'both threads are reused')
})

t.test('rejects a picture whose card fails, and uses the thread for the next picture', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  const expected = await draw(task, noCard)
  await t.rejects(draw(taskOf('2'), () => Promise.reject(new Error('no type'))), { message: 'no type' })
  t.equal(started[0]!.isHeld, false)
  t.strictSame(await draw(task, noCard), expected)
  t.equal(started.length, 1)
})

t.test('rejects the picture of a thread that throws, and starts a new thread for the next picture', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  await t.rejects(draw(invalidTask, noCard), { name: 'TypeError' })
  t.equal((await sharp(await draw(task, noCard)).metadata()).format, 'png')
  t.equal(started.length, 2)
})

t.test('rejects the picture of a thread that ends unexpectedly', async t => {
  const { draw, close } = createWorkerPool()
  t.teardown(close)
  const cut = draw(task, () => new Promise(() => {}))
  await started[0]!.terminate()
  await t.rejects(cut, { message: 'The drawing thread ended before the picture was finished' })
  t.equal((await sharp(await draw(task, noCard)).metadata()).format, 'png')
})

t.test('close ends idle threads at once, and busy ones when their picture is finished', async t => {
  const { draw, close } = createWorkerPool()
  let resolveCard = (_card: CaptionCard) => {}
  const held = draw(task, () => new Promise(resolve => { resolveCard = resolve }))
  await draw(taskOf('2'), noCard)
  const [busy, idle] = started as [Worker, Worker]
  await close()
  t.equal(idle.threadId, -1)
  t.not(busy.threadId, -1)
  const ended = once(busy, 'exit')
  resolveCard(await noCard())
  t.equal((await sharp(await held).metadata()).format, 'png')
  await ended
})

t.test('a picture requested after close is drawn, and its thread ends', async t => {
  const { draw, close } = createWorkerPool()
  await close()
  t.equal((await sharp(await draw(task, noCard)).metadata()).format, 'png')
  if (started[0]!.threadId !== -1) await once(started[0]!, 'exit')
})
