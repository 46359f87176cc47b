import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../../src/config/package.js'
import { fontsFolder, pangoFont } from '../../../src/pictures/text/fonts.js'

const fontFiles = readdirSync(fontsFolder).filter(name => /\.(ttf|otf)$/.test(name)).sort()

/** Runs render-words.ts in a process of its own, with its own environment and trace of fontconfig. */
function renderWords (environment: Record<string, string>) {
  const program = join(packageFolder, 'build/test/pictures/text/render-words.js')
  const { stdout, stderr } = spawnSync(process.execPath, [program], { env: { ...process.env, ...environment }, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const printed = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1]
  return { trace: stdout.split('\n').map(line => line.trim()), stderr, pixels: printed('pixels'), environment: JSON.parse(printed('environment')!) }
}

const plain = renderWords({ FC_DEBUG: '128' })

t.test('reads all bundled fonts and no font of the machine', async t => {
  const scanned = plain.trace.filter(line => line.startsWith('Scanning '))
  t.strictSame(scanned.filter(line => line.startsWith('Scanning dir ')), [`Scanning dir ${fontsFolder}`])
  t.strictSame(
    scanned.filter(line => /^Scanning file .+\.\.\.done$/.test(line)).sort(),
    fontFiles.map(name => `Scanning file ${fontsFolder}/${name}...done`).sort()
  )
})

const elsewhere = renderWords({
  LC_ALL: 'ja_JP.UTF-8', LANGUAGE: 'sr', PANGO_LANGUAGE: 'zh-tw', FONTCONFIG_FILE: '/etc/fonts/fonts.conf'
})

t.test('renders the same pixels with any locale and font settings of the machine', async t => {
  t.ok(plain.pixels)
  t.equal(elsewhere.pixels, plain.pixels)
})

t.test('restores the environment before other code runs, or when the first text is rendered if that takes longer than 500 ms', async t => {
  for (const [{ environment }, expected] of [[plain, [null, null]], [elsewhere, ['/etc/fonts/fonts.conf', 'zh-tw']]] as const) {
    const { blockedMs, whileLoading, afterLoading } = environment
    t.strictSame(afterLoading, expected)
    // On a busy machine, the first text takes longer.
    if (blockedMs < 500) t.strictSame(whileLoading, expected)
  }
})

t.test('renders the same pixels if the thread pool is busy when sharp is loaded', async t => {
  t.equal(renderWords({ UV_THREADPOOL_SIZE: '1' }).pixels, plain.pixels)
})

t.test('prints nothing to stderr, although fontconfig has no cache', async t => {
  t.equal(elsewhere.stderr, '')
})

t.test('names the family of every bundled font in the Pango font description', async t => {
  const families = pangoFont(20).split(', Medium')[0]!.split(',')
  t.strictSame(
    families.map(family => family.replaceAll(' ', '').toLowerCase()).sort(),
    fontFiles.map(name => name.split('-')[0]!.toLowerCase()).sort()
  )
})
