/** The command `report`, in this process. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseXml } from '@rgrove/parse-xml'
import t, { type Test } from 'tap'
import { command } from '../../src/cli/command.js'
import { reportFlags } from '../../src/cli/report-options.js'
import type { GivenSettings } from '../../src/config/settings.js'
import { startMock } from '../build-mock.js'

/** Runs the command; returns the exit code and what it printed. */
async function run (t: Test, ...args: string[]) {
  const [logs, errors] = [t.capture(console, 'log', () => {}), t.capture(console, 'error', () => {})]
  const code = await command(['report', ...args])
  const printed = (calls: typeof logs) => calls().map(({ args }) => `${args[0]}\n`).join('')
  const result = { code, stdout: printed(logs), stderr: printed(errors) }
  logs.restore()
  errors.restore()
  return result
}

/** A mock that has received a refused request, and one without a key. */
async function usedMock (t: Test, settings: GivenSettings = {}) {
  // A day on which dall-e-2 is served, and not retired soon.
  const mock = await startMock(t, { asOf: '2026-02-01', ...settings })
  for (const [key, size] of [['sk-suite-1', '1x1'], [undefined, '256x256']] as const) {
    const response = await fetch(`${mock.baseURL}/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model: 'dall-e-2', prompt: 'An otter', size, response_format: 'b64_json' })
    })
    await response.text()
  }
  await mock.waitFor({}, { count: 2 })
  return mock
}

async function serverWith (t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('prints the report as text, and exits with 3 if a finding fails', async t => {
  const { url, baseURL } = await usedMock(t)
  for (const given of [url, `${url}/`, baseURL]) {
    const { code, stdout, stderr } = await run(t, '--url', given)
    t.strictSame([code, stderr], [3, ''])
    t.match(stdout, /^2 errors[^\n]*\n2 requests in [\d.]+ m?s: 1 answered, 1 refused\.\n\nerror {5}request-refused: /)
    t.match(stdout, `\n          ${url}/?open=req_`)
    t.match(stdout, /\nfailed {4}Found 2 errors\.\n$/)
  }
})

t.test('each option decides what fails', async t => {
  const { url } = await usedMock(t)
  const codeWith = async (...args: string[]) => (await run(t, '--url', url, ...args)).code
  t.equal(await codeWith('--fail-on', 'error'), 3)
  t.equal(await codeWith('--fail-on', 'never'), 0)
  t.equal(await codeWith('--fail-on', 'never', '--min-coverage', '1'), 0)
  t.equal(await codeWith('--fail-on', 'never', '--min-coverage', '100'), 3)
  t.equal(await codeWith('--allow', 'request-refused'), 3)
  t.equal(await codeWith('--allow', 'request-refused, key-missing'), 0)
  t.equal(await codeWith('--key', 'sk-suite-1', '--allow', 'request-refused'), 0, 'the request without a key is not reported')
  t.equal(await codeWith('--key', 'sk-suite-2'), 3, 'nothing was tested')
  t.equal(await codeWith('--key', 'sk-suite-2', '--allow', 'nothing-tested'), 0)
})

t.test('a download that has not come yet counts as missing', async t => {
  const mock = await startMock(t)
  await (await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-suite-1' }, body: '{"prompt":"An otter"}'
  })).text()
  await mock.waitFor({})
  t.match(await run(t, '--url', mock.url, '--fail-on', 'warning'), { code: 3, stdout: /\nwarning {3}never-fetched: / })
})

t.test('writes each format to a file, and its summary to standard output', async t => {
  const { url } = await usedMock(t)
  const folder = t.testdir({})
  for (const [format, check] of [
    ['json', text => t.match(JSON.parse(text), { verdict: 'errors', requests: { total: 2 } })],
    ['junit', text => t.equal(parseXml(text).root!.name, 'testsuites')],
    ['markdown', text => t.match(text, /^## ❌ 2 errors/)],
    ['text', text => t.match(text, /^2 errors/)],
    ['html', text => t.match(text, /^<!doctype html>[^]+An otter/i)]
  ] as Array<[string, (text: string) => void]>) {
    const file = join(folder, format)
    const { code, stdout, stderr } = await run(t, '--url', url, '--format', format, '--output', file)
    t.match(stdout, /^2 requests in [^\n]+\n2 errors[^\n]*: request-refused, key-missing/, format)
    t.strictSame([code, stderr], [3, 'Failed: Found 2 errors.\n'])
    check(readFileSync(file, 'utf8'))
  }
  t.match(await run(t, '--url', url, '--output', join(folder, 'none/report')), { code: 2, stdout: '', stderr: /^Cannot write .*report: ENOENT\.\n$/ })
  t.match(await run(t, '--url', url, '--format', 'html', '--output', join(folder, 'none/report')), { code: 2, stderr: /^Cannot write .*report: ENOENT\.\n$/ })
})

t.test('sends the control key, of the flag or of the environment', async t => {
  const { url } = await usedMock(t, { controlKey: 'correct-horse-battery' })
  t.equal((await run(t, '--url', url, '--control-key', 'correct-horse-battery')).code, 3)
  const { code, stderr } = await run(t, '--url', url, '--control-key', 'wrong-horse-battery')
  t.strictSame([code, stderr], [1, `Expected status 200 from ${url}/_mock/report?grace=0s, got 401. Expected the control key for the header x-mock-key, got another value. Send the value of the setting controlKey.\n`])
  t.intercept(process, 'env', { value: { ...process.env, MOCK_CONTROL_KEY: 'correct-horse-battery', PORT: new URL(url).port, HOST: '127.0.0.1' } })
  t.equal((await run(t)).code, 3, 'HOST and PORT are those of the mock')
})

t.test('exits with 1 if the mock cannot be reached, or another server responds', async t => {
  const other = 'Another server may listen there'
  const html = await serverWith(t, (_request, response) => { response.end('<!doctype html>') })
  const json = await serverWith(t, (_request, response) => { response.end('{"findings":7}') })
  const broken = await serverWith(t, (_request, response) => { response.writeHead(200, { 'content-length': '9' }).write('{'); setTimeout(() => response.destroy(), 20) })
  const off = (await startMock(t, { controlApi: false })).url
  const path = '/_mock/report?grace=0s'
  for (const [url, stderr] of [
    ['http://127.0.0.1:1', `Cannot read http://127.0.0.1:1${path}: ECONNREFUSED. Give --url, or HOST and PORT, of a running mock.\n`],
    [html, `Expected a report from ${html}${path}, got something else. ${other}.\n`],
    [json, `Expected a report from ${json}${path}, got something else. ${other}.\n`],
    [broken, `Cannot read ${broken}${path}: ECONNRESET. Give --url, or HOST and PORT, of a running mock.\n`],
    [off, `Expected status 200 from ${off}${path}, got 404. ${other}, or the control API or the inbox is off.\n`]
  ] as const) t.strictSame(await run(t, '--url', url), { code: 1, stdout: '', stderr })
})

