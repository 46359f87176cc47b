import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { packageFolder, packageVersion as version } from '../../src/config/package.js'
import { freePort } from '../free-port.js'

// The tests mostly wait for processes.
t.jobs = 4

const command = join(packageFolder, 'dist/cli/main.js')

function start (t: Test, args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (data: Buffer) => { output[name] += data })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }))
  return { child, ended, output }
}

/** Runs the command on a free port and resolves when it listens, with its first log line. */
async function serve (t: Test, args: string[] = []) {
  const { child, ended, output } = start(t, ['serve', '--port', '0', '--host', '127.0.0.1', ...args])
  while (!output.stdout.includes('\n')) await Promise.race([once(child.stdout, 'data'), ended.then(() => { throw new Error(output.stderr) })])
  return { child, ended, line: JSON.parse(output.stdout.split('\n')[0]!) as Record<string, string> }
}

t.test('the first log line has the URLs of the API, the inbox and the documentation', async t => {
  const { line } = await serve(t)
  t.match(line, { msg: /^openai-images-mock listens on http:\/\/127\.0\.0\.1:\d+$/, baseURL: /\/v1$/, docs: /\/docs$/, inbox: /:\d+\/$/ })
  t.equal((await fetch(line.docs!)).status, 200)
  t.match(await (await fetch(line.inbox!)).text(), /<title>/)
})

t.test('logFormat: pretty shows a banner and one line for each request, without colours if the output is not a terminal', async t => {
  const { child, ended, output } = start(t, ['--port', '0', '--log-format', 'pretty', '--scenarios', join(packageFolder, 'fixtures/scenarios')])
  while (!output.stdout.includes('Rules')) await once(child.stdout, 'data')
  const baseURL = /http:\S+\/v1/.exec(output.stdout)![0]
  const url = baseURL.replace('/v1', '')
  await fetch(`${baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer x' }, body: '{"prompt":"A sea otter","size":"1x1"}' })
  child.kill()
  const { stdout, stderr } = await ended
  t.equal(stderr, '')
  t.strictSame(stdout.replace(/ready in \d+ ms/, 'ready in N ms').replaceAll(/\d\d:\d\d:\d\d/g, 'TIME').replace(/ +\d+ ms {2}A/, '  N ms  A').split('\n'), [
    '',
    `  openai-images-mock ${version}   ready in N ms`,
    '',
    `  ➜  Base URL  ${baseURL}`,
    `  ➜  Inbox     ${url}/`,
    `  ➜  API docs  ${url}/docs`,
    `  ➜  Rules     24 from ${join(packageFolder, 'fixtures/scenarios')}, read again when a file changes`,
    '',
    'TIME  400  invalid_value size="1x1"  N ms  A sea otter',
    'TIME  Stopping',
    ''
  ])
})

const cannotScript = spawnSync('script', ['--version']).status !== 0 && 'a pseudo-terminal needs the program script of util-linux'

t.test('on a terminal the banner and the lines are in colour, unless NO_COLOR is set', { skip: cannotScript }, async t => {
  for (const [environment, name] of [[{}, '\u001b[1mopenai-images-mock\u001b[22m'], [{ NO_COLOR: '1' }, 'openai-images-mock']] as const) {
    const child = spawn('script', ['--quiet', '--return', '--command', `exec ${process.execPath} ${command} --port 0 --host 127.0.0.1`, '/dev/null'], {
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...environment }, stdio: ['ignore', 'pipe', 'pipe']
    })
    t.teardown(() => child.kill())
    let shown = ''
    for await (const data of child.stdout) {
      shown += data
      if (shown.includes('docs')) break
    }
    child.kill()
    t.ok(shown.includes(`\r\n  ${name} ${version}   `), JSON.stringify(shown))
    if (environment.NO_COLOR) t.notMatch(shown, '\u001b[')
  }
})

t.test('on a terminal, Ctrl-C shows the summary of the report', { skip: cannotScript }, async t => {
  const child = spawn('script', ['--quiet', '--return', '--command', `exec ${process.execPath} ${command} --port 0 --host 127.0.0.1`, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm-256color', NO_COLOR: '1' }, stdio: ['pipe', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill())
  let shown = ''
  child.stdout.on('data', (data: Buffer) => { shown += data })
  while (!shown.includes('docs')) await once(child.stdout, 'data')
  await fetch(`${/http:\S+\/v1/.exec(shown)![0]}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer x' }, body: '{"prompt":"A sea otter","size":"1x1"}' })
  child.stdin.write('\u0003')
  await once(child, 'close')
  t.match(shown, /Stopping\r\n\r\n1 request in [^\n]+: 1 refused\.\r\n1 error: request-refused\.\r\n$/)
})

t.test('report exits with 3 if a finding fails, and writes the inbox to standard output', async t => {
  const { line } = await serve(t)
  await fetch(`${line.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt":"A sea otter","size":"1x1"}' })
  const { code, stdout, stderr } = await start(t, ['report', '--url', line.baseURL!, '--format', 'html']).ended
  t.strictSame([code, stderr], [3, 'Failed: Found 2 errors.\n'])
  t.match(stdout, /^<!doctype html>[^]+A sea otter[^]+<\/html>\s*$/i)
})

t.test('the command ends at a signal, after the requests in flight', async t => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, ended, line } = await serve(t)
    const response = fetch(`${line.baseURL}/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'x', n: 3, size: '256x256', response_format: 'b64_json' })
    }).then(response => response.json() as Promise<{ data: unknown[] }>)
    // When the health check has a response, the request that was sent before it is being processed.
    await fetch(line.baseURL!.replace('/v1', '/_mock/health'))
    child.kill(signal)
    t.equal((await response).data.length, 3)
    t.match(await ended, { code: 0, signal: null, stderr: '' })
  }
})

