/** Motif: a still life of vases, flowers and fruit on a table. */
import { Gradient, brightness, mix, type Color } from '../../raster/color.js'
import { box, disc, intersection, leaf, onCircle, stroke, type Point } from '../../raster/shapes.js'
import { Oval, Silhouette } from '../../raster/silhouettes.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { paintDaisy, paintGlobe, paintTulip, paintTwig } from './plants.js'

/** Half widths of vessels from the top to the bottom. */
const vases = {
  amphora: [0.34, 0.3, 0.32, 0.62, 0.95, 1, 0.84, 0.56, 0.4, 0.44],
  bottle: [0.17, 0.2, 0.18, 0.18, 0.24, 0.55, 0.68, 0.7, 0.7, 0.66],
  pot: [0.82, 0.78, 0.86, 0.97, 1, 0.97, 0.88, 0.76],
  gourd: [0.3, 0.34, 0.52, 0.5, 0.44, 0.76, 0.98, 1, 0.86, 0.5],
  cone: [0.3, 0.36, 0.44, 0.52, 0.6, 0.68, 0.76, 0.82]
}
const pear = [0, 0.26, 0.36, 0.42, 0.58, 0.86, 1, 0.96, 0.7, 0.3]

interface Room {
  wall: Color
  table: Color
  /** The y of the far edge of the table. */
  edge: number
}

export function stillLife (scene: Scene): void {
  const { canvas, palette, random, transparent, unit } = scene
  const { width } = canvas
  const room = chooseRoom(scene)
  if (!transparent) paintRoom(scene, room)
  const middle = width * (transparent ? 0.5 : random.float(0.42, 0.58))
  const reach = Math.min(width * 0.42, unit * 0.7)
  const foot = room.edge + unit * 0.055
  if (transparent) canvas.fill(new Oval({ x: middle, y: foot }, reach * 1.08, unit * 0.05, unit * 0.075), room.table)
  const colors = random.shuffle([palette.tones[1]!, palette.tones[2]!, palette.tones[3]!, palette.sun])
  const [vase = colors[0]!, other = colors[1]!] = colors.filter(color => differ(color, room.wall))
  const side = random.pick([-1, 1])
  const height = Math.min(unit * lift(scene) * random.float(0.32, 0.44), room.edge * 0.5)
  paintVase(scene, { x: middle + side * reach * 0.42, y: foot - unit * 0.01 }, height, vase, true)
  const hasPair = random.boolean(0.6)
  if (hasPair) {
    const place = { x: middle - side * reach * random.float(0.42, 0.54), y: foot - unit * 0.005 }
    paintVase(scene, place, unit * lift(scene) * random.float(0.22, 0.32), other, random.boolean(0.35))
  }
  const [fruit = palette.sun, ripe = palette.tones[0]!] = colors.filter(color => differ(color, room.table) && color !== vase)
  const heap = { x: middle - side * reach * (hasPair ? 0.06 : random.float(0.22, 0.4)), y: foot + unit * 0.025 }
  paintFruits(scene, heap, [fruit, ripe], !hasPair)
}

function chooseRoom ({ canvas: { height }, palette, random, transparent, unit }: Scene): Room {
  const edge = Math.round(transparent ? height * 0.6 : Math.max(height * random.float(0.52, 0.63), height - unit * 0.9))
  const wall = random.pick([palette.low, palette.high, mix(palette.low, palette.tones[0]!, 0.5)])
  const tables = random.shuffle([palette.tones[3]!, palette.tones[4]!, mix(palette.tones[2]!, palette.low, 0.2)])
  return { edge, wall, table: tables.find(color => differ(color, wall)) ?? palette.tones[0]! }
}

/** Returns whether the difference of brightness of two colours is clearly visible. */
function differ (one: Color, other: Color): boolean {
  return Math.abs(brightness(one) - brightness(other)) > 34
}

