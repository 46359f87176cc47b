/** Drawing threads: concurrent and reused, independent of the process's flags, and not keeping the process alive while idle. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import type { DrawTask } from '../../src/pictures/draw-worker.js'
import { createDrawingThreads, maxThreads } from '../../src/pictures/drawing-threads.js'
import type { CaptionCard } from '../../src/pictures/text/caption-card.js'

const noText = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }
const card: CaptionCard = { caption: noText, label: noText, spacing: { margin: 10, padding: 10, gap: 5 } }
const taskOf = (digit: string, phase?: number): DrawTask => ({
  picture: { seed: digit.repeat(32) }, width: 64, height: 64, ...(phase !== undefined && { phase }), card, channels: 3, pixels: new SharedArrayBuffer(64 * 64 * 3)
})
/** Drawing it throws a TypeError. */
const invalidTask = { ...taskOf('1'), picture: { seed: undefined } } as unknown as DrawTask

t.test('draws pictures into the given memory, as often as requested', async t => {
  const { draw, close } = createDrawingThreads()
  t.teardown(close)
  const tasks = ['1', '2', '1', '3', '1'].map(digit => taskOf(digit))
  await Promise.all(tasks.map(draw))
  const [one, two, again, , last] = tasks.map(({ pixels }) => Buffer.from(pixels))
  t.ok(one!.some(byte => byte !== 0))
  t.notOk(one!.equals(two!))
  t.ok(one!.equals(again!) && one!.equals(last!))
})

t.test('draws the moments of an animation, which begins with the still picture', async t => {
  const { draw, close } = createDrawingThreads()
  t.teardown(close)
  const tasks = [taskOf('1'), taskOf('1', 0), taskOf('1', 0.5)]
  await Promise.all(tasks.map(draw))
  const [still, start, later] = tasks.map(({ pixels }) => Buffer.from(pixels))
  t.ok(start!.equals(still!))
  t.notOk(later!.equals(still!))
})

t.test('rejects a picture that cannot be drawn, and draws the next one', async t => {
  const { draw, close } = createDrawingThreads()
  t.teardown(close)
  const rejected = Array.from({ length: maxThreads }, () => t.rejects(draw(invalidTask), { name: 'TypeError' }))
  await Promise.all(rejected)
  await t.resolves(Promise.all(rejected.map(() => draw(taskOf('1')))))
})

t.test('finishes the pictures that are being drawn when it is closed, and draws later ones', async t => {
  const { draw, close } = createDrawingThreads()
  const pending = [draw(taskOf('1')), draw(taskOf('2'))]
  close()
  await t.resolves(Promise.all(pending))
  await t.resolves(draw(taskOf('3')))
})

t.test('mocks share their threads, which end soon after the last mock is closed, and do not keep the program alive', async t => {
  const folder = t.testdir({ 'preload.mjs': "console.log('preloaded')" })
  const script = `
    import { once } from 'node:events'
    import { buildApp } from 'openai-images-mock'
    const threads = []
    process.on('worker', thread => { threads.push(thread) })
    const draw = async () => {
      const app = buildApp()
      const { statusCode } = await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt: 'x', size: '256x256', response_format: 'b64_json' } })
      console.log(statusCode, threads.length)
      return app
    }
    const apps = [await draw(), await draw()]
    const waiting = setInterval(() => {}, 60_000)
    for (const app of apps) await app.close()
    await Promise.all([(await draw()).close(), once(threads[0], 'exit')])
    clearInterval(waiting)
    await draw()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', join(folder, 'preload.mjs'), '--input-type=module', '--eval', script], {
    cwd: packageFolder, env: { NODE_OPTIONS: `--import=${join(folder, 'preload.mjs')}` }, timeout: 60_000
  })
  t.equal(stdout, 'preloaded\n200 1\n200 1\n200 1\n200 2\n', 'a module that the program preloads is not loaded in threads')
})

t.test('pictures are drawn without threads in a working directory that was deleted, where no thread can start', { skip: process.platform === 'win32' }, async t => {
  const folder = t.testdir({ deleted: {} })
  const script = `
    import { rmdirSync } from 'node:fs'
    import { buildApp } from '${pathToFileURL(join(packageFolder, 'dist/index.js'))}'
    process.chdir('deleted')
    rmdirSync(process.cwd())
    const app = buildApp()
    const codeOf = async prompt => (await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt, size: '256x256', response_format: 'b64_json' } })).statusCode
    console.log(await Promise.all(['1', '2', '3', '4'].map(codeOf)), await codeOf('5'))
    await app.close()`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, timeout: 60_000 })
  t.equal(stdout, '[ 200, 200, 200, 200 ] 200\n')
  t.match(stderr, /Warning: openai-images-mock draws pictures without threads, since none can start: Error: ENOENT/)
  t.equal(stderr.match(/without threads/g)?.length, 1, 'one warning')
})
