/** Builds `dist/` if it is missing or older than its sources. */
import { spawnSync } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json']
/** The build removes this file first and writes it last, so that it exists only after a complete build. */
const lastBuilt = 'dist/index.d.ts'

const builtMs = await modifiedMs(join(root, lastBuilt))
const changedMs = await Promise.all(sources.map(source => newestMs(join(root, source))))
if (Math.max(...changedMs) > builtMs) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  process.exitCode = status ?? 1
}

/** Returns when a file, or the latest entry of a folder, was changed. Adding and removing entries counts as a change. */
async function newestMs (path) {
  const entries = await readdir(path, { recursive: true }).catch(() => [])
  return Math.max(...await Promise.all([path, ...entries.map(entry => join(path, entry))].map(modifiedMs)))
}

async function modifiedMs (path) {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? -Infinity
}
