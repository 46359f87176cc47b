/** Art of a picture: the seed selects a motif and a palette. */
import type { Canvas } from '../raster/canvas.js'
import { RandomGenerator } from './random-generator.js'
import { getPalette, paletteNames, type Palette } from './palette.js'
import type { Detail, Motif } from './motif.js'
import type { Picture } from '../picture.js'
import { arches } from './motifs/arches.js'
import { garden } from './motifs/garden.js'
import { mountains } from './motifs/mountains.js'
import { orbits } from './motifs/orbits.js'
import { ribbons } from './motifs/ribbons.js'
import { seascape } from './motifs/seascape.js'
import { tiles } from './motifs/tiles.js'

export interface Composition {
  palette: Palette
  /** The name of the motif. */
  motif: string
}

export const motifs: Readonly<Record<string, Motif>> = {
  mountains, seascape, garden, ribbons, arches, orbits, tiles
}

const motifNames = Object.keys(motifs)

/** The members of a picture that its art depends on. */
export interface ArtPicture extends Pick<Picture, 'seed' | 'quality' | 'style'> {
  /** `transparent` leaves out the background, so that the subject stands free. Any other value paints it. */
  background?: string
}

export interface ComposeOptions {
  /** The time of an animated scene, from 0 up to, but not including, 1. Default: 0. */
  phase?: number
}

/** The detail of each quality that differs from `medium`. */
const detailOf: Readonly<Record<string, Detail>> = { low: 'low', high: 'high', hd: 'high' }

/**
 * Draws the art of a picture on a canvas without any paint. Equal arguments yield equal pixels on every machine.
 *
 *     const canvas = new Canvas(1024, 1024)
 *     compose({ seed, quality: 'high', background: 'transparent' }, canvas)
 *     const { data, channels } = toRaw(canvas)
 */
export function compose (picture: ArtPicture, canvas: Canvas, { phase = 0 }: ComposeOptions = {}): Composition {
  const random = new RandomGenerator(picture.seed)
  // Consecutive for the pictures of one request, so that neighbours differ in motif and palette.
  const variant = parseInt(picture.seed.slice(0, 4), 16)
  const palette = getPalette(paletteNames[variant % paletteNames.length]!, picture.style)
  const motif = motifNames[variant % motifNames.length]!
  motifs[motif]!({
    canvas,
    palette,
    random,
    detail: detailOf[picture.quality ?? ''] ?? 'medium',
    transparent: picture.background === 'transparent',
    phase,
    unit: Math.min(canvas.width, canvas.height)
  })
  return { palette, motif }
}
