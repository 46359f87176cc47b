/** The art of a picture: one motif in one palette, both chosen by the seed. */
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
  /** The name of the motif that the seed chose. */
  motif: string
}

export const motifs: Readonly<Record<string, Motif>> = {
  mountains, seascape, garden, ribbons, arches, orbits, tiles
}

const motifNames = Object.keys(motifs)

/** Draws the picture's art on all of the canvas, without lettering. Deterministic: same arguments, same pixels everywhere. */
export function compose (picture: Pick<Picture, 'seed' | 'quality' | 'style'>, canvas: Canvas): Composition {
  const random = new RandomGenerator(picture.seed)
  // The pictures of one request have successive numbers here: so they differ in motif and in palette.
  const family = parseInt(picture.seed.slice(0, 4), 16)
  const palette = getPalette(paletteNames[family % paletteNames.length]!, picture.style)
  const motif = motifNames[family % motifNames.length]!
  motifs[motif]!({ canvas, palette, random, highDetail: picture.quality === 'hd', unit: Math.min(canvas.width, canvas.height) })
  return { palette, motif }
}
