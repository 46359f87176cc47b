/**
 * Compiles the tests and runs them: all of them, or the files and folders of `test/` that the arguments name.
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

/** The compiled file of a test file, or files of a folder. Options of tap are left alone. */
function compiled (argument) {
  const path = relative(folder, resolve(argument)).replaceAll('\\', '/')
  if (!/^test(\/|$)/.test(path)) return argument
  return `build/${/\.tsx?$/.test(path) ? path.replace(/\.tsx?$/, '.js') : `${path}/**/*.test.js`}`
}

const args = process.argv.slice(2).map(compiled)
// The tests of the inbox share one browser; a few files alone start their own.
const { shareBrowser } = await import('../build/test/inbox/chromium.js')
const closeBrowser = args.some(argument => argument.startsWith('build/')) ? async () => {} : await shareBrowser()
const [code] = await once(spawn(process.execPath, [tap, 'run', ...args], { cwd: folder, stdio: 'inherit' }), 'exit')
await closeBrowser()
process.exitCode = code ?? 1
