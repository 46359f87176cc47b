/** The art: the seed determines it; style, quality, size, background and time change it. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { getPalette, paletteNames } from '../../../src/pictures/art/palette.js'
import { brightness, transparent, type Rgb } from '../../../src/pictures/raster/color.js'
import { Canvas } from '../../../src/pictures/raster/canvas.js'
import { RandomGenerator } from '../../../src/pictures/art/random-generator.js'
import { compose, motifs, type ArtPicture, type ComposeOptions } from '../../../src/pictures/art/composition.js'
import { imageRequest } from '../../image-request.js'
import { picturesOf } from '../../../src/pictures/picture.js'
import { pixelsBySpan } from '../pixels-of.js'

const seeds = Array.from({ length: 150 }, (_, index) => createHash('md5').update(`prompt ${index}`).digest('hex'))
const side = 128

const canvas = new Canvas(0, 0)

function composePicture (picture: ArtPicture, width = side, height = side, options?: ComposeOptions) {
  canvas.clear(width, height)
  return { ...compose(picture, canvas, options), pixels: pixelsBySpan(canvas) }
}

const motifOf = new Map(seeds.map(seed => [seed, composePicture({ seed }, 16, 16).motif]))
const seedsOf = (motif: string) => seeds.filter(seed => motifOf.get(seed) === motif)

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function fingerprint (pixels: Int32Array): string {
  return createHash('md5').update(new Uint8Array(pixels.buffer)).digest('hex')
}

function saturation (pixels: Int32Array): number {
  let sum = 0
  for (const pixel of pixels) {
    const [red, green, blue] = [pixel & 0xff, pixel >>> 8 & 0xff, pixel >>> 16 & 0xff]
    sum += Math.max(red, green, blue) - Math.min(red, green, blue)
  }
  return sum / pixels.length
}

/** Counts the pixels that differ from their left neighbour. */
function edges (pixels: Int32Array): number {
  let count = 0
  for (let index = 1; index < pixels.length; index++) if (pixels[index] !== pixels[index - 1]) count++
  return count
}

function contrast (one: Rgb, other: Rgb): number {
  const luminance = (rgb: Rgb): number => {
    const [red, green, blue] = rgb.map(value => value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4) as [number, number, number]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

t.test('draws the same pixels for the same seed', async t => {
  for (const seed of seeds.slice(0, 20)) {
    t.equal(fingerprint(composePicture({ seed, quality: 'hd' }).pixels), fingerprint(composePicture({ seed, quality: 'hd' }).pixels))
  }
})

// Hashes of an opaque and a transparent picture of each motif, equal on every machine. Look at the pictures before you change them.
const fingerprints: Record<string, string> = {
  mountains: '4394a13e4fe79393',
  tiles: '0b0f4c5739d731fd',
  balloons: 'dafe13037bd23073',
  stillLife: '370e878e0b5440b0',
  seascape: '9bb0a2bc0ec14245',
  orbits: 'de66a4542d5ee6e0',
  forest: '031009b7c5aafe38',
  arches: 'e970d1f1230c782a',
  skyline: '30c6271a9a108acb',
  reef: 'c040f21a0c06e797',
  desert: '86f326b0031b5783',
  cutouts: '270a5ec35c57ddb2',
  garden: '5bbc14496ca1a874',
  lighthouse: '190b1f07ba835d16',
  ribbons: 'a73e55ecc2c0c19b'
}

t.test('each motif has the same pixels in every run and on every machine', async t => {
  const actual = Object.fromEntries(Object.keys(motifs).map(motif => {
    const [seed, other] = seedsOf(motif) as [string, string]
    const pictures = [composePicture({ seed, quality: 'high' }, 256, 256), composePicture({ seed: other, background: 'transparent' }, 256, 256)]
    return [motif, createHash('sha256').update(pictures.map(({ pixels }) => fingerprint(pixels)).join()).digest('hex').slice(0, 16)]
  }))
  t.strictSame(actual, fingerprints)
})

t.test('draws a different picture for each seed', async t => {
  const pictures = seeds.map(seed => fingerprint(composePicture({ seed }).pixels))
  t.equal(new Set(pictures).size, seeds.length)
})

t.test('uses every motif and every palette', async t => {
  const made = seeds.map(seed => composePicture({ seed }, 16, 16))
  t.strictSame(new Set(made.map(({ motif }) => motif)), new Set(Object.keys(motifs)))
  t.strictSame(new Set(made.map(({ palette }) => palette.name)), new Set(paletteNames))
})

/** Whether all pixels are opaque: looks at one of each span of equal pixels. */
function isOpaque (canvas: Canvas): boolean {
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x = canvas.nextStart(x, y)) if (canvas.colorAt(x, y) >>> 24 !== 0) return false
  }
  return true
}

