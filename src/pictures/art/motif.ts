/** The interface of a motif: one kind of picture, drawn on a whole canvas. */
import type { Canvas } from '../raster/canvas.js'
import type { Palette } from './palette.js'
import type { RandomGenerator } from './random-generator.js'

export type Detail = 'low' | 'medium' | 'high'

/** The arguments of a motif. */
export interface Scene {
  canvas: Canvas
  palette: Palette
  /** The only source of variation: the same seed yields the same picture. */
  random: RandomGenerator
  /** The same kind of picture with more or less detail. */
  detail: Detail
  /** If true, only the subject is painted, and the pixels around it stay transparent. */
  transparent: boolean
  /** The time of an animated scene, from 0 up to, but not including, 1. The scene at 1 would be the one at 0. */
  phase: number
  /** The picture's shorter side in pixels. All lengths are fractions of it. */
  unit: number
}

/**
 * Paints the whole canvas. A motif calls `random` in a fixed order and avoids `Math.sin`, `Math.cos` and `Math.pow`,
 * whose results differ between machines.
 */
export type Motif = (scene: Scene) => void
