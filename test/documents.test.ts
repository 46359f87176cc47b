/** Holds what the documents say to what the product does. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { packageFolder as root } from '../src/config/package.js'
import { models } from '../src/contract/models.js'
import { settings } from '../src/config/settings.js'
import * as catalogue from '../src/errors/catalogue.js'
import { loadRules } from '../src/rules/files/load-rules.js'
import { startMock } from './build-mock.js'
import { plainNode } from './plain-node.js'

const read = (path: string) => readFile(`${root}/${path}`, 'utf8')
const run = promisify(execFile)
// Most of them wait for a process.
t.jobs = 4
const readme = await read('README.md')

/** The README's fenced blocks of a language, each with the block that follows it. */
const blocks = [...readme.matchAll(/```(\w+)\n([^]*?)```/g)].map(([, language, text]) => ({ language, text: text! }))
const afterEach = (language: string) => blocks.flatMap((block, index) => block.language === language ? [{ text: block.text, next: blocks[index + 1] }] : [])

t.test('the README lists every setting as the schema has it', async t => {
  for (const { name, flag, variable, allowed, default: value, description } of settings) {
    const shown = value === undefined ? 'unset' : `\`${value}\``
    t.ok(readme.includes(`| \`${name}\` | \`${flag}\` | \`${variable}\` | ${allowed} | ${shown} | ${description} |\n`), name)
  }
})

t.test('fidelity.md has every refusal with its evidence, and no other', async t => {
  const fidelity = await read('docs/fidelity.md')
  const table = fidelity.split('## Refusals')[1]!.split('\n\n')[1]!
  const rows = Object.entries(catalogue).filter(([, entry]) => 'evidence' in entry).map(([name, entry]) => {
    const { example: { status, envelope }, evidence } = entry as typeof catalogue.missingApiKey
    const { message, type, param, code } = envelope.error
    const cell = (value: string | null) => value === null ? 'null' : value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``
    return `| ${name} | ${status} | ${cell(message)} | ${cell(type)} | ${cell(param)} | ${cell(code)} | ${evidence.mark}: ${evidence.source} |`
  })
  t.strictSame(table.split('\n').slice(2), rows)
  for (const [model, { evidence }] of models) t.ok(fidelity.includes(`| ${model} | ${evidence} |\n`), model)
})

/** Within the package, so that what lies in it finds the package's own modules, and the package itself by its name. */
async function scratchFolder (t: Test): Promise<string> {
  await mkdir(`${root}/.tap`, { recursive: true })
  const folder = await mkdtemp(`${root}/.tap/readme-`)
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}

t.test('what the README shows for curl is what the mock answers', async t => {
  const { url } = await startMock(t, { scenarios: `${root}/fixtures/scenarios` })
  const examples = afterEach('sh').filter(({ text }) => text.startsWith('curl ') && text.includes('\\\n'))
  t.equal(examples.length, 4)
  for (const { text, next } of examples) {
    const { stdout } = await run('bash', ['-c', text.replaceAll('http://127.0.0.1:8080', url).replace('curl', 'curl -s')])
    const steady = stdout
      .replaceAll(url, 'http://127.0.0.1:8080')
      .replace(/"created": \d{10}/, '"created": 1778107895')
      .replace(/(org-|user-|img-)[\w-]+/g, '$1…')
      .replace(/(st=|se=|sig=)[\w%/-]+/g, '$1…')
    t.equal(`${steady}\n`, next!.text)
  }
})

t.test('the ten situations of the README come as they say', async t => {
  const { url } = await startMock(t)
  const lines = readme.split('\n').filter(line => line.startsWith('curl ') && line.includes('[mock '))
  const expected = [/"rate_limit_exceeded"/, /"server_is_overloaded"/, /"content_policy_violation"/, /"billing_hard_limit_reached"/, /"invalid_api_key"/,
    /^exit 28$/, /^exit 56$/, /"data": \[(?![^]*\}\s*$)/, /~expired/, /"b64_json": "[A-Za-z0-9+/]{4000000,}"/]
  t.equal(lines.length, 10)
  await Promise.all(lines.map(async (line, index) => {
    const command = `${line.replaceAll('http://127.0.0.1:8080', url).replace('curl', 'curl -s')} || echo "exit $?"`
    const { stdout } = await run('bash', ['-c', command], { maxBuffer: 2 ** 26 })
    t.ok(expected[index]!.test(stdout.trim()), `${line.slice(-60)}: ${stdout.slice(0, 200)}`)
  }))
})