t.test('the command ends when the npm process that started it ends', async t => {
  for (const args of [['start', '--ignore-scripts'], ['exec', '--offline', '--call', 'node dist/cli/main.js']]) {
    const npm = spawn('npm', args, { cwd: packageFolder, env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => npm.kill('SIGKILL'))
    // The output ends when the last process that writes to it has ended.
    const lines = createInterface(npm.stdout)
    const messages: string[] = []
    for await (const line of lines) {
      if (!line.startsWith('{')) continue
      messages.push(JSON.parse(line).msg)
      if (messages.length === 1) npm.kill()
    }
    t.match(messages, [/^openai-images-mock listens/, 'The script that started this process has ended', 'Stopping'])
  }
})

t.test('the command ends at a signal even if its output is not read', async t => {
  const { child, line } = await serve(t)
  child.stdout.removeAllListeners('data').pause()
  // The log lines of these requests, of one kilobyte each, exceed the buffer of a pipe.
  const request = () => fetch(`${line.baseURL}/models/${'x'.repeat(8_000)}`)
  const responses = new Set<number>()
  for (let count = 0; count < 500; count += 50) {
    for (const { status } of await Promise.all(Array.from({ length: 50 }, request))) responses.add(status)
  }
  t.strictSame([...responses], [404])
  child.kill()
  t.strictSame(await once(child, 'exit'), [0, null])
})

t.test('the command keeps serving, and ends at a signal, if the disk is full', { skip: !existsSync('/dev/full') && '/dev/full does not exist' }, async t => {
  const port = await freePort()
  const full = openSync('/dev/full', 'w')
  t.teardown(() => closeSync(full))
  const child = spawn(process.execPath, [command, '--port', String(port), '--host', '127.0.0.1'], { env: { PATH: process.env.PATH }, stdio: ['ignore', full, 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  const [message] = await once(child.stderr!, 'data') as [Buffer]
  t.equal(String(message), 'Dropping log lines: cannot write to standard output (ENOSPC). The mock keeps serving. Use --log-level silent to turn logging off.\n')
  for (let count = 0; count < 50; count++) t.equal((await fetch(`http://127.0.0.1:${port}/_mock/health`)).status, 200)
  child.kill()
  t.strictSame(await once(child, 'exit'), [0, null])
})

t.test('a signal of a crash ends the process immediately', async t => {
  const { child, ended } = await serve(t)
  child.kill('SIGTRAP')
  t.match(await ended, { code: null, signal: 'SIGTRAP' })
})

const namespace = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc']
const cannotIsolate = spawnSync('unshare', [...namespace, 'true']).status !== 0 && 'process namespaces need Linux and permission to create them'

t.test('in a container, healthcheck finds the port of the mock by the flag of process 1', { skip: cannotIsolate }, async t => {
  const port = String(await freePort())
  const script = `(
    until "$0" "$1" healthcheck 2>/dev/null; do sleep 0.2; done
    "$0" "$1" healthcheck --port 1
    kill 1
  ) & exec "$0" "$1" --log-level silent -p ${port} --no-inbox`
  const child = spawn('unshare', [...namespace, 'sh', '-c', script, process.execPath, command], { env: { PATH: process.env.PATH, HOST: '127.0.0.1' }, stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  t.strictSame(await Promise.all([text(child.stdout), text(child.stderr)]), [
    'ok\n', 'Cannot reach http://127.0.0.1:1/_mock/health: ECONNREFUSED. Give the health check the same --host and --port, or HOST and PORT, as the mock.\n'
  ])
})

t.test('an unknown variable that begins with MOCK_ causes a warning', async t => {
  const { child, ended, output } = start(t, ['--port', '0'], { MOCK_LATENCE: '2s', MOCK_API_KEYS: '', LOG_LEVEL: 'INFO' })
  while (!output.stdout.includes('MOCK_LATENCE')) await once(child.stdout, 'data')
  child.kill()
  const { stdout, ...end } = await ended
  t.match(stdout.trim().split('\n').map(line => JSON.parse(line)), [
    { msg: /^openai-images-mock listens/ },
    { level: 40, msg: 'Unknown environment variable "MOCK_LATENCE". Did you mean MOCK_LATENCY? It has no effect.' },
    { msg: 'Stopping' }
  ])
  t.strictSame(end, { code: 0, signal: null, stderr: '' })
})

t.test('a control key protects the mock but not healthcheck with the same settings, and is never printed', async t => {
  const { child, ended, line } = await serve(t, ['--control-key', 'correct-horse-battery'])
  const { origin, port } = new URL(line.baseURL!)
  t.match(await start(t, ['healthcheck'], { PORT: port, HOST: '127.0.0.1' }).ended, { code: 0, stdout: 'ok\n', stderr: '' })
  const status = async (key?: string) => (await fetch(`${origin}/_mock/requests`, { headers: { ...(key && { 'x-mock-key': key }) } })).status
  t.strictSame([await status(), await status('correct-horse'), await status('correct-horse-battery')], [401, 401, 200])
  child.kill()
  const { stdout, stderr } = await ended
  t.notMatch(stdout + stderr, 'correct-horse-battery')
})

t.test('an unusable port prints one line and exits with 1', async t => {
  const busy = createServer().listen(0, '127.0.0.1')
  await once(busy, 'listening')
  t.teardown(() => busy.close())
  const { port } = busy.address() as AddressInfo
  const stderr = `Port ${port} on 127.0.0.1 is already in use. Choose another with --port, or --port 0 for a free one.\n`
  t.strictSame(await start(t, ['--host', '127.0.0.1', '--port', String(port)]).ended, { code: 1, signal: null, stdout: '', stderr })
})

t.test('an invalid image prints one line and exits with 2', async t => {
  const folder = t.testdir({ 'a.json': '{"rules":[{"respond":{"image":"bad.png"}}]}', 'bad.png': 'no picture' })
  const stderr = /^Expected a complete PNG, .+ for the image bad\.png, got .+\n$/
  t.match(await start(t, ['--scenarios', folder, '--port', '0']).ended, { code: 2, stdout: '', stderr })
})

t.test('an invalid value prints one line and exits with 2', async t => {
  const stderr = 'Expected a duration in whole seconds such as 90s, 30m or 1h for MOCK_URL_TTL, got "long".\n'
  t.strictSame(await start(t, [], { MOCK_URL_TTL: 'long' }).ended, { code: 2, signal: null, stdout: '', stderr })
})

t.test('--version prints the version of the package', async t => {
  t.match(await start(t, ['--version']).ended, { code: 0, stdout: `${version}\n`, stderr: '' })
})
