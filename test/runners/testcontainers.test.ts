/** The container for Testcontainers, with a stand-in for its package that runs the command instead of an image: no container engine is needed. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'

const standIn = `
const { spawn } = require('node:child_process')
const { once } = require('node:events')
exports.Wait = { forHttp: (path, port) => ({ path, port }) }
exports.GenericContainer = class {
  environment = {}
  constructor (image) { this.image = image }
  withEnvironment (variables) { Object.assign(this.environment, variables); return this }
  withExposedPorts (...ports) { this.ports = ports; return this }
  withWaitStrategy (strategy) { this.strategy = strategy; return this }
  async start () {
    const { path, port } = this.strategy
    const mock = spawn(process.execPath, [${JSON.stringify(join(packageFolder, 'dist/cli/main.js'))}, '--port', '0'], { env: { ...process.env, ...this.environment }, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(mock.stdout, 'data')
    const url = new URL(JSON.parse(String(line).split('\\n')[0]).baseURL)
    while (!(await fetch(new URL(path, url)).then(({ ok }) => ok, () => false)));
    return {
      getHost: () => 'localhost',
      getMappedPort: asked => { if (asked !== port || !this.ports.includes(asked)) throw new Error('not exposed'); return Number(url.port) },
      stop: async () => { mock.kill(); await once(mock, 'exit') }
    }
  }
}
exports.AbstractStartedContainer = class {
  constructor (started) { this.started = started }
  getHost () { return this.started.getHost() }
  getMappedPort (port) { return this.started.getMappedPort(port) }
  stop () { return this.started.stop() }
}
`

const program = `
import { OpenAiImagesMockContainer } from 'openai-images-mock/testcontainers'
import assert from 'node:assert/strict'
assert.deepEqual([new OpenAiImagesMockContainer().image, new OpenAiImagesMockContainer('registry/mock:1').image], ['openai-images-mock', 'registry/mock:1'])
const container = await new OpenAiImagesMockContainer().withEnvironment({ MOCK_AS_OF: '2026-12-01', MOCK_CONTROL_KEY: 'correct-horse' }).start()
const generate = model => fetch(container.baseURL + '/images/generations', {
  method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-1' }, body: JSON.stringify({ model, prompt: 'An otter', size: '1024x640', quality: 'low' })
})
assert.deepEqual([(await generate('gpt-image-2')).status, (await generate('gpt-image-1.5')).status], [200, 400])
const imageMock = container.client({ key: 'sk-1', controlKey: 'correct-horse' })
await imageMock.verify({ match: { prompt: 'An otter', status: 200 }, count: 1 })
assert.equal((await container.client({ key: 'sk-2', controlKey: 'correct-horse' }).requests()).length, 0)
await assert.rejects(container.client().requests(), { name: 'MockConnectionError' })
await container.stop()
await assert.rejects(generate('gpt-image-2'))
console.log('done')
`

t.test('a started container has the URLs and the client of its mock, which has the settings of the environment', async t => {
  mkdirSync(join(packageFolder, '.tap'), { recursive: true })
  const project = mkdtempSync(join(packageFolder, '.tap', 'testcontainers-'))
  t.teardown(() => rmSync(project, { recursive: true }))
  const modules = join(project, 'node_modules')
  for (const path of ['package.json', 'dist/testcontainers.cjs']) cpSync(join(packageFolder, path), join(modules, 'openai-images-mock', path))
  mkdirSync(join(modules, 'testcontainers'))
  writeFileSync(join(modules, 'testcontainers/index.js'), standIn)
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  writeFileSync(join(project, 'a.mjs'), program)
  const run = (file: string) => promisify(execFile)(process.execPath, [join(project, file)])
  t.equal((await run('a.mjs')).stdout, 'done\n')
  const [, section] = readFileSync(join(packageFolder, 'docs/docker-ci.md'), 'utf8').split('\n## Testcontainers\n')
  writeFileSync(join(project, 'b.mjs'), /^```js\n([^]*?)^```$/m.exec(section!)![1]!.replace("'openai'", "'openai7'"))
  await t.resolves(run('b.mjs'), 'the example of the documentation')
})
