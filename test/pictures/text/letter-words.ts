/** A program that letters a few words of several scripts, and prints their pixels and what the environment was meanwhile. */
import { pbkdf2 } from 'node:crypto'
import { loadSharp, pangoFont } from '../../../src/pictures/text/fonts.js'

// Keeps the one thread of the pool busy for longer than the first text is waited for.
if (process.env['UV_THREADPOOL_SIZE'] === '1') pbkdf2('', '', 2_000_000, 64, 'sha512', () => {})

const loading = loadSharp()
const { FONTCONFIG_FILE: file = null, PANGO_LANGUAGE: language = null } = process.env
const sharp = await loading
const pixels = await sharp({ text: { text: 'жук 直 अ 🦊', font: pangoFont(40), dpi: 72 } }).raw().toBuffer()
console.log(`\nenvironment ${JSON.stringify([file, language])}`)
console.log(`pixels ${pixels.toString('base64')}`)