/** Paints a row or a heap of fruit, and one that lies apart. */
function paintFruits (scene: Scene, at: Point, colors: readonly [Color, Color], isHeap: boolean): void {
  const { random, unit } = scene
  const paintFruit = random.pick([paintApple, paintApple, paintPear, paintLemon])
  const radius = unit * random.float(0.056, 0.074)
  const row = byDetail(scene, 2, random.integer(2, 3), 3)
  const apart = random.pick([-1, 1])
  // The places from back to front, in radii.
  const places = [
    ...Array.from({ length: row - 1 }, (_, index) => ({ x: (2 * index - row + 2) * 0.98, y: -1.35 })),
    ...Array.from({ length: row }, (_, index) => ({ x: (2 * index - row + 1) * 0.98, y: 0 })),
    { x: apart * (row + 1.6), y: 0.35 }
  ]
  // Pears do not lie on each other.
  for (const { x, y } of !isHeap || paintFruit === paintPear ? places.slice(row - 1) : places) {
    paintFruit(scene, { x: at.x + x * radius, y: at.y + y * radius }, radius, colors[random.boolean(0.7) ? 0 : 1])
  }
}

/** Paints the wall and the table. */
function paintRoom (scene: Scene, { wall, table, edge }: Room): void {
  const { canvas, palette, random, detail, unit } = scene
  const { width, height } = canvas
  const isFlat = detail === 'low'
  canvas.fillRows(isFlat ? wall : new Gradient(mix(wall, palette.high, 0.4), wall, 0, edge))
  random.pick([paintStripes, paintNiche, paintDisc, paintPanel, paintWindow])(scene, wall, edge)
  canvas.fillRows(isFlat ? table : new Gradient(table, mix(table, palette.tones[4]!, 0.4), edge, height), edge)
  if (!isFlat) canvas.fill(box(0, edge, width, edge + Math.max(1, Math.round(unit * 0.006))), mix(table, palette.low, 0.35))
}

function paintStripes ({ canvas, palette, random, unit }: Scene, wall: Color, edge: number): void {
  const step = Math.max(2, Math.round(unit * random.float(0.07, 0.13)))
  for (let left = Math.round(step * random.next()); left < canvas.width; left += step * 2) {
    canvas.fill(box(left, 0, left + step, edge), mix(wall, palette.tones[2]!, 0.16))
  }
}

function paintNiche ({ canvas, palette, random, unit }: Scene, wall: Color, edge: number): void {
  const x = canvas.width * random.float(0.35, 0.65)
  const half = unit * random.float(0.28, 0.4)
  canvas.fill(new Oval({ x, y: Math.max(unit * 0.06, edge - unit * 0.6) + half }, half, half, Infinity), mix(wall, palette.tones[2]!, 0.16))
}

function paintDisc ({ canvas, palette, random, unit }: Scene, wall: Color, edge: number): void {
  const x = canvas.width * random.float(0.35, 0.65)
  canvas.fill(disc(x, edge - unit * 0.3, unit * random.float(0.24, 0.36)), mix(wall, random.pick([palette.sun, palette.tones[1]!]), 0.5))
}

function paintPanel ({ canvas, palette, random, unit }: Scene, wall: Color, edge: number): void {
  const color = mix(wall, random.pick([palette.tones[1]!, palette.tones[2]!, palette.tones[3]!]), 0.6)
  canvas.fillRows(color, Math.round(edge - unit * random.float(0.16, 0.34)), edge)
}

function paintWindow ({ canvas, palette, random, unit }: Scene, wall: Color, edge: number): void {
  const x = canvas.width * random.float(0.35, 0.65)
  const sill = edge - unit * 0.12
  const [half, height, bar] = [unit * 0.26, unit * 0.44, Math.max(2, unit * 0.012)]
  const frame = mix(wall, 0xffffff, 0.45)
  const view = box(x - half, sill - height, x + half, sill)
  canvas.fill(box(x - half - bar, sill - height - bar, x + half + bar, sill + bar), frame)
  canvas.fill(view, new Gradient(palette.high, mix(palette.low, palette.sun, 0.25), sill - height, sill))
  canvas.fill(intersection(disc(x - half * 0.4, sill + half * 0.9, half * 1.3), view), palette.tones[1]!)
  canvas.fill(intersection(disc(x + half * 0.8, sill + half * 0.9, half * 1.1), view), palette.tones[2]!)
  canvas.fill(box(x - bar / 2, sill - height, x + bar / 2, sill), frame)
  canvas.fill(box(x - half, sill - height / 2 - bar / 2, x + half, sill - height / 2 + bar / 2), frame)
}

