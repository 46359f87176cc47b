/** Runs the examples of docs/testing.md with each test runner, each with a test that fails. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { startMock } from '../build-mock.js'
import { executablePath, withoutBrowser } from '../inbox/chromium.js'

// The tests mostly wait for processes.
t.jobs = 6

const page = readFileSync(join(packageFolder, 'docs/testing.md'), 'utf8')

/** The code blocks below a heading, with the smallest picture: each runner draws it in a new process, which takes longest. */
function blocksOf (heading: string): string[] {
  const [section] = page.split(`\n### ${heading}\n`)[1]!.split(/\n##/)
  return [...section!.matchAll(/^```\w+\n([^]*?)^```$/gm)].map(([, text]) =>
    text!.replaceAll("'openai'", "'openai7'").replaceAll("size: '1024x1024'", "size: '1024x640', quality: 'low'"))
}

mkdirSync(join(packageFolder, '.tap'), { recursive: true })
/** A project with the package in its `node_modules`, within this repository, so that it finds the runners. */
const project = mkdtempSync(join(packageFolder, '.tap', 'runners-'))
t.teardown(() => rmSync(project, { recursive: true }))
const installed = join(project, 'node_modules/openai-images-mock')
mkdirSync(installed, { recursive: true })
for (const path of ['package.json', 'dist']) cpSync(join(packageFolder, path), join(installed, path), { recursive: true })
symlinkSync(join(packageFolder, 'fonts'), join(installed, 'fonts'))
// Without it, the project would be the package itself.
writeFileSync(join(project, 'package.json'), '{ "private": true }')

interface Run { code: unknown, output: string }

/** Runs a program in a folder of the project with these files. The environment has no key, unless it is given. */
function run (folder: string, files: Record<string, string>, [program, ...args]: [string, ...string[]], env: Record<string, string> = {}): Promise<Run> {
  const cwd = join(project, folder)
  mkdirSync(cwd)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  const { OPENAI_BASE_URL, OPENAI_API_KEY, FORCE_COLOR, TAP, TAP_CHILD_ID, ...inherited } = process.env
  return new Promise(resolve => execFile(program, args, { cwd, env: { ...inherited, NO_COLOR: '1', ...env } }, (error, stdout, stderr) =>
    resolve({ code: error?.code ?? 0, output: stdout + stderr })))
}

const runner = (path: string) => join(packageFolder, 'node_modules', path)
const title = 'tries again when OpenAI is overloaded'
const failing = "await new OpenAI({ maxRetries: 0 }).images.generate({ model: 'gpt-image-2', prompt: 'A walrus', size: '17x17' })"
const restored = "if (process.env.OPENAI_BASE_URL !== undefined || process.env.OPENAI_API_KEY !== 'before') throw new Error('not restored')"
const printed = /openai-images-mock: 1 request of this test:\s+#? *400 {2}POST \/v1\/images\/generations {2}\d+ ms {2}gpt-image-2 "A walrus"\s+#? *Invalid size '17x17'[^]*error request-refused/

t.test('node:test', async t => {
  const [example] = blocksOf('node:test')
  const text = `${example}
test('fails', async t => { await useImageMock(t); ${failing} })
test('restores the environment', () => { ${restored} })
test('takes settings', async t => { await useImageMock(t, { prot: 1 }) })
test('at the same time', { concurrency: true }, async t => {
  await Promise.all(['An otter', 'A badger'].map(prompt => t.test(prompt, async t => {
    const { baseURL, apiKey, verify } = await useImageMock(t)
    await new OpenAI({ baseURL, apiKey }).images.generate({ model: 'dall-e-2', prompt, size: '256x256' })
    await verify({ match: { prompt }, count: 1 })
    await verify({ count: 1 })
  })))
})`
  const { code, output } = await run('node-test', { 'a.test.mjs': text }, [process.execPath, '--test', '--test-reporter=tap', 'a.test.mjs'], { OPENAI_API_KEY: 'before' })
  t.equal(code, 1)
  for (const name of [title, 'restores the environment', 'at the same time']) t.match(output, new RegExp(`^ok \\d+ - ${name}`, 'm'))
  t.match(output, /not ok 2 - fails/)
  t.match(output, /not ok 4[^]*Did you mean port/)
  t.match(output, printed)
})

t.test('tap', async t => {
  const [example] = blocksOf('tap and AVA')
  const text = `${example}
t.test('fails', async t => { await useImageMock(t); ${failing} })
t.test('restores the environment', async () => { ${restored} })`
  const { code, output } = await run('tap', { 'a.test.mjs': text }, [process.execPath, 'a.test.mjs'], { OPENAI_API_KEY: 'before' })
  t.equal(code, 1)
  t.match(output, new RegExp(`^ok 1 - ${title}[^]*not ok 2 - fails[^]*^ok 3 - restores`, 'm'))
  t.match(output, printed)
})

t.test('Vitest', async t => {
  const [example] = blocksOf('Vitest')
  const text = `${example}
import { test as plain } from 'vitest'
test('fails', async () => { ${failing} })
plain('restores the environment', () => { ${restored} })
test.extend({ imageMockSettings: { asOf: '2026-12-01' } })('takes settings', async ({ imageMock }) => {
  const [model] = await (await fetch(imageMock.baseURL + '/models/gpt-image-1.5')).json().then(({ error }) => [error.code])
  expect(model).toBe('model_not_found')
})`
  const { code, output } = await run('vitest', { 'a.test.mjs': text }, [process.execPath, runner('vitest/vitest.mjs'), 'run', '--root', '.', '--reporter', 'verbose', '--testTimeout', '60000'], { OPENAI_API_KEY: 'before' })
  t.equal(code, 1)
  for (const name of [title, 'restores the environment', 'takes settings']) t.match(output, `✓ a.test.mjs > ${name}`)
  t.match(output, '× a.test.mjs > fails')
  t.match(output, printed)
})

t.test('Jest', async t => {
  const [config, example] = blocksOf('Jest')
  const text = `${example}
const early = new OpenAI()
describe('group', () => { test('fails', async () => { ${failing} }) })
test('a client that was created before the tests reaches the mock', async () => { await early.models.list() })
afterEach(async () => { await imageMock.requests() })`
  const { code, output } = await run('jest', { 'jest.config.cjs': config!, 'a.test.js': text }, [process.execPath, runner('jest/bin/jest.js'), '--testTimeout', '60000'])
  t.equal(code, 1)
  t.match(output, `✓ ${title}`)
  t.match(output, '✓ a client that was created before the tests reaches the mock')
  t.match(output, /● group fails\nopenai/)
  t.match(output, printed)
})

t.test('Playwright', { skip: withoutBrowser }, async t => {
  const [example] = blocksOf('Playwright')
  const config = `module.exports = { use: { launchOptions: { executablePath: ${JSON.stringify(executablePath)}, args: ['--no-sandbox'] } }, reporter: 'line', timeout: 60_000 }`
  const { url } = await startMock(t)
  const text = `${example}
import OpenAI from 'openai7'
test.describe('elsewhere', () => {
  test.use({ imageMockUrl: '${url}/v1', imageMockKey: 'sk-e2e' })
  test('uses the mock', async ({ imageMock }) => {
    await new OpenAI().models.list()
    expect([imageMock.url, process.env.OPENAI_API_KEY, (await imageMock.requests()).length]).toEqual(['${url}', 'sk-e2e', 1])
  })
})
// The last one: Playwright starts another worker after a failure.
test('fails', async () => { ${failing} })`
  const { code, output } = await run('playwright', { 'playwright.config.cjs': config, 'a.spec.js': text }, [process.execPath, runner('@playwright/test/cli.js'), 'test'])
  t.equal(code, 1)
  t.match(output, /2 passed/)
  t.match(output, printed)
  t.match(output, /attachment #1: openai-images-mock \(text\/plain\)/)
})

const hasPytest = await run('has-pytest', {}, ['python3', '-m', 'pytest', '--version']).then(({ code }) => code === 0)
t.test('pytest', { skip: !hasPytest && 'pytest is not installed' }, async t => {
  const { baseURL } = await startMock(t)
  const [conftest, example] = blocksOf('pytest')
  // The client of the examples, in place of the package openai.
  const client = `
import json, os, types, urllib.error, urllib.request
class OpenAI:
    images = types.SimpleNamespace()
    def __init__(self):
        self.images = types.SimpleNamespace(generate=self.generate)
    def generate(self, **body):
        for attempt in range(3):
            request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/images/generations", data=json.dumps(body).encode(),
                headers={"content-type": "application/json", "authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
            try:
                return json.load(urllib.request.urlopen(request))
            except urllib.error.HTTPError as error:
                if error.code < 500: raise
`
  const text = `${example}
def test_fails(image_mock):
    OpenAI().images.generate(model="gpt-image-2", prompt="A walrus", size="17x17")
def test_names_the_nearest_request(image_mock):
    image_mock.call("POST", "/verify", {"match": {"prompt": "A walrus"}, "count": 1})`
  const { code, output } = await run('pytest', { 'conftest.py': conftest!, 'test_otter.py': text, 'openai.py': client },
    ['python3', '-m', 'pytest', '-p', 'no:cacheprovider'], { OPENAI_BASE_URL: baseURL, PYTHONDONTWRITEBYTECODE: '1', PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1' })
  t.equal(code, 1)
  t.match(output, /2 failed, 1 passed/)
  t.match(output, /-+ openai-images-mock -+\s+400 \/v1\/images\/generations .*A walrus/)
  t.match(output, /AssertionError: expected exactly 1 request, got 0/)
})
