/** Edges that run across the whole picture, one height per column: crests, dunes, waves, and what lies along them. */
import { perRow, type Canvas, type Paint } from '../canvas.js'
import type { Color } from '../palette.js'
import type { Chance } from '../chance.js'

/** The y of the edge in each column. */
export type Edge = Float64Array

/** A smooth random curve with values from 0 to 1 and one knot per `wavelength` pixels. */
export function createWave (chance: Chance, wavelength: number): (x: number) => number {
  const knots = Array.from({ length: 64 }, () => chance.next())
  const shift = chance.next()
  return x => {
    const place = x / wavelength + shift
    const knot = Math.floor(place)
    const along = place - knot
    const from = knots[knot & 63]!
    return from + (knots[(knot + 1) & 63]! - from) * along * along * (3 - 2 * along)
  }
}

export function traceEdge (width: number, heightAt: (x: number) => number): Edge {
  return new Float64Array(width).map((_, x) => heightAt(x))
}

export function shifted (edge: Edge, by: number): Edge {
  return edge.map(y => y + by)
}

/** Half the height over which the edge crosses each column: more than half a pixel where it is steep. */
function reachAt (edge: Edge, x: number): number {
  const before = edge[Math.max(0, x - 1)]!
  const after = edge[Math.min(edge.length - 1, x + 1)]!
  const slope = (after - before) / 2
  return Math.sqrt(1 + slope * slope) / 2
}

/** Blends the pixels that the edge crosses in one column; returns the first row that lies wholly below it. */
function blendCrossing (canvas: Canvas, edge: Edge, x: number, colorAt: (y: number) => Color): number {
  const y = edge[x]!
  const reach = reachAt(edge, x)
  const solid = Math.max(0, Math.min(canvas.height, Math.ceil(y + reach - 0.5)))
  for (let row = Math.max(0, Math.floor(y - reach + 0.5)); row < solid; row++) {
    canvas.blend(x, row, colorAt(row), Math.max(0, (row + 0.5 - y) / reach / 2 + 0.5))
  }
  return solid
}

/** Paints everything below the edge; where `lower` is given, only as far as what will be painted from that edge on. */
export function fillBelow (canvas: Canvas, edge: Edge, paint: Paint, lower?: Edge | undefined): void {
  const colorAt = perRow(paint)
  const solid = new Int32Array(edge.length).map((_, x) => blendCrossing(canvas, edge, x, colorAt))
  const blocks: Block[] = []
  for (let from = 0; from < solid.length; from += blockWidth) {
    const columns = solid.subarray(from, from + blockWidth)
    const end = lower === undefined ? canvas.height : highest(lower.subarray(from, from + blockWidth)) + lowerMargin
    blocks.push({ from, columns, crest: lowest(columns), trough: highest(columns), end })
  }
  const crest = lowest(solid)
  const trough = lower === undefined ? highest(solid) : canvas.height
  for (let row = crest; row < trough; row++) fillBlocks(canvas, blocks, row, colorAt(row))
  canvas.fillRows(paint, trough)
}

function lowest (numbers: Int32Array): number {
  return numbers.reduce((least, number) => number < least ? number : least)
}

function highest (numbers: Int32Array | Float64Array): number {
  let most = numbers[0]!
  for (let index = 1; index < numbers.length; index++) if (numbers[index]! > most) most = numbers[index]!
  return most
}

/** A row meets most blocks of columns wholly below or wholly above the edge: only the others are looked at column by column. */
interface Block { from: number, columns: Int32Array, crest: number, trough: number, end: number }

const blockWidth = 32

/** The lower edge is blended with what lies under it, over more than one row where it is steep. */
const lowerMargin = 6

function fillBlocks (canvas: Canvas, blocks: readonly Block[], row: number, color: Color): void {
  let from = 0
  let to = 0
  const extend = (start: number, end: number): void => {
    if (start > to) {
      if (to > from) canvas.blendRun(row, from, to, color, 1)
      from = start
    }
    to = end
  }
  for (const block of blocks) {
    if (block.crest > row || block.end <= row) continue
    if (block.trough <= row) extend(block.from, block.from + block.columns.length)
    else {
      for (let column = 0; column < block.columns.length; column++) {
        if (block.columns[column]! <= row) extend(block.from + column, block.from + column + 1)
      }
    }
  }
  if (to > from) canvas.blendRun(row, from, to, color, 1)
}

/** Draws a line of the given thickness along the edge. */
export function strokeAlong (canvas: Canvas, edge: Edge, thickness: number, color: Color, opacity = 1): void {
  for (let x = 0; x < canvas.width; x++) {
    const y = edge[x]!
    const steepness = reachAt(edge, x) * 2
    const reach = (thickness / 2 + 0.5) * steepness
    const end = Math.min(canvas.height, Math.ceil(y + reach))
    for (let row = Math.max(0, Math.floor(y - reach)); row < end; row++) {
      const away = Math.abs(row + 0.5 - y) / steepness
      const cover = Math.max(0, Math.min(1, thickness, thickness / 2 + 0.5 - away))
      canvas.blend(x, row, color, cover * opacity)
    }
  }
}

/** The soft shadow that a sheet of paper, cut along the edge, casts on what lies behind it. */
export function shadeAbove (canvas: Canvas, edge: Edge, depth: number, color: Color, opacity: number): void {
  for (let x = 0; x < canvas.width; x++) {
    const y = edge[x]!
    const end = Math.min(canvas.height, Math.ceil(y + 1))
    for (let row = Math.max(0, Math.floor(y - depth)); row < end; row++) {
      const near = Math.max(0, Math.min(1, 1 - (y - row) / depth))
      canvas.blend(x, row, color, opacity * near * near)
    }
  }
}
