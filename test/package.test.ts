/** The published package. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import ts from 'typescript'
import { packageFolder } from '../src/config/package.js'

const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
const dist = join(packageFolder, 'dist')

t.test('the package has the files that users need, and no sources or tools', async t => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: packageFolder, maxBuffer: 2 ** 24 })
  const [{ files }] = Object.values<{ files: Array<{ path: string }> }>(JSON.parse(stdout)) as [{ files: Array<{ path: string }> }]
  const paths = files.map(({ path }) => path)
  for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'fonts/OFL.txt', 'fixtures/scenarios/retries.yaml', 'fixtures/models/xai.yaml', 'fixtures/models/models.schema.json', 'dist/third-party-licences.txt', 'dist/docs/index.html', 'dist/inbox/index.html']) {
    t.ok(paths.includes(path), path)
  }
  const { bin, main, types, typesVersions, exports } = manifest
  for (const path of [bin['openai-images-mock'], main, types, ...pathsIn(typesVersions), ...pathsIn(exports)]) {
    t.ok(paths.includes(path.replace('./', '')), path)
  }
  const others = paths.filter(path => !/^(dist|fonts|fixtures\/(?:scenarios|models)|skills)\/|^docs\/[^/]+\.md$|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path))
  t.strictSame([...others, ...paths.filter(path => /\.(py|ts)$/.test(path) && !path.endsWith('.d.ts'))], [])
})

t.test('sharp is the only dependency; all other imports are modules of Node', async t => {
  t.strictSame(Object.keys(manifest.dependencies), ['sharp'])
  const imported = new Set<string>()
  const scripts = (await readdir(dist, { recursive: true })).filter(file => /\.c?js$/.test(file) && !/^(docs|inbox)/.test(file))
  for (const file of scripts) {
    const { importedFiles } = ts.preProcessFile(await readFile(join(dist, file), 'utf8'), true, true)
    for (const { fileName } of importedFiles) if (!fileName.startsWith('.')) imported.add(fileName.replace(/^node:/, ''))
  }
  t.ok(scripts.length > 10)
  const runners = ['@jest/globals', '@playwright/test', 'testcontainers', 'vitest']
  t.strictSame([...imported].filter(name => !builtinModules.includes(name)).sort(), runners, 'sharp is loaded with require, runners by their own entry')
})

/** The strings in an object. */
function pathsIn (value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [String(value)]
}

t.test('the client is small, and loads neither sharp nor Fastify', async t => {
  for (const entry of ['client.js', 'client.cjs']) {
    const files = [entry]
    const imported = new Set<string>()
    let text = ''
    for (const file of files) {
      const source = await readFile(join(dist, file), 'utf8')
      text += source
      for (const { fileName } of ts.preProcessFile(source, true, true).importedFiles) {
        if (!fileName.startsWith('.')) imported.add(fileName.replace(/^node:/, ''))
        else if (!files.includes(join(dirname(file), fileName))) files.push(join(dirname(file), fileName))
      }
    }
    t.strictSame([...imported].sort(), ['assert', 'events', 'http', 'https', ...entry === 'client.js' ? ['module'] : [], 'stream/consumers', 'util'], entry)
    t.notMatch(text, /sharp|fastify|typebox/i, entry)
    t.ok(text.length < 20_000, `${entry} has ${text.length} bytes`)
  }
})

t.test('the client works as an ES module with the classes of the package, and as CommonJS', async t => {
  const script = `
    const { startImageMock, VerificationError } = await import('openai-images-mock')
    const mock = await startImageMock()
    const esm = await import('openai-images-mock/client')
    const commonJs = createRequire(import.meta.url)('openai-images-mock/client')
    const errors = []
    for (const { connectImageMock } of [esm, commonJs]) await connectImageMock({ url: mock.url }).verify({ count: 1 }).catch(error => errors.push(error))
    console.log(errors[0] instanceof VerificationError, errors[1] instanceof commonJs.VerificationError, errors[0].message === errors[1].message, errors[0].code)
    await mock.close()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `import { createRequire } from 'node:module'${script}`], { cwd: packageFolder })
  t.equal(stdout, 'true true true ERR_ASSERTION\n')
})

t.test('the licence of each bundled package is included', async t => {
  const licences = await readFile(join(dist, 'third-party-licences.txt'), 'utf8')
  for (const name of ['fastify', '@fastify/send', 'cookie', 'ajv', 'fast-json-stringify', 'pino', 'typebox', 'yaml', 'preact', 'fastest-levenshtein']) {
    t.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'), name)
  }
  t.match(licences, /^swagger-ui-dist [\d.]+ \(Apache-2\.0\)\n[^]*Copyright 2020-2021 SmartBear Software Inc\./m, 'with its notice')
  t.match(licences, 'react-dom.production.min.js', 'with the licences of its own bundle')
})
