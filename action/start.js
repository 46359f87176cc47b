/** The main step of the GitHub action: starts the mock in the background, waits until it is healthy, and sets the outputs. */
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const command = 'node_modules/openai-images-mock/dist/cli/main.js'
const { GITHUB_WORKSPACE: workspace = '.', RUNNER_TEMP: temporary = '.', GITHUB_OUTPUT, GITHUB_STATE } = process.env
const startMs = 60_000

try {
  await start()
} catch (error) {
  console.log(`::error title=openai-images-mock::${escaped(error.message)}`)
  process.exitCode = 1
}

async function start () {
  const main = commandOfProject() ?? install()
  const logFile = join(temporary, 'openai-images-mock.log')
  const log = openSync(logFile, 'w')
  const lines = () => readFileSync(logFile, 'utf8')
  // The settings of the mock are in the environment of the step, such as MOCK_AS_OF. A mock that npm starts ends with its parent.
  const { npm_command: _command, npm_lifecycle_event: _event, ...inherited } = process.env
  const env = { ...inherited, PORT: process.env.INPUT_PORT || '8080', MOCK_LOG_FORMAT: 'pretty', LOG_LEVEL: 'info' }
  const mock = spawn(process.execPath, [main], { cwd: workspace, env, detached: true, stdio: ['ignore', log, log] })
  let end
  mock.once('exit', code => { end = code })
  mock.unref()
  appendFileSync(GITHUB_STATE, `pid=${mock.pid}\nmain=${main}\nlog=${logFile}\n`)

  for (const untilMs = Date.now() + startMs; ; await setTimeout(100)) {
    if (end !== undefined) throw new Error(`The mock ended with exit code ${end}.\n${lines()}`)
    const url = announcedUrl(lines())
    if (url && await isHealthy(url)) {
      appendFileSync(GITHUB_STATE, `url=${url}\n`)
      appendFileSync(GITHUB_OUTPUT, `url=${url}\nbase-url=${url}/v1\n`)
      console.log(`openai-images-mock listens on ${url}`)
      return
    }
    if (Date.now() > untilMs) throw new Error(`The mock was not healthy within ${startMs / 1000} s.\n${lines()}`)
  }
}

/** The command of the package that the project has installed. */
function commandOfProject () {
  const main = resolve(workspace, command)
  return !process.env.INPUT_VERSION && existsSync(main) ? main : undefined
}

/** Installs the package beside the job's files, and returns its command. */
function install () {
  const { version: ownVersion } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const version = process.env.INPUT_VERSION || ownVersion
  const isPath = /[\\/]|\.tgz$/.test(version)
  const folder = join(temporary, 'openai-images-mock')
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, isPath ? resolve(workspace, version) : `openai-images-mock@${version}`]
  const isWindows = process.platform === 'win32'
  const { status } = spawnSync(isWindows ? 'npm.cmd' : 'npm', args, { stdio: 'inherit', shell: isWindows })
  if (status !== 0) throw new Error(`Cannot install openai-images-mock ${version}.`)
  return join(folder, command)
}

/** The URL of the mock, from the base URL that it announces. */
function announcedUrl (log) {
  return /Base URL\s+(http:\S+)\/v1$/m.exec(log)?.[1]
}

async function isHealthy (url) {
  return fetch(`${url}/_mock/health`).then(({ ok }) => ok, () => false)
}

function escaped (text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
