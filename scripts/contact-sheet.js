/**
 * Draws the pictures of the documentation: `docs/pictures.png` and the sheets of `docs/pictures.md`. Look at them after a
 * change of the art.
 *
 *     node scripts/contact-sheet.js
 *     node scripts/contact-sheet.js --check pictures-edits.webp   # Draws some of them, and fails if docs/ has other ones.
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath, pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { bundle } from './bundle.js'

const { values: { check }, positionals: names } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean', default: false } } })
const folder = fileURLToPath(new URL('../', import.meta.url))
const outdir = join(folder, 'build/contact-sheet')

await bundle({
  absWorkingDir: folder,
  stdin: {
    resolveDir: folder,
    contents: `
      export { createDrawPicture } from './src/pictures/draw.js'
      export { default as draw, resize } from './src/pictures/draw-worker.js'
      export { compose, motifs } from './src/pictures/art/composition.js'
      export { Canvas } from './src/pictures/raster/canvas.js'`
  },
  outdir,
  external: ['sharp']
})
const { createDrawPicture, draw, resize, compose, motifs, Canvas } = await import(pathToFileURL(join(outdir, 'stdin.js')).href)
const drawPicture = createDrawPicture({ threads: { draw: async task => draw(task), resize: async task => resize(task) } })

const gap = 12
const motifNames = Object.keys(motifs)

/** Returns a picture as the mock would draw it for a request, but with the seed of a certain motif. */
function pictureOf (caption, { motif, start = 0, size = '1024x1024', quality = 'medium', model = 'gpt-image-1', ...rest } = {}) {
  for (let attempt = start; ; attempt++) {
    const seed = createHash('sha256').update(`${caption} ${attempt}`).digest('hex').slice(0, 32)
    if (motif === undefined || compose({ seed }, new Canvas(64, 64)).motif === motif) {
      return { model, size, quality, index: 0, count: 1, caption, seed, format: 'png', ...rest }
    }
  }
}

/**
 * Draws a picture at most `width` × `height` pixels large. `behind` is a colour, or `checkerboard`, behind a transparent one.
 * `uploads` are the images that it is made of.
 */
async function cell (picture, { width, height = width, behind, uploads }) {
  const file = await drawPicture(behind ? { ...picture, background: 'transparent' } : picture, { uploads })
  const small = await sharp(file).resize({ width, height, fit: 'inside', withoutEnlargement: true }).png().toBuffer({ resolveWithObject: true })
  if (!behind) return small.data
  const { info, data } = small
  const color = behind === 'checkerboard' ? '#ffffff' : behind
  const squares = behind === 'checkerboard' ? [{ input: await checkerboardTile(), tile: true }] : []
  return sharp({ create: { width: info.width, height: info.height, channels: 3, background: color } })
    .composite([...squares, { input: data }]).png().toBuffer()
}

function checkerboardTile () {
  const squares = Buffer.from([255, 214, 214, 255].flatMap(grey => [grey, grey, grey]))
  return sharp(squares, { raw: { width: 2, height: 2, channels: 3 } }).resize(24, 24, { kernel: 'nearest' }).png().toBuffer()
}

/** Draws rows of cells as a file. Does nothing if the command names only other files. */
async function writeSheet (name, rowsOf) {
  if (names.length > 0 && !names.includes(name)) return
  const placed = []
  let top = gap
  let sheetWidth = 0
  for (const row of await rowsOf()) {
    let left = gap
    let rowHeight = 0
    for (const input of await Promise.all(row)) {
      const { width, height } = await sharp(input).metadata()
      placed.push({ input, left, top })
      left += width + gap
      rowHeight = Math.max(rowHeight, height)
    }
    sheetWidth = Math.max(sheetWidth, left)
    top += rowHeight + gap
  }
  const path = join(folder, 'docs', name)
  const sheet = sharp({ create: { width: sheetWidth, height: top, channels: 3, background: '#ffffff' } }).composite(placed)
  const file = await (name.endsWith('.webp')
    ? sheet.webp({ quality: 82, effort: 6 })
    : sheet.png({ palette: true, colours: 256, dither: 0.4, compressionLevel: 9, effort: 10 })).toBuffer()
  if (!check) await writeFile(path, file)
  else if (!file.equals(await readFile(path))) throw new Error(`Expected docs/${name} to show what is drawn today. Run node scripts/contact-sheet.js.`)
  console.log(`${name}: ${Math.round(file.length / 1000)} kB`)
}

