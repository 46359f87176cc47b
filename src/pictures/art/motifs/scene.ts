/** What every motif is given: where to draw, in which colours, with which luck, and how finely. */
import type { Canvas } from '../../raster/canvas.js'
import type { Chance } from '../chance.js'
import type { Palette } from '../palette.js'

export interface Scene {
  canvas: Canvas
  palette: Palette
  chance: Chance
  /** True for quality hd: the same kind of picture with more in it. */
  highDetail: boolean
  /** The picture's shorter side in pixels: all lengths are shares of it. */
  unit: number
}

/** Paints the whole canvas. */
export type Motif = (scene: Scene) => void