t.test('every motif paints all pixels at every size and quality', async t => {
  for (const motif of Object.keys(motifs)) {
    const [seed, other] = seedsOf(motif) as [string, string]
    for (const [width, height] of [[256, 256], [1024, 1024], [512, 896], [600, 200], [200, 600]] as const) {
      for (const picture of [{ seed, quality: 'low' }, { seed: other, quality: 'high' }]) {
        canvas.clear(width, height)
        compose(picture, canvas)
        t.ok(isOpaque(canvas), `${motif} of ${width}x${height}, ${picture.quality}`)
      }
    }
  }
})

t.test('vivid pictures are more saturated than those without a style, and natural ones less', async t => {
  const means = (['vivid', undefined, 'natural'] as const).map(style =>
    seeds.slice(0, 40).map(seed => saturation(composePicture({ seed, ...(style !== undefined && { style }) }).pixels)))
  const [vivid, plain, natural] = means as [number[], number[], number[]]
  seeds.slice(0, 40).forEach((seed, index) => {
    t.ok(vivid[index]! > plain[index]! && plain[index]! > natural[index]!, seed)
  })
  t.ok(mean(vivid) > mean(natural) * 1.8)
})

t.test('high pictures have more detail than medium ones with every motif, and low ones have less', async t => {
  for (const motif of Object.keys(motifs)) {
    const own = seedsOf(motif).slice(0, 4)
    const [low, medium, high] = ['low', 'medium', 'high'].map(quality => mean(own.map(seed => edges(composePicture({ seed, quality }, 256, 256).pixels)))) as [number, number, number]
    t.ok(high > medium * 1.2 && medium > low * 1.2, `${motif}: ${low}, ${medium}, ${high}`)
  }
})

t.test('standard and hd are medium and high, and the default is medium', async t => {
  for (const seed of seeds.slice(0, 10)) {
    const [none, standard, medium, hd, high] = [undefined, 'standard', 'medium', 'hd', 'high'].map(quality =>
      fingerprint(composePicture({ seed, ...(quality && { quality }) }).pixels))
    t.strictSame([none, standard, hd], [medium, medium, high])
  }
})

const promptSubjects = [
  'a cute baby sea otter', 'a fox under an olive tree', 'an isometric city', 'a lighthouse at the edge of the world', 'a jazz festival poster', 'a red bicycle',
  'a cup of coffee on a wooden table', 'an astronaut riding a horse', 'a bowl of ramen', 'a cabin in the snow', 'a robot reading a book', 'a cat in a spacesuit',
  'the logo of a bakery', 'a medieval castle', 'a field of lavender', 'two whales', 'a portrait of a violinist', 'a vintage car', 'a treehouse', 'a paper dragon'
]
const promptStyles = [
  'oil painting', 'watercolour', 'woodcut', '3D render', 'pencil sketch', 'pixel art', 'photograph at dawn', 'flat illustration', 'stained glass', 'travel poster',
  'at night', 'as a sticker', 'low poly', 'minimalist', "children's book", 'baroque', 'black and white', 'origami', 'in the rain', 'no text'
]
const pictures = promptSubjects.flatMap(subject => promptStyles.map(style => picturesOf(imageRequest({ prompt: `${subject}, ${style}` }))[0]!))

