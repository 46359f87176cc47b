import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../../src/config/package.js'
import { plainNode } from '../../plain-node.js'
import { fontsFolder, pangoFont } from '../../../src/pictures/text/fonts.js'

const fontFiles = readdirSync(fontsFolder).filter(name => /\.(ttf|otf)$/.test(name)).sort()

/** Letters a few words in a process of its own, so that its environment and fontconfig's trace belong to this test. */
function letterElsewhere (environment: Record<string, string>) {
  const program = join(packageFolder, 'build/test/pictures/text/letter-words.js')
  const { stdout, stderr } = spawnSync(...plainNode(program), { env: { ...process.env, ...environment }, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const printed = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1]
  return { trace: stdout.split('\n').map(line => line.trim()), stderr, pixels: printed('pixels'), environment: printed('environment') }
}

const here = letterElsewhere({ FC_DEBUG: '128' })

t.test('reads every font of our folder and none of the machine', async t => {
  const scanned = here.trace.filter(line => line.startsWith('Scanning '))
  t.strictSame(scanned.filter(line => line.startsWith('Scanning dir ')), [`Scanning dir ${fontsFolder}`])
  t.strictSame(
    scanned.filter(line => /^Scanning file .+\.\.\.done$/.test(line)).sort(),
    fontFiles.map(name => `Scanning file ${fontsFolder}/${name}...done`).sort()
  )
})

const abroad = letterElsewhere({
  LC_ALL: 'ja_JP.UTF-8', LANGUAGE: 'sr', PANGO_LANGUAGE: 'zh-tw', FONTCONFIG_FILE: '/etc/fonts/fonts.conf'
})

t.test('draws the same pixels whatever the machine is set to', async t => {
  t.ok(here.pixels)
  t.equal(abroad.pixels, here.pixels)
})

t.test('has restored the environment before other code runs', async t => {
  t.equal(here.environment, '[null,null]')
  t.equal(abroad.environment, '["/etc/fonts/fonts.conf","zh-tw"]')
})

t.test('draws the same pixels if the first text has to wait for a thread', async t => {
  t.equal(letterElsewhere({ UV_THREADPOOL_SIZE: '1' }).pixels, here.pixels)
})

t.test('says nothing on stderr, not even of the cache that it lacks', async t => {
  t.equal(abroad.stderr, '')
})

t.test('asks Pango for the family of every font that ships', async t => {
  const families = pangoFont(20).split(', Medium')[0]!.split(',')
  t.strictSame(
    families.map(family => family.replaceAll(' ', '').toLowerCase()).sort(),
    fontFiles.map(name => name.split('-')[0]!.toLowerCase()).sort()
  )
})
