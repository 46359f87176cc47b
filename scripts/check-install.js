/**
 * Installs the packed package with npm, yarn 1 and pnpm on the oldest and the newest supported Node, each in an empty
 * folder with strict engine checks, and fetches a picture there. Then starts it by npx and by the GitHub action. Run
 * `npm run build` before. Takes half a minute.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const nodes = ['20.19', '24']
const tooOld = '18'
const managers = {
  npm: ['npm', 'install', '--engine-strict', '--no-audit', '--no-fund'],
  yarn: ['npx', '--yes', 'yarn@1', 'add', '--non-interactive', '--cache-folder', './yarn-cache'],
  pnpm: ['npx', '--yes', 'pnpm@10', 'add']
}

/** Warnings that yarn 1 causes itself: it uses deprecated APIs of Node, and reports that an empty folder has no lockfile. */
const yarnWarnings = /\[DEP\d+\]|--trace-deprecation|No lockfile found/
/** Code that starts a mock, prints its base URL, and closes it when it reads a line from standard input, if the client can reach it. */
const useMock = 'startImageMock().then(async mock => { console.log(mock.baseURL); process.stdin.once("data", () => connectImageMock(mock).verify({ atLeast: 1 }).then(mock.close)) })'

const scratch = await mkdtemp(join(tmpdir(), 'check-install-'))
try {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch])
  const [{ filename, size, unpackedSize }] = Object.values(JSON.parse(stdout))
  console.log(`${filename}: ${megabytes(size)} MB packed, ${megabytes(unpackedSize)} MB unpacked`)
  const results = await Promise.allSettled(nodes.map(version => checkNode(version, join(scratch, filename))))
  for (const { reason } of results) if (reason) throw reason
  await checkNpx(join(scratch, filename))
  await checkAction(join(scratch, filename))
} finally {
  await rm(scratch, { recursive: true })
}

async function checkNode (version, tarball) {
  const env = { ...process.env, PATH: `${dirname(await nodeOf(version))}${delimiter}${process.env.PATH}` }
  for (const [name, [program, ...args]] of Object.entries(managers)) {
    const folder = join(scratch, `${name}-${version}`)
    await mkdir(folder)
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'check', version: '1.0.0', private: true, license: 'MIT' }))
    const startedMs = performance.now()
    const { stdout, stderr } = await run(program, [...args, tarball], { cwd: folder, env })
    assert.deepEqual(warningsIn(stdout + stderr), [], `${name} on Node ${version}`)
    await checkCommand(folder, env)
    await checkModule(folder, env, ['--eval', `const { startImageMock } = require('openai-images-mock'); const { connectImageMock } = require('openai-images-mock/client'); ${useMock}`])
    await checkModule(folder, env, ['--input-type=module', '--eval', `import { startImageMock } from 'openai-images-mock'; import { connectImageMock } from 'openai-images-mock/client'; ${useMock}`])
    console.log(`Node ${version}: ${name} ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  }
  if (version === nodes[0]) await checkTooOld(join(scratch, `npm-${version}`))
}

function warningsIn (output) {
  return output.split('\n').filter(line => /warn|incompatible|unsupported|EBADENGINE/i.test(line) && !yarnWarnings.test(line))
}

/** Checks the command in `node_modules/.bin`, which package scripts run. */
async function checkCommand (folder, env) {
  const mock = spawn(join(folder, 'node_modules/.bin/openai-images-mock'), ['--port', '0'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await firstOutput(mock)
    await fetchPicture(JSON.parse(line).baseURL)
  } finally {
    mock.kill()
  }
  assert.deepEqual(await once(mock, 'exit'), [0, null])
}

/** Checks that the package can be loaded, without a warning. */
async function checkModule (folder, env, args) {
  const test = spawn('node', args, { cwd: folder, env })
  let stderr = ''
  test.stderr.on('data', data => { stderr += data })
  const [url] = await firstOutput(test)
  await fetchPicture(String(url).trim())
  test.stdin.end('close')
  assert.deepEqual([...await once(test, 'exit'), stderr], [0, null, ''])
}

function firstOutput (child) {
  return Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => { throw new Error(`Expected a line of output from ${child.spawnargs.join(' ')}, got exit code ${code}.`) })
  ])
}

async function fetchPicture (baseURL) {
  const response = await fetch(`${baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt: 'An otter', size: '256x256', model: 'dall-e-2' })
  })
  const { data: [{ url }] } = await response.json()
  const picture = Buffer.from(await (await fetch(url)).arrayBuffer())
  assert.equal(picture.toString('latin1', 1, 4), 'PNG')
}

/** Checks that npx runs the package in an empty folder, and leaves nothing in it. */
async function checkNpx (tarball) {
  const folder = join(scratch, 'npx')
  await mkdir(folder)
  const mock = spawn('npx', ['--yes', `--package=${tarball}`, 'openai-images-mock', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await firstOutput(mock)
    await fetchPicture(JSON.parse(line).baseURL)
  } finally {
    mock.kill()
  }
  assert.deepEqual(await readdir(folder), [])
  console.log('npx runs it in an empty folder')
}

/** Checks that the action installs the package for a project that does not have it. */
async function checkAction (tarball) {
  const folder = join(scratch, 'action')
  await mkdir(folder)
  const files = Object.fromEntries(['OUTPUT', 'STATE', 'STEP_SUMMARY'].map(name => [`GITHUB_${name}`, join(folder, name)]))
  for (const file of Object.values(files)) await writeFile(file, '')
  const env = { ...process.env, ...files, GITHUB_WORKSPACE: folder, RUNNER_TEMP: folder, INPUT_VERSION: tarball, INPUT_PORT: '0' }
  await run('node', ['action/start.js'], { env })
  const [, baseURL] = /^base-url=(.+)$/m.exec(await readFile(files.GITHUB_OUTPUT, 'utf8'))
  await fetchPicture(baseURL)
  const state = (await readFile(files.GITHUB_STATE, 'utf8')).trim().split('\n').map(line => `STATE_${line}`.split('='))
  await run('node', ['action/report.js'], { env: { ...env, ...Object.fromEntries(state) } })
  assert.match(await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'), /2 requests|1 request/)
  console.log('The GitHub action installs and starts it')
}

async function checkTooOld (folder) {
  const node = await nodeOf(tooOld)
  const message = /^openai-images-mock needs Node 20\.19 or later, this is 18\.\d+\.\d+\.\n$/
  await assert.rejects(run(node, [join(folder, 'node_modules/openai-images-mock/dist/cli/main.js')]), { code: 2, stdout: '', stderr: message })
  await assert.rejects(run(node, ['--eval', "require('openai-images-mock')"], { cwd: folder }), { stderr: /Error: openai-images-mock needs Node 20\.19 or later/ })
}

/** Returns the path of a version of Node from the registry. */
async function nodeOf (version) {
  const { stdout } = await run('npx', ['--yes', `--package=node@${version}`, 'node', '--print', 'process.execPath'])
  return stdout.trim()
}

function megabytes (bytes) {
  return (bytes / 1e6).toFixed(1)
}
