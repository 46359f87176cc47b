/** The vocabulary of shapes: convex ones, made from discs and half-planes by intersection, and rings in two halves. */
import type { Canvas } from '../../raster/canvas.js'
import { Disc, HalfPlane, HalfRing, Intersection, RoundedBox } from '../../raster/convex.js'
import type { Shape } from '../../raster/scanline-coverage.js'
import type { Paint } from '../../raster/paint.js'

export interface Point { x: number, y: number }

export function disc (x: number, y: number, radius: number): Shape {
  return new Disc(x, y, radius)
}

export function box (left: number, top: number, right: number, bottom: number): Shape {
  return new RoundedBox(left, top, right, bottom, 0)
}

/** A bar with round ends. */
export function pill (left: number, y: number, right: number, radius: number): Shape {
  return new RoundedBox(left, y - radius, right, y + radius, radius)
}

export function intersection (...shapes: Shape[]): Shape {
  return new Intersection(shapes)
}

/** The side of the line from `from` to `to` that lies on the right hand of one walking along it on the screen. */
export function halfPlane (from: Point, to: Point): Shape {
  return new HalfPlane(from, to.x - from.x, to.y - from.y)
}

/** A convex polygon; its corners in clockwise order on the screen. */
export function polygon (...corners: Point[]): Shape {
  const sides = corners.map((corner, index) => halfPlane(corner, corners[(index + 1) % corners.length]!))
  const heights = corners.map(corner => corner.y)
  return new Intersection(sides, Math.min(...heights), Math.max(...heights))
}

/** Two arcs from `base` to `tip`: they bulge by `right` and `left` pixels from the straight line between. */
export function leaf (base: Point, tip: Point, right: number, left: number): Shape {
  const bulge = Math.max(right, left)
  const arcs = [bulged(base, tip, right), bulged(tip, base, left)]
  return new Intersection(arcs, Math.min(base.y, tip.y) - bulge, Math.max(base.y, tip.y) + bulge)
}

/** The disc through both points whose edge passes `sagitta` to the right of the line between them. */
function bulged (from: Point, to: Point, sagitta: number): Shape {
  const run = to.x - from.x
  const rise = to.y - from.y
  const length = Math.sqrt(run * run + rise * rise)
  const radius = (length * length / 4 + sagitta * sagitta) / (2 * sagitta)
  const inward = (radius - sagitta) / length
  return disc((from.x + to.x) / 2 + rise * inward, (from.y + to.y) / 2 - run * inward, radius)
}

/** A straight stroke with flat ends. */
export function stroke (from: Point, to: Point, width: number): Shape {
  const run = to.x - from.x
  const rise = to.y - from.y
  const half = width / 2 / Math.sqrt(run * run + rise * rise)
  const x = -rise * half
  const y = run * half
  return polygon(
    { x: from.x - x, y: from.y - y }, { x: to.x - x, y: to.y - y },
    { x: to.x + x, y: to.y + y }, { x: from.x + x, y: from.y + y }
  )
}

/** Draws the band between two circles around one centre, as far down as `bottom`. */
export function fillRing (
  canvas: Canvas, centre: Point, outer: number, inner: number, paint: Paint, opacity = 1, bottom = Infinity
): void {
  for (const side of [-1, 1]) canvas.fill(new HalfRing(centre, outer, inner, side, bottom), paint, opacity)
}

/** The point at `turn` on the circle: 0 and 1 are the same point, and the way between is covered clockwise from the top. */
export function onCircle (centre: Point, radius: number, turn: number): Point {
  const quarter = Math.floor(turn * 4)
  const along = turn * 4 - quarter
  // The tangent of half the angle, as a polynomial: the same on every machine, which sine and cosine are not.
  const square = along * along
  const slope = along * (0.7854 + square * (0.1615 + square * 0.0531))
  const scale = radius / (1 + slope * slope)
  const across = 2 * slope * scale
  const ahead = (1 - slope * slope) * scale
  const spots = [[across, -ahead], [ahead, across], [-across, ahead], [-ahead, -across]]
  const [x, y] = spots[((quarter % 4) + 4) % 4] as [number, number]
  return { x: centre.x + x, y: centre.y + y }
}