function chunksOf (items, length) {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, chunk) => items.slice(chunk * length, chunk * length + length))
}

const prompts = [
  'A cute baby sea otter', 'A lighthouse at the edge of the world', 'A fox under the olive tree, woodcut', 'Poster for a jazz festival',
  'Isometric city', 'A cup of coffee on a wooden table', 'A robot reading a book, watercolour', 'A field of lavender'
]

await writeSheet('pictures.png', () => chunksOf([
  pictureOf('A cute baby sea otter', { model: 'dall-e-3', quality: 'standard', style: 'vivid', motif: 'garden', start: 3 }),
  pictureOf('A lighthouse at the edge of the world', { motif: 'lighthouse', start: 2, quality: 'high' }),
  pictureOf('海辺で遊ぶラッコ', { motif: 'balloons', start: 1 }),
  pictureOf('A fox under the olive tree, woodcut', { model: 'dall-e-3', quality: 'standard', style: 'natural', motif: 'mountains', start: 6 }),
  pictureOf('ثعلب صغير تحت شجرة الزيتون', { motif: 'arches' }),
  pictureOf('Poster for a jazz festival in a small town', { motif: 'cutouts', quality: 'high', start: 20 })
].map(picture => cell(picture, { width: 400 })), 3))

await writeSheet('pictures-motifs.webp', () => chunksOf(motifNames.flatMap(motif => [0, 40].map((start, index) =>
  cell(pictureOf(prompts[(motifNames.indexOf(motif) + index) % prompts.length], { motif, start }), { width: 300 }))), 6))

await writeSheet('pictures-qualities.webp', () => chunksOf(motifNames.flatMap(motif =>
  ['low', 'medium', 'high'].map(quality => cell(pictureOf('Quality', { motif, quality, start: 7 }), { width: 300 }))), 6))

await writeSheet('pictures-transparent.webp', () => chunksOf(motifNames.flatMap(motif => ['#000000', '#ffffff', 'checkerboard'].map(behind =>
  cell(pictureOf('A sticker', { motif, start: 11 }), { width: 300, behind }))), 6))

const [otter, badge] = await Promise.all(['otter.jpg', 'badge.png'].map(name => sharp(join(folder, 'fixtures/scenarios/images', name)).png().toBuffer()))

/** A mask for an image that is transparent inside an ellipse, whose centre and radii are percentages. */
async function maskFor (image, { x, y, width, height }) {
  const size = await sharp(image).metadata()
  const hole = `<svg width="${size.width}" height="${size.height}"><ellipse cx="${x}%" cy="${y}%" rx="${width}%" ry="${height}%"/></svg>`
  return sharp({ create: { width: size.width, height: size.height, channels: 4, background: '#000000' } })
    .composite([{ input: Buffer.from(hole), blend: 'dest-out' }]).png().toBuffer()
}

/** A part of an image, in percent of its width and height. */
async function partOf (image, left, top, width, height) {
  const size = await sharp(image).metadata()
  const [wide, high] = [size.width / 100, size.height / 100]
  return sharp(image).extract({ left: Math.floor(left * wide), top: Math.floor(top * high), width: Math.floor(width * wide), height: Math.floor(height * high) })
    .png().toBuffer()
}

/** The cell of an edit, or of a variation if it has no caption. */
function edited (caption, uploads, { behind, ...options } = {}) {
  const sources = { kind: caption ? 'edit' : 'variation', id: '', images: uploads.images.length, ...uploads.mask && { guide: 'mask' } }
  const picture = pictureOf(caption, { sources, ...caption ? {} : { model: 'dall-e-2', quality: '', count: 4 }, ...options })
  return cell(picture, { width: 440, height: 300, behind, uploads })
}