function paintVase (scene: Scene, foot: Point, height: number, color: Color, hasFlowers: boolean): void {
  const { canvas, palette, random, detail, unit } = scene
  const name = random.pick(['amphora', 'bottle', 'pot', 'gourd', 'cone'] as const)
  const widths = vases[name]
  const tall = name === 'pot' ? height * 0.7 : height
  const half = height * random.float(0.34, 0.42)
  const top = foot.y - tall
  if (hasFlowers) {
    const paintPlant = random.pick([paintTwig, paintDaisy, paintTulip, paintGlobe])
    const stems = byDetail(scene, 2, random.integer(2, 3), random.integer(3, 5))
    for (let stem = 0; stem < stems; stem++) {
      const lean = ((stem + 0.5) / stems - 0.5) * random.float(0.7, 1)
      const start = { x: foot.x + half * widths[0]! * lean, y: top + unit * 0.03 }
      const color = palette.tones[random.integer(2, 3)]!
      const length = Math.min(height * random.float(0.8, 1.05), start.y - unit * 0.03) * (1 - 0.3 * Math.abs(lean))
      paintPlant(scene, start, length, color, lean * 0.9)
    }
  }
  canvas.fill(new Oval({ x: foot.x + half * 0.25, y: foot.y }, half * 0.95, unit * 0.008, unit * 0.016), palette.tones[4]!, 0.3)
  canvas.fill(new Silhouette(widths, foot.x, top, foot.y, half), color)
  if (detail === 'low') return
  canvas.fill(new Silhouette(widths, foot.x, top, foot.y, half, { from: 0.25, to: 1 }), mix(color, palette.tones[4]!, 0.25))
  const band = intersection(new Silhouette(widths, foot.x, top, foot.y, half), box(0, top + tall * 0.5, canvas.width, top + tall * 0.62))
  if (random.boolean(0.5)) canvas.fill(band, mix(palette.low, color, 0.2))
  if (detail === 'high') canvas.fill(new Silhouette(widths, foot.x, top, foot.y, half, { from: -0.72, to: -0.58 }), 0xffffff, 0.3)
}

function paintApple (scene: Scene, { x, y }: Point, radius: number, color: Color): void {
  const { canvas, palette } = scene
  paintRound(scene, { x, y: y - radius }, radius, color)
  const stem = { x, y: y - radius * 1.9 }
  canvas.fill(stroke({ x, y: y - radius * 1.7 }, onCircle(stem, radius * 0.5, 0.04), Math.max(1, radius * 0.1)), palette.tones[4]!)
  canvas.fill(leaf(stem, onCircle(stem, radius * 0.7, 0.17 + 0.015 * swing(scene)), radius * 0.17, radius * 0.12), palette.tones[3]!)
}

function paintPear (scene: Scene, { x, y }: Point, radius: number, color: Color): void {
  const { canvas, palette, detail } = scene
  const top = y - radius * 2.6
  canvas.fill(new Oval({ x: x + radius * 0.2, y }, radius, radius * 0.12, radius * 0.2), palette.tones[4]!, 0.3)
  canvas.fill(new Silhouette(pear, x, top, y, radius), color)
  if (detail !== 'low') canvas.fill(new Silhouette(pear, x, top, y, radius, { from: 0.3, to: 1 }), mix(color, palette.tones[4]!, 0.25))
  const stem = stroke({ x, y: top + radius * 0.1 }, { x: x + radius * 0.15, y: top - radius * 0.4 }, Math.max(1, radius * 0.1))
  canvas.fill(stem, palette.tones[4]!)
}

function paintLemon (scene: Scene, { x, y }: Point, radius: number, color: Color): void {
  const { canvas } = scene
  const middle = y - radius * 0.84
  canvas.fill(leaf({ x: x - radius * 1.5, y: middle }, { x: x + radius * 1.5, y: middle }, radius * 0.42, radius * 0.42), color)
  paintRound(scene, { x, y: middle }, radius * 1.2, color, radius * 0.84)
}

function paintRound (scene: Scene, { x, y }: Point, half: number, color: Color, radius = half): void {
  const { canvas, palette, detail } = scene
  canvas.fill(new Oval({ x: x + half * 0.2, y: y + radius }, half, radius * 0.12, radius * 0.2), palette.tones[4]!, 0.3)
  canvas.fill(new Oval({ x, y }, half, radius), color)
  if (detail !== 'low') canvas.fill(new Oval({ x, y }, half, radius, radius, { from: 0.35, to: 1 }), mix(color, palette.tones[4]!, 0.25))
}
