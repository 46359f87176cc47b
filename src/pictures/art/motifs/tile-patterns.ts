/** Patterns of a single tile, each in four orientations. */
import type { Canvas } from '../../raster/canvas.js'
import type { Shape } from '../../raster/scanline-coverage.js'
import type { Color } from '../../raster/color.js'
import { byDetail, type Detail } from '../motif.js'
import { box, disc, intersection, polygon, type Point } from '../../raster/shapes.js'

export interface Tile {
  x: number
  y: number
  size: number
  /** Quarter turns, 0 to 3. */
  quarter: number
  first: Color
  second: Color
  detail: Detail
  /** The factor of radii and widths, which swings around 1 during an animation. */
  swell: number
}

export type TilePattern = (canvas: Canvas, tile: Tile) => void

export const tilePatterns: readonly TilePattern[] = [
  quarterDisc, rainbow, halfDisc, twoHalves, sunInTile, petal, fourPetals, triangle, steps, bars, eye
]

/** The square of a tile, rounded to pixels so that there is no seam between neighbours. */
export function tileFrame ({ x, y, size }: Tile): Shape {
  return box(Math.round(x), Math.round(y), Math.round(x + size), Math.round(y + size))
}

/** Returns a corner of the tile: the upper left one, turned clockwise by the tile's quarters and `offset`. */
function corner ({ x, y, size, quarter }: Tile, offset = 0): Point {
  const turn = (quarter + offset) % 4
  return { x: x + (turn === 1 || turn === 2 ? size : 0), y: y + (turn >= 2 ? size : 0) }
}

function middleOfSide (tile: Tile, offset = 0): Point {
  const from = corner(tile, offset)
  const to = corner(tile, offset + 1)
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
}

function centre ({ x, y, size }: Tile): Point {
  return { x: x + size / 2, y: y + size / 2 }
}

function around (point: Point, radius: number, tile: Tile): Shape {
  return intersection(disc(point.x, point.y, radius), tileFrame(tile))
}

function nested (canvas: Canvas, tile: Tile, point: Point, radius: number, count: number): void {
  for (let ring = 0; ring < count; ring++) {
    const reach = radius * (count - ring) / count * (ring > 0 || count === 1 ? tile.swell : 1)
    canvas.fill(around(point, reach, tile), ring % 2 === 0 ? tile.first : tile.second)
  }
}

function quarterDisc (canvas: Canvas, tile: Tile): void {
  nested(canvas, tile, corner(tile), tile.size, byDetail(tile, 1, 1, 2))
}

function rainbow (canvas: Canvas, tile: Tile): void {
  nested(canvas, tile, corner(tile), tile.size, byDetail(tile, 2, 4, 6))
}

function halfDisc (canvas: Canvas, tile: Tile): void {
  nested(canvas, tile, middleOfSide(tile), tile.size / 2, byDetail(tile, 1, 2, 3))
}

function twoHalves (canvas: Canvas, tile: Tile): void {
  nested(canvas, tile, middleOfSide(tile), tile.size / 2, byDetail(tile, 1, 1, 3))
  nested(canvas, { ...tile, first: tile.second, second: tile.first }, middleOfSide(tile, 2), tile.size / 2, byDetail(tile, 1, 1, 3))
}

function sunInTile (canvas: Canvas, tile: Tile): void {
  nested(canvas, tile, centre(tile), tile.size * 0.4, byDetail(tile, 1, 2, 5))
}

function petal (canvas: Canvas, tile: Tile): void {
  const [one, other] = [corner(tile), corner(tile, 2)]
  canvas.fill(intersection(around(one, tile.size * tile.swell, tile), disc(other.x, other.y, tile.size * tile.swell)), tile.first)
  const { x, y } = centre(tile)
  canvas.fill(disc(x, y, tile.size * 0.13), tile.second)
}

function fourPetals (canvas: Canvas, tile: Tile): void {
  for (let side = 0; side < 4; side++) {
    const [one, other] = [middleOfSide(tile, side), middleOfSide(tile, side + 1)]
    canvas.fill(intersection(around(one, tile.size / 2 * tile.swell, tile), disc(other.x, other.y, tile.size / 2)), tile.first)
  }
  if (tile.detail !== 'high') return
  const { x, y } = centre(tile)
  canvas.fill(disc(x, y, tile.size * 0.09), tile.second)
}

function triangle (canvas: Canvas, tile: Tile): void {
  const middle = centre(tile)
  const { x, y } = { x: middle.x, y: middle.y + (tile.swell - 1) * tile.size }
  canvas.fill(intersection(polygon(corner(tile), corner(tile, 1), corner(tile, 2)), tileFrame(tile)), tile.first)
  canvas.fill(intersection(polygon(corner(tile), corner(tile, 1), { x, y }), tileFrame(tile)), tile.second)
}

function steps (canvas: Canvas, tile: Tile): void {
  const count = byDetail(tile, 2, 2, 4)
  for (let step = 0; step < count; step++) {
    const share = (1 - step / count) * (step > 0 ? tile.swell : 1)
    const { x, y } = corner(tile)
    const far = corner(tile, 2)
    const to = { x: x + (far.x - x) * share, y: y + (far.y - y) * share }
    const square = box(Math.min(x, to.x), Math.min(y, to.y), Math.max(x, to.x), Math.max(y, to.y))
    canvas.fill(intersection(square, tileFrame(tile)), step % 2 === 0 ? tile.first : tile.second)
  }
}

function bars (canvas: Canvas, tile: Tile): void {
  const count = byDetail(tile, 2, 3, 6)
  const { x, y, size } = tile
  for (let bar = 0; bar < count; bar++) {
    const from = (bar + 0.25) * size / count
    const to = from + 0.5 * size / count * tile.swell
    const upright = box(Math.round(x + from), y, Math.round(x + to), y + size)
    const level = box(x, Math.round(y + from), x + size, Math.round(y + to))
    canvas.fill(intersection(tile.quarter % 2 === 0 ? upright : level, tileFrame(tile)), tile.first)
  }
}

function eye (canvas: Canvas, tile: Tile): void {
  canvas.fill(around(corner(tile, 1), tile.size, tile), tile.second)
  canvas.fill(around(corner(tile, 3), tile.size, tile), tile.second)
  const [one, other] = [corner(tile, 1), corner(tile, 3)]
  canvas.fill(intersection(around(one, tile.size * tile.swell, tile), disc(other.x, other.y, tile.size)), tile.first)
}