/** Returns the mean colours of 12 × 12 cells, channel by channel. */
function cellColors (pixels: Int32Array, width: number): Float64Array {
  const cells = 12
  const cellSide = width / cells
  const sums = new Float64Array(cells * cells * 3)
  for (let index = 0; index < pixels.length; index++) {
    const pixel = pixels[index]!
    const cell = 3 * (Math.floor(Math.floor(index / width) / cellSide) * cells + Math.floor(index % width / cellSide))
    sums[cell]! += pixel & 0xff
    sums[cell + 1]! += pixel >>> 8 & 0xff
    sums[cell + 2]! += pixel >>> 16 & 0xff
  }
  return sums.map(sum => sum / cellSide ** 2)
}

/** Returns the mean difference of the colours of cells. */
function differenceOf (one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += Math.abs(one[at]! - other[at]!)
  return sum / one.length
}

// Pairs of one motif with a difference below 8 look like twins: the same colours, horizon and shapes. Pairs above 9 differ at a glance.
t.test('among 400 prompts, no two pictures are near-duplicates: with the same motif, and a mean difference of their cells below 8 of 255', async t => {
  const made = pictures.map(picture => composePicture(picture, 96, 96)).map(({ motif, pixels }, index) =>
    ({ motif, prompt: pictures[index]!.caption, cells: cellColors(pixels, 96) }))
  const twins: string[] = []
  for (const [index, one] of made.entries()) {
    for (const other of made.slice(0, index).filter(({ motif }) => motif === one.motif)) {
      const difference = differenceOf(one.cells, other.cells)
      if (difference < 8) twins.push(`${one.motif}: ${one.prompt} and ${other.prompt}, ${difference.toFixed(1)}`)
    }
  }
  t.strictSame(twins, [])
})

t.test('fewer than two in five pictures show a sun', async t => {
  const suns = pictures.filter(picture => composePicture(picture, 16, 16).sky === 'sun')
  t.ok(suns.length > 40 && suns.length < 160, `${suns.length} of ${pictures.length}`)
})

t.test('the ten pictures of a request have ten motifs and ten palettes', async t => {
  for (const { caption } of pictures.slice(0, 40)) {
    const made = picturesOf(imageRequest({ prompt: caption, n: 10 })).map(picture => composePicture(picture, 16, 16))
    t.equal(new Set(made.map(({ motif }) => motif)).size, 10)
    t.equal(new Set(made.map(({ palette }) => palette.name)).size, 10)
  }
})

t.test('each motif appears with each palette', async t => {
  canvas.clear(16, 16)
  // The first four digits of a seed select the motif; those and the next four select the palette.
  const digits = (number: number) => number.toString(16).padStart(4, '0')
  const combinations = new Set(Object.keys(motifs).flatMap((_, variant) => paletteNames.map((_, offset) => {
    const { motif, palette } = compose({ seed: `${digits(variant)}${digits(offset)}${seeds[0]!.slice(8)}` }, canvas)
    return `${motif} ${palette.name}`
  })))
  t.equal(combinations.size, Object.keys(motifs).length * paletteNames.length)
})

/** Counts in one pass the opaque pixels, those of soft edges, and the opaque ones whose brightness differs clearly from black and from white. */
function countPaint (pixels: Int32Array) {
  const counts = { opaque: 0, soft: 0, onBlack: 0, onWhite: 0 }
  for (let index = 0; index < pixels.length; index++) {
    const pixel = pixels[index]!
    const transparency = pixel >>> 24
    if (transparency > 40 && transparency < 215) counts.soft++
    if (transparency > 0) continue
    const light = brightness(pixel)
    counts.opaque++
    if (light > 40) counts.onBlack++
    if (light < 255 - 40) counts.onWhite++
  }
  return counts
}

