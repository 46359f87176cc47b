/** A program that letters a few words of several scripts and prints their pixels. */
import { loadSharp, pangoFont } from '../../../src/pictures/text/fonts.js'

const sharp = await loadSharp()
const pixels = await sharp({ text: { text: 'жук 直 अ 🦊', font: pangoFont(40), dpi: 72 } }).raw().toBuffer()
console.log(`\npixels ${pixels.toString('base64')}`)
