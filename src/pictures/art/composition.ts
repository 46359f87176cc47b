/** Art of a picture: the seed selects a motif and a palette. */
import type { Canvas } from '../raster/canvas.js'
import { RandomGenerator } from './random-generator.js'
import { getPalette, paletteNames, type Palette } from './palette.js'
import type { Motif } from './motif.js'
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

/** Draws the art of a picture on the whole canvas. Equal arguments yield equal pixels on every machine. */
export function compose (picture: Pick<Picture, 'seed' | 'quality' | 'style'>, canvas: Canvas): Composition {
  const random = new RandomGenerator(picture.seed)
  // Consecutive for the pictures of one request, so that neighbours differ in motif and palette.
  const variant = parseInt(picture.seed.slice(0, 4), 16)
  const palette = getPalette(paletteNames[variant % paletteNames.length]!, picture.style)
  const motif = motifNames[variant % motifNames.length]!
  motifs[motif]!({ canvas, palette, random, highDetail: picture.quality === 'hd', unit: Math.min(canvas.width, canvas.height) })
  return { palette, motif }
}
