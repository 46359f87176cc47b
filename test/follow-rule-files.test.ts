/** Rule files of a running mock: loading at the start, reloading, and the end of watching on close. */
import { EventEmitter, once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { pino } from 'pino'
import sharp from 'sharp'
import { buildMock, nextRequest, startMock } from './build-mock.js'

const ruleFile = (respond: object) => JSON.stringify({ rules: [{ respond }] })
const notDecoded = /^Expected a complete PNG, .+ for the image bad\.png, got a file that cannot be decoded \(/

/** Starts a mock with a folder of rule files. `next` runs an action, and resolves to the next log line. */
async function startWithRuleFiles (t: Test, files: Record<string, string | Buffer>) {
  const dir = t.testdir(files)
  const log = new EventEmitter()
  const logger = pino({}, { write: (line: string) => { log.emit('line', JSON.parse(line).msg) } })
  const mock = await startMock(t, { scenarios: dir }, { logger })
  const next = async (act: () => Promise<unknown>) => {
    const logged = once(log, 'line')
    await act()
    return (await logged)[0]
  }
  return { dir, mock, next }
}

t.test('an invalid file rejects the start', async t => {
  for (const [files, error] of [
    [{ 'a.json': ruleFile({ delay: 'soon' }) }, { name: 'RuleError', message: /^a\.json:1:\d+: Expected .* for rules\[0\]\.respond\.delay, got "soon"\.$/ }],
    [{ 'a.json': ruleFile({ image: 'bad.png' }), 'bad.png': 'no picture' }, { name: 'UserImageError', message: notDecoded }]
  ] as const) {
    const { app } = buildMock(t, { scenarios: t.testdir(files) })
    await t.rejects(async () => { await app.ready() }, error)
  }
})

t.test('rules and their images change together or not at all, and the log says so', async t => {
  const { dir, mock, next } = await startWithRuleFiles(t, { 'a.json': ruleFile({ delay: '1ms' }), 'bad.png': 'no picture' })
  const rules = () => mock.scenarios.list().map(({ rule: { respond } }) => respond)
  t.match(await next(() => writeFile(join(dir, 'a.json'), ruleFile({ image: 'bad.png' }))), /^Expected a complete PNG, .+ for the image bad\.png, got .+\. The current rules stay in use\.$/)
  t.strictSame(rules(), [{ delay: '1ms' }])
  t.equal(await next(() => writeFile(join(dir, 'a.json'), ruleFile({ delay: '2ms' }))), `Reloaded 1 rule from ${dir}`)
  t.strictSame(rules(), [{ delay: '2ms' }])
  t.equal(await next(() => writeFile(join(dir, 'a.json'), '{"rules":[]}')), `No rules in ${dir}. Expected .json, .yaml or .yml files with rules.`)
})

t.test('a request in progress keeps the image of its rule, even if the file and the rule change during its delay', async t => {
  const [red, blue] = await Promise.all(['#ff0000', '#0000ff'].map(background => sharp({ create: { width: 8, height: 8, channels: 3, background } }).png().toBuffer()))
  const { dir, mock, next } = await startWithRuleFiles(t, { 'a.json': ruleFile({ image: 'it.png', delay: '1s' }), 'it.png': red! })
  const generate = async (format: string) => {
    const response = await fetch(`${mock.baseURL}/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'An otter', size: '256x256', response_format: format })
    })
    return (await response.json() as { data: [{ url: string, b64_json: string }] }).data[0]
  }
  const arrived = nextRequest(mock)
  const results = [generate('b64_json')]
  await arrived
  const arrivedToo = nextRequest(mock)
  results.push(generate('url'))
  await arrivedToo
  await next(async () => {
    await writeFile(join(dir, 'it.png'), blue!)
    await writeFile(join(dir, 'a.json'), ruleFile({ delay: '1ms' }))
  })
  const [inline, linked] = await Promise.all(results)
  for (const file of [Buffer.from(inline!.b64_json, 'base64'), Buffer.from(await (await fetch(linked!.url)).arrayBuffer())]) {
    t.strictSame((await sharp(file).stats()).dominant, { r: 248, g: 8, b: 8 })
  }
})

t.test('a mock that is closed before it is ready does not watch the folder', async t => {
  const dir = t.testdir({ 'a.json': ruleFile({ delay: '1ms' }) })
  const lines: string[] = []
  const { app } = buildMock(t, { scenarios: dir }, { logger: pino({}, { write: (line: string) => { lines.push(line) } }) })
  app.ready(() => {})
  await app.close()
  const count = lines.length
  await writeFile(join(dir, 'a.json'), ruleFile({ delay: '2ms' }))
  // A watcher that used the notifications of the system would see the change by now.
  await setTimeout(300)
  t.equal(lines.length, count)
})
