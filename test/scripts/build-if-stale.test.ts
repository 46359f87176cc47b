import { execFile } from 'node:child_process'
import { chmod, cp, readFile, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'

const run = promisify(execFile)

t.test('npm start builds only if the build is missing or older than its sources', { skip: process.platform === 'win32' }, async t => {
  const folder = t.testdir({
    'package.json': '{}',
    // In place of npm, which takes half a second for each build.
    bin: { npm: '#!/bin/sh\n[ "$*" = "run --silent build" ] && mkdir -p dist && : > dist/index.d.ts && printf x >> builds' },
    src: { deep: { 'a.ts': '', 'b.ts': '' } },
    scripts: {}
  })
  await cp(join(packageFolder, 'scripts/build-if-stale.js'), join(folder, 'scripts/build-if-stale.mjs'))
  await chmod(join(folder, 'bin/npm'), 0o755)
  const buildsAfterStart = async () => {
    await run(process.execPath, [join(folder, 'scripts/build-if-stale.mjs')], { env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` } })
    return (await readFile(join(folder, 'builds'), 'utf8')).length
  }
  /** Sets the modification time of a file, in seconds from now. */
  const setModified = async (path: string, seconds: number) => utimes(join(folder, path), Date.now() / 1000 + seconds, Date.now() / 1000 + seconds)

  t.equal(await buildsAfterStart(), 1, 'there is no build yet')
  await setModified('dist/index.d.ts', 10)
  t.equal(await buildsAfterStart(), 1, 'nothing changed')
  for (const [index, path] of ['src/deep/a.ts', 'package.json'].entries()) {
    await setModified(path, 20)
    t.equal(await buildsAfterStart(), 2 + index, `${path} changed`)
    await setModified(path, -20)
    await setModified('dist/index.d.ts', 10)
  }
  await rm(join(folder, 'src/deep/b.ts'))
  await setModified('src/deep', 20)
  t.equal(await buildsAfterStart(), 4, 'a file was removed')
})

t.test('npm start fails if the build fails', async t => {
  const folder = t.testdir({ 'package.json': JSON.stringify({ scripts: { build: 'exit 3' } }), scripts: {} })
  await cp(join(packageFolder, 'scripts/build-if-stale.js'), join(folder, 'scripts/build-if-stale.mjs'))
  await t.rejects(run(process.execPath, [join(folder, 'scripts/build-if-stale.mjs')]), { code: 3 })
})
