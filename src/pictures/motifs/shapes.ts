/** The vocabulary of shapes: convex ones, made from discs and half-planes by intersection, and rings in two halves. */
import type { Canvas, Paint, Shape } from '../canvas.js'

export interface Point { x: number, y: number }

export function disc (x: number, y: number, radius: number): Shape {
  return {
    top: y - radius,
    bottom: y + radius,
    narrow (at, span) {
      const half = Math.sqrt(Math.max(0, radius * radius - (at - y) * (at - y)))
      if (x - half > span.left) span.left = x - half
      if (x + half < span.right) span.right = x + half
    }
  }
}

export function box (left: number, top: number, right: number, bottom: number): Shape {
  return {
    top,
    bottom,
    narrow (_, span) {
      if (left > span.left) span.left = left
      if (right < span.right) span.right = right
    }
  }
}

/** A bar with round ends. */
export function pill (left: number, y: number, right: number, radius: number): Shape {
  return {
    top: y - radius,
    bottom: y + radius,
    narrow (at, span) {
      const cap = radius - Math.sqrt(Math.max(0, radius * radius - (at - y) * (at - y)))
      span.left = Math.max(span.left, left + cap)
      span.right = Math.min(span.right, right - cap)
    }
  }
}

export function intersection (...shapes: Shape[]): Shape {
  return {
    top: Math.max(...shapes.map(shape => shape.top)),
    bottom: Math.min(...shapes.map(shape => shape.bottom)),
    narrow (at, span) {
      for (const shape of shapes) shape.narrow(at, span)
    }
  }
}

/** The side of the line from `from` to `to` that lies on the right hand of one walking along it on the screen. */
export function halfPlane (from: Point, to: Point): Shape {
  const rise = to.y - from.y
  const run = to.x - from.x
  const slope = run / rise
  return {
    top: -Infinity,
    bottom: Infinity,
    narrow (at, span) {
      if (rise > 0) span.right = Math.min(span.right, from.x + slope * (at - from.y))
      else if (rise < 0) span.left = Math.max(span.left, from.x + slope * (at - from.y))
      else if ((at - from.y) * run < 0) span.right = span.left
    }
  }
}

/** A convex polygon; its corners in clockwise order on the screen. */
export function polygon (...corners: Point[]): Shape {
  const sides = corners.map((corner, index) => halfPlane(corner, corners[(index + 1) % corners.length]!))
  return {
    ...intersection(...sides),
    top: Math.min(...corners.map(corner => corner.y)),
    bottom: Math.max(...corners.map(corner => corner.y))
  }
}

/** Two arcs from `base` to `tip`: they bulge by `right` and `left` pixels from the straight line between. */
export function leaf (base: Point, tip: Point, right: number, left: number): Shape {
  const bulge = Math.max(right, left)
  return {
    ...intersection(bulged(base, tip, right), bulged(tip, base, left)),
    top: Math.min(base.y, tip.y) - bulge,
    bottom: Math.max(base.y, tip.y) + bulge
  }
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
  for (const side of [-1, 1]) canvas.fill(halfRing(centre, outer, inner, side, bottom), paint, opacity)
}

function halfRing ({ x, y }: Point, outer: number, inner: number, side: number, bottom: number): Shape {
  const rim = disc(x, y, outer)
  // Where the hole does not reach, the halves meet between two columns and so leave no seam.
  const seam = Math.round(x)
  return {
    top: rim.top,
    bottom: Math.min(rim.bottom, bottom),
    narrow (at, span) {
      rim.narrow(at, span)
      const half = Math.sqrt(Math.max(0, inner * inner - (at - y) * (at - y)))
      const border = half < 0.5 ? seam : x + side * half
      if (side < 0) span.right = Math.min(span.right, border)
      else span.left = Math.max(span.left, border)
    }
  }
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
