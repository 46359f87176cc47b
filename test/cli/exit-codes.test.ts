/** Commands that end at once, run in this process: their exit codes and their one line. `command.test.ts` runs them as processes. */
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { announce } from '../../src/cli/announce.js'
import { command } from '../../src/cli/command.js'
import { resolveSettings } from '../../src/config/load-settings.js'
import { createLogger } from '../../src/logging/logger.js'
import { startMock } from '../build-mock.js'

/** Runs a command. Resolves to its exit code, and to what it printed. */
async function run (...args: string[]) {
  const [printed, errors] = [t.capture(console, 'log', () => {}), t.capture(console, 'error', () => {})]
  const code = await command(args)
  const [stdout, stderr] = [printed, errors].map(calls => calls().flatMap(({ args }) => args as string[]))
  printed.restore()
  errors.restore()
  return { code, stdout, stderr }
}

t.test('serve exits with 1 at an unusable port or address', async t => {
  const busy = createServer().listen(0, '127.0.0.1')
  await once(busy, 'listening')
  t.teardown(() => busy.close())
  const { port } = busy.address() as AddressInfo
  for (const [host, given, line] of [
    ['127.0.0.1', `${port}`, `Port ${port} on 127.0.0.1 is already in use. Choose another with --port, or --port 0 for a free one.`],
    ['203.0.113.1', '0', 'Cannot listen on 203.0.113.1: this machine has no such address. Choose another with --host.'],
    ['no-such-host.invalid', '0', 'Cannot listen on no-such-host.invalid: no address is known for this name. Choose another with --host.']
  ] as const) t.strictSame(await run('--host', host, '--port', given), { code: 1, stdout: [], stderr: [line] })
})

t.test('serve exits with 2 if a rule file or their folder is unusable', async t => {
  const folder = t.testdir({ 'a.json': '{"rules":[{"respond":{"fault":"resett"}}]}' })
  for (const [scenarios, line] of [
    ['./none', /^Scenarios folder \.\/none does not exist\.$/],
    [folder, /^a\.json:1:\d+: Expected .* for rules\[0\]\.respond\.fault, got "resett"\. Did you mean reset\?$/]
  ] as const) t.match(await run('--scenarios', scenarios, '--port', '0'), { code: 2, stdout: [], stderr: [line] })
})

t.test('healthcheck exits with 0 if a mock serves, and otherwise with 1', async t => {
  const { port } = new URL((await startMock(t)).url)
  for (const host of ['127.0.0.1', '0.0.0.0']) t.strictSame(await run('healthcheck', '--host', host, '-p', port), { code: 0, stdout: ['ok'], stderr: [] })
  const other = createHttpServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port: otherPort } = other.address() as AddressInfo
  for (const [port, line] of [
    [`${otherPort}`, `Expected status 200 from http://127.0.0.1:${otherPort}/_mock/health, got 404. Another server may listen there.`],
    ['1', 'Cannot reach http://127.0.0.1:1/_mock/health: ECONNREFUSED. Give the health check the same --host and --port, or HOST and PORT, as the mock.'],
    ['0', 'Cannot check a mock on port 0: its port is chosen when it starts. Give the health check its --port.']
  ] as const) t.strictSame(await run('healthcheck', '--host', '127.0.0.1', '--port', port), { code: 1, stdout: [], stderr: [line] })
})

t.test('the announcement has the URL of the inbox, unless it or the control API is off', async t => {
  const mock = await startMock(t)
  for (const [given, inbox] of [[{}, `${mock.url}/`], [{ inbox: false }, undefined], [{ controlApi: false }, undefined]] as const) {
    const settings = resolveSettings({ ...given, logFormat: 'json' })
    let line = ''
    const write = (text: string) => { line += text }
    announce(mock, settings, createLogger(settings, { write }), write)
    t.equal(JSON.parse(line).inbox, inbox)
  }
})