t.test('with every motif, a transparent picture shows only its subject: visible on black and white, with a smooth outline and transparent corners', async t => {
  for (const motif of Object.keys(motifs)) {
    const faults: string[] = []
    for (const [width, height] of [[256, 256], [300, 100], [100, 300]] as const) {
      for (const seed of seedsOf(motif).slice(0, 3)) {
        const { pixels } = composePicture({ seed, background: 'transparent' }, width, height)
        const name = `${width}x${height} of ${seed}`
        const { opaque, soft, onBlack, onWhite } = countPaint(pixels)
        const painted = opaque / pixels.length
        if (!(painted > 0.03 && painted < 0.86)) faults.push(`${name} covers ${(painted * 100).toFixed(0)} %`)
        if (!(soft > 0)) faults.push(`${name} has no soft edges`)
        if ([0, width - 1, pixels.length - width, pixels.length - 1].some(index => pixels[index] !== transparent)) faults.push(`${name} has paint in a corner`)
        if (!(onBlack / opaque > 0.85 && onWhite / opaque > 0.8)) faults.push(`${name} is hardly visible`)
      }
    }
    t.strictSame(faults, [], motif)
  }
})

t.test('with every motif, the scene moves a little from frame to frame, and its last frame leads to its first', async t => {
  for (const motif of Object.keys(motifs)) {
    for (const seed of seedsOf(motif).slice(0, 4)) {
      const frames = 12
      const cells = Array.from({ length: frames }, (_, frame) => cellColors(composePicture({ seed }, 120, 120, { phase: frame / frames }).pixels, 120))
      const steps = cells.map((frame, index) => differenceOf(frame, cells[(index + 1) % frames]!))
      t.ok(Math.max(...steps) > 0, `${motif} moves`)
      t.ok(Math.max(...steps) < 4, `${motif} keeps its composition`)
      t.ok(steps.at(-1)! < 0.1 + 2 * Math.max(...steps.slice(0, -1)), `${motif} has no jump at the end`)
    }
  }
})

t.test('every caption has a contrast of at least 7:1', async t => {
  for (const name of paletteNames) {
    for (const style of [undefined, 'vivid', 'natural'] as const) {
      const { cardColor, textColor } = getPalette(name, style)
      t.ok(contrast(cardColor, textColor) >= 7, `${name} ${style}`)
    }
  }
})

t.test('the tones of a palette are different in every style', async t => {
  for (const name of paletteNames) {
    for (const style of [undefined, 'vivid', 'natural'] as const) {
      const { tones } = getPalette(name, style)
      t.equal(new Set(tones).size, 5, `${name} ${style}`)
    }
  }
})

t.test('the random generator repeats its numbers for a seed and stays within its bounds', async t => {
  const draw = (seed: string): number[] => {
    const random = new RandomGenerator(seed)
    return Array.from({ length: 200 }, () => random.integer(3, 7))
  }
  t.strictSame(draw(seeds[0]!), draw(seeds[0]!))
  t.notSame(draw(seeds[0]!), draw(seeds[1]!))
  t.strictSame([...new Set(draw(seeds[0]!))].sort(), [3, 4, 5, 6, 7])
  t.strictSame(new RandomGenerator(seeds[2]!).shuffle([1, 2, 3, 4]).sort(), [1, 2, 3, 4])
})

t.test('nothing is painted beside a transparent island', t => {
  // Large enough for the shadows of the ground to be several pixels high.
  const edge = 640
  for (const motif of ['mountains', 'seascape', 'forest', 'desert', 'garden']) {
    const { pixels } = composePicture({ seed: seedsOf(motif)[0]!, background: 'transparent' }, edge, edge)
    const painted = Array.from({ length: edge }, (_, y) => y).filter(y => pixels[y * edge] !== transparent)
    t.strictSame(painted, [], motif)
  }
  t.end()
})

t.test('transparent plants and orbits fit into a wide picture', async t => {
  const [width, height] = [320, 200]
  const pixelsOf = (seed: string) => composePicture({ seed, background: 'transparent' }, width, height).pixels
  const cutAtTheTop = seedsOf('garden').filter(seed => pixelsOf(seed).subarray(0, width).some(pixel => pixel !== transparent))
  t.strictSame(cutAtTheTop, [])
  const cutAtTheLeft = seedsOf('orbits').filter(seed => pixelsOf(seed).some((pixel, index) => index % width === 0 && pixel !== transparent))
  t.ok(cutAtTheLeft.length < seedsOf('orbits').length / 5, 'only a planet on the outer orbit may be cut')
})
