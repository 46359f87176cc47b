import { execFile } from 'node:child_process'
import { cp, readFile, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { plainNode } from '../plain-node.js'

const run = promisify(execFile)

t.test('npm start builds only what is missing or older than its sources', async t => {
  const build = "const fs = require('fs'); fs.mkdirSync('dist', { recursive: true }); fs.writeFileSync('dist/index.d.ts', ''); fs.appendFileSync('builds', 'x')"
  const folder = t.testdir({
    'package.json': JSON.stringify({ scripts: { build: 'node build.cjs' } }),
    'build.cjs': build,
    src: { deep: { 'a.ts': '', 'b.ts': '' } },
    scripts: {}
  })
  await cp(join(packageFolder, 'scripts/build-if-stale.js'), join(folder, 'scripts/build-if-stale.mjs'))
  const builds = async () => {
    await run(...plainNode(join(folder, 'scripts/build-if-stale.mjs')))
    return (await readFile(join(folder, 'builds'), 'utf8')).length
  }
  /** Sets when a file was changed, in seconds from now. */
  const age = async (path: string, seconds: number) => utimes(join(folder, path), Date.now() / 1000 + seconds, Date.now() / 1000 + seconds)

  t.equal(await builds(), 1, 'there is no build yet')
  await age('dist/index.d.ts', 10)
  t.equal(await builds(), 1, 'nothing changed')
  for (const [index, path] of ['src/deep/a.ts', 'package.json'].entries()) {
    await age(path, 20)
    t.equal(await builds(), 2 + index, `${path} changed`)
    await age(path, -20)
    await age('dist/index.d.ts', 10)
  }
  await rm(join(folder, 'src/deep/b.ts'))
  await age('src/deep', 20)
  t.equal(await builds(), 4, 'a file was removed')
})

t.test('a build that fails fails the start', async t => {
  const folder = t.testdir({ 'package.json': JSON.stringify({ scripts: { build: 'exit 3' } }), scripts: {} })
  await cp(join(packageFolder, 'scripts/build-if-stale.js'), join(folder, 'scripts/build-if-stale.mjs'))
  await t.rejects(run(...plainNode(join(folder, 'scripts/build-if-stale.mjs'))), { code: 3 })
})