t.test('the control calls of the README do what they say', async t => {
  const { url, baseURL } = await startMock(t)
  const lines = readme.split('\n').filter(line => line.startsWith('curl ') && line.includes('/_mock/'))
  const call = async (index: number) =>
    (await run('bash', ['-c', lines[index]!.replaceAll('http://127.0.0.1:8080', url).replace('curl', 'curl -s -w "%{http_code}"')])).stdout
  const ask = () => fetch(`${baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-suite-1' }, body: '{"prompt":"An otter"}'
  })
  t.match(await call(0), /"id":"rule_1".*201$/)
  t.equal((await ask()).status, 500)
  t.match(await call(1), /"status":500.*200$/)
  t.match(await call(2), /^\{"ok":true,"count":1\}200$/)
  await ask()
  t.match(await call(3), /"status":200.*"status":500.*200$/)
  t.equal(await call(4), '204')
  t.match(await call(2), /409$/)
  const protectedMock = await startMock(t, { controlKey: 'correct-horse-battery' })
  t.match((await run('bash', ['-c', lines[5]!.replaceAll('http://127.0.0.1:8080', protectedMock.url).replace('curl', 'curl -s -w "%{http_code}"')])).stdout, '[]200')
  t.equal(lines.length, 6)
})

t.test('the rule file and the global setup of the README work', async t => {
  const folder = t.testdir({ 'a.yaml': afterEach('yaml')[0]!.text })
  t.match(await loadRules(folder), [{ rule: { match: { prompt: '*otter*' }, respond: { retryAfter: '20s' }, times: 2 } }])

  const setup = blocks.find(({ text }) => text.includes('module.exports'))!.text
  const modules = await scratchFolder(t)
  await writeFile(`${modules}/setup.cjs`, setup)
  await writeFile(`${modules}/run.cjs`, "require('./setup.cjs')().then(async () => { console.log(process.env.OPENAI_BASE_URL); await globalThis.imageMock.close() })")
  t.match((await run(...plainNode(`${modules}/run.cjs`))).stdout, /^http:\/\/127\.0\.0\.1:\d+\/v1\n$/)
})

t.test('what the README shows for the Node SDK runs', async t => {
  const { url } = await startMock(t)
  const code = blocks.find(({ text }) => text.includes("from 'openai'"))!.text
  const folder = await scratchFolder(t)
  await writeFile(`${folder}/sdk.mjs`, code.replace("from 'openai'", "from 'openai6'").replace('http://127.0.0.1:8080', url))
  const { stdout } = await run(...plainNode(`${folder}/sdk.mjs`))
  t.match(stdout, new RegExp(`^${url}/private/org-`))
  t.equal((await fetch(stdout.trim())).headers.get('content-type'), 'image/png')
})

t.test('the README\'s tests are the examples, and they pass', async t => {
  for (const [file, title] of [['otter', 'a picture comes, and its URL resolves'], ['retry', 'the client tries again until the picture comes']]) {
    const example = await read(`examples/${file}.test.mjs`)
    t.ok(blocks.some(({ text }) => example.endsWith(`\n${text}`)), String(file))
    const { stdout } = await run(...plainNode(`${root}/examples/${file}.test.mjs`))
    t.match(stdout, new RegExp(`^ok 1 - ${title}`, 'm'))
  }
})

t.test('the example client of the compose file gets its picture', async t => {
  const { baseURL } = await startMock(t)
  const { stdout } = await run(...plainNode(`${root}/examples/client.mjs`), { env: { ...process.env, OPENAI_BASE_URL: baseURL } })
  t.match(stdout, /^200 image\/png \d{5,} bytes: A vivid.*A cute baby sea otter\n$/)
})

t.test('every local link of the documents leads somewhere', async t => {
  const decisions = (await readdir(`${root}/docs/decisions`)).map(file => `docs/decisions/${file}`)
  t.ok(decisions.length > 5)
  for (const document of ['README.md', 'docs/fidelity.md', 'docs/performance.md', 'CONTRIBUTING.md', 'fonts/README.md', ...decisions]) {
    for (const [, link] of (await read(document)).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      await t.resolves(run('ls', [fileURLToPath(new URL(link!, `file://${root}/${document}`))]), `${document}: ${link}`)
    }
  }
})
