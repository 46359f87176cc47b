/** The interface of a motif: one kind of picture, drawn on a whole canvas. */
import type { Canvas } from '../raster/canvas.js'
import { onCircle } from '../raster/shapes.js'
import type { Palette } from './palette.js'
import type { RandomGenerator } from './random-generator.js'

export const details = ['low', 'medium', 'high'] as const

/** How much a picture shows: `low` has few, flat shapes, `high` has many and fine lines. */
export type Detail = typeof details[number]

/** What the sky of a landscape shows besides its colours, and besides stars if it is dark. */
export type SkyContent = 'sun' | 'moon' | 'clouds' | 'birds' | 'nothing'

/** The arguments of a motif. */
export interface Scene {
  canvas: Canvas
  palette: Palette
  /** The only source of variation: the same seed yields the same picture. */
  random: RandomGenerator
  /** The same kind of picture with more or less detail. */
  detail: Detail
  /** What the sky shows, if the motif has a sky. */
  sky: SkyContent
  /** If true, only the subject is painted, and the pixels around it stay transparent. */
  transparent: boolean
  /** The time of an animated scene, from 0 up to, but not including, 1. The scene at 1 would be the one at 0. */
  phase: number
  /** The picture's shorter side in pixels. All lengths are fractions of it. */
  unit: number
}

/**
 * Paints the whole canvas, or the subject of a transparent picture. A motif calls `random` in the same order at each phase,
 * and avoids `Math.sin`, `Math.cos` and `Math.pow`, whose results differ between machines.
 */
export type Motif = (scene: Scene) => void

/** Returns the value for the detail of a scene. */
export function byDetail<Value> ({ detail }: Pick<Scene, 'detail'>, low: Value, medium: Value, high: Value): Value {
  return detail === 'low' ? low : detail === 'medium' ? medium : high
}

/** Returns a number between -1 and 1 that swings once during an animation. Parts with different `start` swing one after the other. */
export function swing ({ phase }: Pick<Scene, 'phase'>, start = 0): number {
  return onCircle({ x: 0, y: 0 }, 1, phase + start).x
}

/** Returns how much larger things are that have room above them: more than 1 in a picture that is higher than wide. */
export function lift ({ canvas, unit }: Pick<Scene, 'canvas' | 'unit'>): number {
  return Math.min(1.5, Math.sqrt(canvas.height / unit))
}