const parts = await Promise.all([[0, 0, 60, 60], [20, 30, 75, 40], [30, 10, 35, 85], [10, 10, 80, 80], [0, 40, 100, 45]].map(part => partOf(otter, ...part)))
const square = await partOf(otter, 12, 10, 60, 90)
await writeSheet('pictures-edits.webp', async () => [
  [
    edited('A planet in the sky', { images: [otter], mask: await maskFor(otter, { x: 42, y: 30, width: 26, height: 24 }) }, { motif: 'orbits', start: 3 }),
    edited('An otter at the sea', { images: [otter] }, { size: '1536x1024', motif: 'seascape', start: 4 }),
    edited('Put the badge on a wall', { images: [badge] }, { motif: 'tiles', start: 2 }),
    edited('A sticker', { images: [badge] }, { size: '1536x1024', motif: 'garden', start: 2, behind: 'checkerboard' })
  ],
  [
    edited('Combine all of them', { images: [otter, badge, parts[1]] }, { size: '1536x1024', motif: 'desert', start: 1 }),
    edited('A wall of photographs', { images: Array.from({ length: 16 }, (_, index) => index % 5 === 4 ? badge : parts[index % 4]) }, { motif: 'ribbons' }),
    edited('A family of otters', { images: [...parts, badge] }, { size: '1024x1536', motif: 'mountains', start: 5 })
  ],
  [0, 1, 2, 3].map(index => edited('', { images: [square] }, { size: '512x512', index }))
])

await writeSheet('pictures-sizes.webp', () => [
  [['512x512', 'tiles'], ['1024x1024', 'balloons'], ['1536x1024', 'seascape'], ['1024x1536', 'garden'], ['1024x3072', 'forest']]
    .map(([size, motif]) => cell(pictureOf('A cute baby sea otter', { size, motif, start: 5 }), { width: 620, height: 420 })),
  [['256x256', 'stillLife'], ['256x256', 'mountains'], ['3840x1280', 'skyline']]
    .map(([size, motif]) => cell(pictureOf('A cute baby sea otter', { size, motif, start: 9 }), { width: 1100, height: 256 })),
  [['3840x2160', 'reef'], ['2160x3840', 'lighthouse'], ['1792x1024', 'desert']]
    .map(([size, motif]) => cell(pictureOf('A cute baby sea otter', { size, motif, start: 2 }), { width: 760, height: 420 }))
])

await writeSheet('pictures-scripts.webp', () => chunksOf([
  'Κουτάβι που κοιμάται σε μια βάρκα', 'Рыжий кот в скафандре на Луне', 'ثعلب صغير يجلس تحت شجرة الزيتون', 'שועל קטן מתחת לעץ הזית',
  'शाम के समय समुद्र तट पर ऊदबिलाव', 'ลูกนากทะเลน่ารักกำลังเล่นกับดาวทะเลสีส้มบนหาดทรายขาว', 'ແມວໜ້າຮັກນັ່ງຢູ່ໃຕ້ຕົ້ນໄມ້ໃນຍາມແລງ', 'ឆ្មាពាក់ឈុតអវកាសកំពុងគូររូបប៉មអេហ្វែលនៅពេលថ្ងៃលិច',
  'ချစ်စရာကောင်းသောပင်လယ်ဖျံလေး', '夕暮れの海辺で遊ぶ赤ちゃんラッコ、水彩画風', '解放碑夜景，赛博朋克风格的插画', '해변에서 노는 아기 해달',
  '🦦 and 👩‍👩‍👧‍👦 at the sea 🌊', 'An otter / Ein süßer Otter / Une loutre', 'வெண்வெளி உடையில் ஒரு பூனை', 'A very long prompt that describes each detail. '.repeat(9)
].map((caption, index) => cell(pictureOf(caption, { motif: motifNames[index % motifNames.length], size: '512x512', start: 3 }), { width: 400 })), 4))
