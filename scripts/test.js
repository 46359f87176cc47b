/**
 * Compiles the tests and runs them: all tests, or only the files and folders of `test/` in the arguments. Other
 * arguments are options of tap. If all tests run, stack traces show the lines of the compiled files.
 *
 *     node scripts/test.js test/http test/cli/command.test.ts --reporter=terse
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildTests } from './build-tests.js'

const folder = fileURLToPath(new URL('../', import.meta.url))
const tap = join(folder, 'node_modules/tap/dist/esm/run.mjs')
const args = process.argv.slice(2)
const paths = args.filter(isTestPath)
const options = args.filter(argument => !isTestPath(argument))
const files = [...new Set((await Promise.all((paths.length > 0 ? paths : ['test']).map(testFiles))).flat())]

await buildTests()
const fileArgs = inboxFirst(files).map(file => `--test-arg=${file}`)
const env = {
  ...process.env,
  // React renders tap's reports. Its development build would take half as much CPU time again.
  NODE_ENV: 'production',
  // Source maps take a sixteenth of the CPU time of all tests.
  TEST_SOURCE_MAPS: paths.length > 0 ? '1' : ''
}
const [code] = await once(spawn(process.execPath, [tap, 'run', 'scripts/run-test-files.js', ...fileArgs, ...options], { cwd: folder, env, stdio: 'inherit' }), 'exit')
process.exitCode = code ?? 1

function isTestPath (argument) {
  return /^test(\/|$)/.test(relativePath(argument))
}

function relativePath (path) {
  return relative(folder, resolve(path)).replaceAll('\\', '/')
}

/** The test files at a path. */
async function testFiles (argument) {
  const path = relativePath(argument)
  const found = await stat(join(folder, path)).catch(() => undefined)
  const entries = found?.isDirectory() ? (await readdir(join(folder, path), { recursive: true })).map(entry => `${path}/${entry}`) : found ? [path] : []
  const tests = entries.map(entry => entry.replaceAll('\\', '/')).filter(entry => /\.test\.tsx?$/.test(entry)).sort()
  if (tests.length === 0) throw new Error(`Expected a test file or a folder with test files, got ${argument}.`)
  return tests
}

/** The tests with a browser take longest. Started first, none of them runs alone at the end. */
function inboxFirst (files) {
  return [...files.filter(file => file.startsWith('test/inbox/')), ...files.filter(file => !file.startsWith('test/inbox/'))]
}
