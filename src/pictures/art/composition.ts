/** Art of a picture: the seed selects a motif, a palette, a light and what the sky shows. */
import type { Canvas } from '../raster/canvas.js'
import { RandomGenerator } from './random-generator.js'
import { forAnyBackground, getPalette, glazed, inLight, lights, paletteNames, type Palette } from './palette.js'
import type { Detail, Motif, SkyContent } from './motif.js'
import type { Picture } from '../picture.js'
import { arches } from './motifs/arches.js'
import { balloons } from './motifs/balloons.js'
import { cutouts } from './motifs/cutouts.js'
import { desert } from './motifs/desert.js'
import { forest } from './motifs/forest.js'
import { garden } from './motifs/garden.js'
import { lighthouse } from './motifs/lighthouse.js'
import { mountains } from './motifs/mountains.js'
import { orbits } from './motifs/orbits.js'
import { reef } from './motifs/reef.js'
import { ribbons } from './motifs/ribbons.js'
import { seascape } from './motifs/seascape.js'
import { skyline } from './motifs/skyline.js'
import { stillLife } from './motifs/still-life.js'
import { tiles } from './motifs/tiles.js'

/** The members of a picture that its art depends on. */
export interface ArtPicture extends Pick<Picture, 'seed' | 'quality' | 'style'> {
  /** `transparent` leaves out the background, so that the subject stands free. Any other value paints it. */
  background?: string
}

export interface ComposeOptions {
  /** The time of an animated scene, from 0 up to, but not including, 1. Default: 0. */
  phase?: number
}

export interface Composition {
  palette: Palette
  /** The name of the motif. */
  motif: string
  /** What the sky shows, if the motif has a sky. */
  sky: SkyContent
}

/** The pictures of one request have consecutive motifs, so landscapes alternate with other motifs. */
export const motifs: Readonly<Record<string, Motif>> = {
  mountains, tiles, balloons, stillLife, seascape, orbits, forest, arches, skyline, reef, desert, cutouts, garden, lighthouse, ribbons
}

const motifNames = Object.keys(motifs)

/** Coprime to the number of palettes, so that consecutive pictures have different ones. */
const paletteStep = 7

/** Each entry has the same probability. */
const skies: readonly SkyContent[] = ['sun', 'sun', 'sun', 'moon', 'moon', 'clouds', 'clouds', 'birds', 'birds', 'nothing']

/** The detail of each quality that differs from `medium`. */
const detailOf: Readonly<Record<string, Detail>> = { low: 'low', high: 'high', hd: 'high' }

/**
 * Draws the art of a picture on a canvas without any paint. Equal arguments yield equal pixels on every machine.
 *
 *     const canvas = new Canvas(1024, 1024)
 *     compose({ seed, quality: 'high', background: 'transparent' }, canvas)
 *     writeRaw(canvas, data.buffer, { channels: 4 })
 */
export function compose (picture: ArtPicture, canvas: Canvas, { phase = 0 }: ComposeOptions = {}): Composition {
  const { seed, quality = '', style, background } = picture
  const random = new RandomGenerator(seed)
  // The first four digits are consecutive for the pictures of one request, the next ones are equal. So neighbours differ in
  // motif and palette, and any motif may have any palette.
  const variant = parseInt(seed.slice(0, 4), 16)
  const offset = parseInt(seed.slice(4, 8), 16)
  const motif = motifNames[variant % motifNames.length]!
  const name = paletteNames[(variant * paletteStep + offset) % paletteNames.length]!
  const transparent = background === 'transparent'
  const light = random.pick(lights)
  const base = getPalette(name, style)
  const { tones, sun } = base
  const glaze = glazed(base, random.pick([tones[0]!, tones[2]!, tones[4]!, sun]), random.float(0, 0.16))
  const palette = transparent ? forAnyBackground(base) : inLight(glaze, light)
  const sky = random.pick(skies)
  const unit = Math.min(canvas.width, canvas.height)
  motifs[motif]!({ canvas, palette, random, detail: detailOf[quality] ?? 'medium', sky, transparent, phase, unit })
  return { palette, motif, sky }
}
