/** The package without sharp's binary for this platform, as after `npm install --omit=optional`. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder } from '../src/config/package.js'

const run = promisify(execFile)
const missing = `Could not load sharp for ${process.platform}-${process.arch}. Run: npm install --include=optional sharp`

// Outside of the repository, whose sharp would be found otherwise.
const folder = await mkdtemp(join(tmpdir(), 'without-sharp-'))
t.teardown(() => rm(folder, { recursive: true }))
const modules = join(folder, 'node_modules')
const own = join(modules, 'openai-images-mock')
await mkdir(own, { recursive: true })
for (const file of ['package.json', 'dist']) await cp(join(packageFolder, file), join(own, file), { recursive: true })
await symlink(join(packageFolder, 'fonts'), join(own, 'fonts'))
for (const name of ['sharp', 'detect-libc', 'semver', '@img/colour']) await cp(join(packageFolder, 'node_modules', name), join(modules, name), { recursive: true })

/** Runs a script in the folder, and resolves to its output. */
async function outputOf (script: string) {
  return run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder })
}

t.test('the command prints how to install sharp, and exits with 2', async t => {
  const command = run(process.execPath, [join(own, 'dist/cli/main.js'), '--port', '0'], { env: {} })
  await t.rejects(command, { code: 2, stderr: `${missing}\n` })
})

t.test('startImageMock rejects and stops listening', async t => {
  const { stdout } = await outputOf(`
    import { startImageMock, SharpLoadError } from 'openai-images-mock'
    await startImageMock({ port: 0 }).catch(error => console.log(error instanceof SharpLoadError, error.message))`)
  t.equal(stdout, `true ${missing}\n`)
})

t.test('the health check responds with the reason; a picture causes a 500, whose reason is written to standard error', async t => {
  const { stdout, stderr } = await outputOf(`
    import { buildApp } from 'openai-images-mock'
    const app = buildApp()
    const health = await app.inject('/_mock/health')
    const picture = await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt: 'x', response_format: 'b64_json' } })
    console.log(JSON.stringify([health.statusCode, health.json(), picture.statusCode]))`)
  t.strictSame(JSON.parse(stdout), [503, { error: { message: missing } }, 500])
  t.match(stderr, `The mock itself failed. Please report this with the stack below. SharpLoadError: ${missing}\n    at `)
})

t.test('an image of a rule file is not reported as damaged', async t => {
  const { stdout } = await outputOf(`
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { buildApp } from 'openai-images-mock'
    mkdirSync('rules')
    writeFileSync('rules/a.json', JSON.stringify({ rules: [{ respond: { image: 'a.png' } }] }))
    writeFileSync('rules/a.png', 'any')
    await buildApp({ scenarios: 'rules' }).ready().then(() => {}, error => console.log(error.message))`)
  t.equal(stdout, `${missing}\n`)
})
