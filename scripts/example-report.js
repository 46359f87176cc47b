/**
 * Runs the examples in `examples/` against one mock, and prints its report for docs/report.md. With `--write` it replaces
 * the report in that page, and takes a picture of it in the inbox with Chromium.
 *
 *     node scripts/example-report.js --write
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'

const folder = fileURLToPath(new URL('../', import.meta.url))
const page = `${folder}docs/report.md`
const picture = `${folder}docs/report.png`
const { startImageMock } = await import('../dist/index.js')

const startMs = Date.parse('2026-11-28T12:00:00Z')
const beganMs = Date.now()
// The findings and the bill depend on the day.
const mock = await startImageMock({ port: 0, host: '127.0.0.1' }, { now: () => startMs + Date.now() - beganMs })
for (const file of (await readdir(`${folder}examples`)).filter(file => file.endsWith('.test.mjs')).sort()) await runTests(file)
await promisify(execFile)(process.execPath, [`${folder}examples/client.mjs`], { env: { ...process.env, OPENAI_BASE_URL: mock.baseURL } })
const args = [`${folder}dist/cli/main.js`, 'report', '--url', mock.url]
const text = await reportText({ ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' })
if (process.argv.includes('--write')) {
  const before = await readFile(page, 'utf8')
  await writeFile(page, before.replace(/(^```text\n)[^]*?(^```$)/m, (_block, start, end) => start + text + end))
  await takePicture()
} else {
  process.stdout.write(text)
}
await mock.close()

/** Runs the tests in a file of examples, with the one mock. */
async function runTests (file) {
  const tests = []
  const collected = Object.assign(globalThis, {
    exampleTest: (_title, run) => tests.push(run),
    exampleMock: async () => ({ ...mock, close: async () => {} })
  })
  const source = (await readFile(`${folder}examples/${file}`, 'utf8'))
    .replace("import test from 'node:test'", 'const test = globalThis.exampleTest')
    .replace("import { startImageMock } from 'openai-images-mock'", 'const startImageMock = globalThis.exampleMock')
  await import(`data:text/javascript,${encodeURIComponent(source)}`)
  for (const run of tests) await run({ after () {} })
  delete collected.exampleTest
  delete collected.exampleMock
}

/** The report as the command prints it, without what differs between runs. */
async function reportText (env) {
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(error => {
    if (error.code === 3) return error
    throw error
  })
  return stdout.replaceAll(mock.url, 'http://127.0.0.1:8080').replaceAll(/req_[0-9a-f]{32}/g, 'req_…').replace(/ in [\d.]+ m?s:/, ' in 1 s:').replace(/after [\d.]+ m?s\b/g, 'after 1 ms')
}

/** The report as the panel of the inbox shows it. */
async function takePicture () {
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
  const inbox = await browser.newPage({ viewport: { width: 1120, height: 1800 }, deviceScaleFactor: 1.5, locale: 'en-GB', reducedMotion: 'reduce' })
  await inbox.goto(`${mock.url}/?panel=report`)
  await inbox.locator('.bill').waitFor()
  const panel = inbox.getByRole('dialog', { name: 'Report' })
  const [{ x, y, width }, end] = await Promise.all([panel.boundingBox(), panel.getByRole('heading', { name: 'Download' }).boundingBox()])
  await sharp(await inbox.screenshot({ clip: { x, y, width, height: end.y - y } })).png({ palette: true, colours: 128 }).toFile(picture)
  await browser.close()
}
