/** Ground of a landscape: it reaches the borders of the picture, or is an island with a curved underside if that is transparent. */
import { Oval } from '../../raster/silhouettes.js'
import type { Scene } from '../motif.js'
import { traceEdge, type Edge } from './edges.js'

/** The height of the shadows above the rim, as a fraction of the unit, which must not reach beyond the ends of an island. */
const shadowHeight = 0.02

/** Half of the island's width as a share of the picture's. */
const halfShare = 0.46

/** Chooses a horizon between two shares of the height. In a high picture it is lower, so that the ground is not empty. */
export function chooseHorizon ({ canvas, random, unit }: Scene, highest: number, lowest: number): number {
  return Math.round(Math.max(canvas.height * random.float(highest, lowest), canvas.height - unit * 0.95))
}

export class Ground {
  /** The row of the horizon, and of the island's rim. */
  readonly level: number
  readonly #scene: Scene
  readonly #half: number
  readonly #depth: number

  /** `depth` is the height of an island below its rim, as a fraction of the unit. */
  constructor (scene: Scene, level: number, depth = 0.3) {
    const { canvas, unit } = scene
    this.#scene = scene
    this.level = Math.round(level)
    this.#half = canvas.width * halfShare
    this.#depth = Math.min(canvas.height * 0.97 - this.level, unit * depth)
  }

  /** Returns the x at a share of the ground's width, from 0 to 1. On an island, things stand away from its ends. */
  at (share: number): number {
    const { canvas, transparent } = this.#scene
    return transparent ? canvas.width / 2 + this.#half * 1.64 * (share - 0.5) : canvas.width * share
  }

  /** Traces an edge. On an island, hills above the rim become lower towards its ends. */
  trace (heightAt: (x: number) => number): Edge {
    const { canvas: { width }, transparent } = this.#scene
    if (!transparent) return traceEdge(width, heightAt)
    return traceEdge(width, x => {
      const y = heightAt(x)
      const away = (x + 0.5 - width / 2) / this.#half
      return y < this.level ? this.level + (y - this.level) * Math.max(0, 1 - away * away * away * away) : y
    })
  }

  /** Cuts out the island. Call it when the ground is painted, before what hangs over its ends. */
  finish (): void {
    const { canvas, transparent, unit } = this.#scene
    if (!transparent) return
    const top = Math.max(0, this.level - Math.ceil(unit * shadowHeight) - 1)
    canvas.eraseOutside(new Oval({ x: canvas.width / 2, y: this.level }, this.#half, Infinity, this.#depth), top)
  }
}
