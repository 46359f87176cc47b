/** The art: the seed determines it; style, quality and size change it. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { getPalette, paletteNames } from '../../../src/pictures/art/palette.js'
import type { Rgb } from '../../../src/pictures/raster/color.js'
import { Canvas } from '../../../src/pictures/raster/canvas.js'
import { RandomGenerator } from '../../../src/pictures/art/random-generator.js'
import { compose, motifs } from '../../../src/pictures/art/composition.js'
import type { Picture } from '../../../src/pictures/picture.js'
import { pixelsOf } from '../pixels-of.js'

const seeds = Array.from({ length: 150 }, (_, index) => createHash('md5').update(`prompt ${index}`).digest('hex'))
const side = 128

function composePicture (picture: Pick<Picture, 'seed' | 'quality' | 'style'>, width = side, height = side) {
  const canvas = new Canvas(width, height)
  return { ...compose(picture, canvas), pixels: pixelsOf(canvas) }
}

const seedsOf = (motif: string) => seeds.filter(seed => composePicture({ seed }, 16, 16).motif === motif)

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function fingerprint (pixels: Int32Array): string {
  return createHash('md5').update(new Uint8Array(pixels.buffer)).digest('hex')
}

function saturation (pixels: Int32Array): number {
  return mean(Array.from(pixels, pixel => {
    const channels = [pixel & 0xff, pixel >>> 8 & 0xff, pixel >>> 16 & 0xff]
    return Math.max(...channels) - Math.min(...channels)
  }))
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

t.test('draws a different picture for each seed', async t => {
  const pictures = seeds.map(seed => fingerprint(composePicture({ seed }).pixels))
  t.equal(new Set(pictures).size, seeds.length)
})

t.test('uses every motif and every palette', async t => {
  const made = seeds.map(seed => composePicture({ seed }, 16, 16))
  t.strictSame(new Set(made.map(({ motif }) => motif)), new Set(Object.keys(motifs)))
  t.strictSame(new Set(made.map(({ palette }) => palette.name)), new Set(paletteNames))
})

t.test('every motif paints all pixels at every size', async t => {
  const examples = Object.keys(motifs).map(motif => [motif, seedsOf(motif)[0]!] as const)
  for (const [width, height] of [[256, 256], [512, 512], [1024, 1024], [1792, 1024], [1024, 1792]] as const) {
    for (const [motif, seed] of examples) {
      t.ok(composePicture({ seed, quality: 'hd' }, width, height).pixels.every(pixel => pixel >>> 24 === 0), `${motif} of ${width}x${height}`)
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

t.test('hd pictures have more detail than standard ones with every motif', async t => {
  for (const motif of Object.keys(motifs)) {
    const own = seedsOf(motif).slice(0, 4)
    const detail = (quality: 'standard' | 'hd'): number => mean(own.map(seed => edges(composePicture({ seed, quality }, 512, 512).pixels)))
    t.ok(detail('hd') > detail('standard') * 1.2, motif)
  }
})

t.test('the default quality is standard', async t => {
  for (const seed of seeds.slice(0, 10)) {
    t.equal(fingerprint(composePicture({ seed }).pixels), fingerprint(composePicture({ seed, quality: 'standard' }).pixels))
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
