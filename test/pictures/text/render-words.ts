/** A program that renders words of several scripts. It prints their pixels, and the environment while and after sharp is loaded. */
import { pbkdf2, pbkdf2Sync } from 'node:crypto'
import { loadSharp, pangoFont } from '../../../src/pictures/text/fonts.js'

// Keeps the only thread of the pool busy for some 800 ms, longer than the timeout of the first text.
if (process.env['UV_THREADPOOL_SIZE'] === '1') {
  const iterations = 50_000
  const startMs = performance.now()
  pbkdf2Sync('', '', iterations, 64, 'sha512')
  pbkdf2('', '', Math.ceil(iterations * 800 / (performance.now() - startMs)), 64, 'sha512', () => {})
}

const environment = () => [process.env['FONTCONFIG_FILE'] ?? null, process.env['PANGO_LANGUAGE'] ?? null]

const startMs = performance.now()
const loading = loadSharp()
const blockedMs = performance.now() - startMs
const whileLoading = environment()
const sharp = await loading
const afterLoading = environment()
const pixels = await sharp({ text: { text: 'жук 直 अ 🦊', font: pangoFont(40), dpi: 72 } }).raw().toBuffer()
console.log(`\nenvironment ${JSON.stringify({ blockedMs, whileLoading, afterLoading })}`)
console.log(`pixels ${pixels.toString('base64')}`)