t.test('exits with 2 for an invalid option, with a suggestion', async t => {
  for (const [args, line] of [
    [['--fromat', 'text'], 'Unknown flag --fromat. Did you mean --format? See report --help.'],
    [['--format'], 'Expected a value for --format. If it begins with a dash, write --format=-1. See report --help.'],
    [['--format', 'junitt'], 'Expected one of text, json, junit, markdown, html for --format, got "junitt". Did you mean junit?'],
    [['--fail-on', 'errors'], 'Expected one of warning, error, never for --fail-on, got "errors". Did you mean error?'],
    [['--min-coverage', '101'], 'Expected an integer from 0 to 100 for --min-coverage, got "101".'],
    [['--url', '127.0.0.1:8080'], 'Expected a URL such as http://127.0.0.1:8080 for --url, got "127.0.0.1:8080".'],
    [['--url', 'file:///etc/passwd'], 'Expected a URL such as http://127.0.0.1:8080 for --url, got "file:///etc/passwd".'],
    [['--key', 'a\nb'], 'Expected ASCII characters for --key, got others.'],
    [['--output', ''], 'Expected the name of a file for --output, got "".'],
    [['now'], 'Expected only flags for the command report, got "now". See report --help.']
  ] as const) t.strictSame(await run(t, ...args), { code: 2, stdout: '', stderr: `${line}\n` })
  t.match(await run(t, '--allow', 'never-fetched,paidtwice'), { code: 2, stderr: /got "paidtwice"\. Did you mean paid-twice\?\n$/ })
})

t.test('--help describes every flag', async t => {
  const { code, stdout } = await run(t, '--help')
  t.equal(code, 0)
  const lines = stdout.split('\n')
  for (const name of Object.keys(reportFlags)) t.equal(lines.filter(line => line.trim().split(' ')[0] === `--${name}`).length, 1, name)
  t.strictSame(lines.filter(line => line.length > 100), [], 'it fits a terminal of 100 columns')
})

t.test('marks what is allowed, and has no links if the inbox is off', async t => {
  const { url } = await usedMock(t, { inbox: false })
  const { code, stdout } = await run(t, '--url', url, '--allow', 'request-refused,key-missing')
  t.equal(code, 0)
  t.match(stdout, /^2 errors, allowed\n/)
  t.match(stdout, /\nerror {5}request-refused \(allowed\): /)
  t.notMatch(stdout, '?open=')
  t.notMatch(stdout, /^inbox/m)
  t.match((await run(t, '--url', url, '--format', 'junit', '--allow', 'key-missing')).stdout, /<system-out>1 error\n\nerror \(allowed\): /)
  const markdown = await (await fetch(`${url}/_mock/report?format=markdown&allow=request-refused`)).text()
  t.match(markdown, /^## ❌ 2 errors, 1 of them allowed\n/)
  t.match(markdown, '`request-refused` (allowed): ')
  t.equal((await fetch(`${url}/_mock/report?format=markdown&allow=requestrefused`)).status, 400)
})

t.test('a run without requests tested nothing', async t => {
  const { url } = await startMock(t)
  t.match(await run(t, '--url', url), { code: 3, stdout: /nothing-tested: Nothing was tested: no image request was recorded\./ })
  t.equal((await run(t, '--url', url, '--fail-on', 'never')).code, 0)
})

t.test('variables that do not concern the command have no effect', async t => {
  const { url } = await usedMock(t)
  t.intercept(process, 'env', { value: { ...process.env, PORT: 'abc', MOCK_CONTROL_KEY: 'short', MOCK_LATENCY: 'never' } })
  t.equal((await run(t, '--url', url, '--fail-on', 'never')).code, 0)
  t.match(await run(t), { code: 2, stderr: /for PORT, got "abc"/ })
})
