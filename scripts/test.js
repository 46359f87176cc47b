/**
 * Compiles the tests and runs them: all tests, or only the files and folders of `test/` in the arguments.
 *
 *     node scripts/test.js test/http test/cli/command.test.ts
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildTests } from './build-tests.js'

const folder = fileURLToPath(new URL('../', import.meta.url))
const tap = join(folder, 'node_modules/tap/dist/esm/run.mjs')
await buildTests()

/** Returns the compiled file of a test file, or a pattern for the compiled files of a folder. Options of tap are not changed. */
function compiledPath (argument) {
  const path = relative(folder, resolve(argument)).replaceAll('\\', '/')
  if (!/^test(\/|$)/.test(path)) return argument
  return `build/${/\.tsx?$/.test(path) ? path.replace(/\.tsx?$/, '.js') : `${path}/**/*.test.js`}`
}

const args = process.argv.slice(2).map(compiledPath)
// With all tests, those of the inbox share one browser. Without it, each file launches a browser.
const { shareBrowser } = await import('../build/test/inbox/chromium.js')
const closeBrowser = args.some(argument => argument.startsWith('build/')) ? async () => {} : await shareBrowser()
const [code] = await once(spawn(process.execPath, [tap, 'run', ...args], { cwd: folder, stdio: 'inherit' }), 'exit')
await closeBrowser()
process.exitCode = code ?? 1
