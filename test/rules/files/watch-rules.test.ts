import t, { type Test } from 'tap'
import { EventEmitter, once } from 'node:events'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileRule } from '../../../src/rules/files/load-rules.js'
import { watchRules } from '../../../src/rules/files/watch-rules.js'

const ruleFile = (delay: string) => JSON.stringify({ rules: [{ respond: { delay } }] })

/** Watches a folder. `next` runs an action, and resolves to the next event. */
async function watchFolder (t: Test, files: Parameters<Test['testdir']>[0], file = '') {
  const dir = t.testdir(files)
  const events = new EventEmitter()
  const onRules = { take: (_rules: FileRule[]) => {} }
  const stop = await watchRules(join(dir, file), {
    pollMs: 20,
    onRules: async rules => {
      onRules.take(rules)
      events.emit('rules', rules.map(({ rule: { respond } }) => respond.delay ?? respond.image))
    },
    onError: error => { events.emit('problem', error.message) }
  })
  // The watcher does not keep the process alive.
  const awake = setInterval(() => {}, 1000)
  t.teardown(() => {
    stop()
    clearInterval(awake)
  })

  async function next (event: 'rules' | 'problem', act: () => Promise<unknown>): Promise<unknown> {
    const emitted = once(events, event)
    await act()
    return (await emitted)[0]
  }
  /** Saves a file atomically, as many editors do. */
  async function save (name: string, content: string): Promise<void> {
    await writeFile(join(dir, `.${name}.tmp`), content)
    await rename(join(dir, `.${name}.tmp`), join(dir, name))
  }
  return { dir, events, next, save, onRules }
}

t.test('reloads the rules when a file is changed, added or removed', async t => {
  const { dir, next, save } = await watchFolder(t, { 'a.json': ruleFile('1s') })
  t.strictSame(await next('rules', () => writeFile(join(dir, 'a.json'), ruleFile('2s'))), ['2s'])
  t.strictSame(await next('rules', () => save('a.json', ruleFile('3s'))), ['3s'])
  t.strictSame(await next('rules', () => save('b.yaml', 'rules: [{ respond: { delay: 4s } }]')), ['3s', '4s'])
  t.strictSame(await next('rules', () => rm(join(dir, 'a.json'))), ['4s'])
})

t.test('reloads a single file when it changes or is replaced', async t => {
  const { next, save, dir } = await watchFolder(t, { 'a.json': ruleFile('1s'), 'b.json': ruleFile('9s') }, 'a.json')
  t.strictSame(await next('rules', () => writeFile(join(dir, 'a.json'), ruleFile('20s'))), ['20s'])
  for (const delay of ['3s', '4s']) t.strictSame(await next('rules', () => save('a.json', ruleFile(delay))), [delay])
  t.equal(await next('problem', () => rm(join(dir, 'a.json'))), `Scenarios file ${join(dir, 'a.json')} does not exist.`)
})

t.test('reloads the rules when an image changes', async t => {
  const { dir, next } = await watchFolder(t, { 'a.json': '{ "rules": [{ "respond": { "image": "b/c.png" } }] }', b: { 'c.png': 'x' } })
  t.strictSame(await next('rules', () => writeFile(join(dir, 'b/c.png'), 'xy')), ['b/c.png'])
})

t.test('reports an invalid file once, and reloads the rules when it is valid again', async t => {
  const { dir, events, next, save } = await watchFolder(t, { 'a.json': ruleFile('1s') })
  let problems = 0
  events.on('problem', () => { problems++ })
  t.equal(await next('problem', () => save('a.json', '{')), 'a.json:1:2: Invalid YAML or JSON: Flow map must end with a }.')
  t.strictSame(await next('rules', () => save('a.json', ruleFile('2s'))), ['2s'])
  t.match(await next('problem', () => save('a.json', '{ "rules": [{ "respond": { "image": "b/c.png" } }] }')), 'Cannot use rules[0].respond.image: "b/c.png" does not exist.')
  t.strictSame(await next('rules', () => mkdir(join(dir, 'b')).then(() => writeFile(join(dir, 'b/c.png'), 'x'))), ['b/c.png'], 'although the rule file has not changed')
  t.equal(problems, 2)
})

t.test('reports a file again that becomes invalid again', async t => {
  const { next, save } = await watchFolder(t, { 'a.json': ruleFile('1s') })
  for (const delay of ['2s', '3s']) {
    t.match(await next('problem', () => save('a.json', '{')), /Flow map must end with a }/)
    t.strictSame(await next('rules', () => save('a.json', ruleFile(delay))), [delay])
  }
})

t.test('reloads once, even if the reload takes longer than the polling interval', async t => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.json`, ruleFile('1s')]))
  const { events, next, save } = await watchFolder(t, files)
  const read: unknown[] = []
  events.on('rules', ([first]) => read.push(first))
  for (const delay of ['2s', '3s']) await next('rules', () => save('0.json', ruleFile(delay)))
  t.strictSame(read, ['2s', '3s'])
})

t.test('reports an error of the function that takes the rules', async t => {
  const { next, save, onRules } = await watchFolder(t, { 'a.json': ruleFile('1s') })
  onRules.take = () => { throw new Error('Refused.') }
  t.equal(await next('problem', () => save('a.json', ruleFile('2s'))), 'Refused.')
  t.strictSame(await next('rules', async () => { onRules.take = () => {} }), ['2s'])
})

t.test('reports a missing folder, and reloads the rules when it exists again', async t => {
  const { dir, next } = await watchFolder(t, { in: {}, 'a.json': ruleFile('1s') })
  t.match(await next('problem', () => rename(dir, `${dir}-away`)), /^Scenarios folder .* does not exist\.$/)
  t.strictSame(await next('rules', () => rename(`${dir}-away`, dir)), ['1s'])
})

t.test('the first load passes the rules on, or rejects', async t => {
  const dir = t.testdir({ 'a.json': ruleFile('1s') })
  const handed: FileRule[][] = []
  const stop = await watchRules(dir, { onRules: rules => { handed.push(rules) }, onError: t.fail })
  stop()
  t.match(handed, [[{ file: 'a.json', rule: { respond: { delay: '1s' } } }]])
  await t.rejects(watchRules(join(dir, 'none'), { onRules: () => {}, onError: t.fail }), { name: 'RuleError' })
  await t.rejects(watchRules(dir, { onRules: () => { throw new Error('Refused.') }, onError: t.fail }), { message: 'Refused.' })
})
