/** Motif: mountain ridges or hills, paler with distance, some with snow or around a lake. */
import { Gradient, mix, type Color } from '../../raster/color.js'
import { toneAt } from '../palette.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { pill, polygon } from '../../raster/shapes.js'
import { Wave, fillBelow, shadeAbove, shifted, strokeAlong, type Edge } from './edges.js'
import { Ground, chooseHorizon } from './ground.js'
import { paintSky, placeSun } from './sky.js'

/** The form of all ridges of a picture. */
interface Relief {
  /** 0 for smooth hills, up to 1 for sharp peaks. */
  roughness: number
  /** The height of the ridges and the distance of their peaks, as fractions of the unit. */
  height: number
  wavelength: number
  /** A peak that is higher than the others. */
  summit: { x: number, height: number, half: number }
  hasSnow: boolean
  /** How much the farthest ridge is mixed with the sky, and its tone, from 0 (light) to 1 (dark). */
  haze: number
  tone: number
}

export function mountains (scene: Scene): void {
  const { canvas, random, detail, transparent, unit } = scene
  const relief = chooseRelief(scene)
  const highest = canvas.height * random.float(0.32, 0.6)
  const horizon = transparent ? canvas.height * 0.5 : Math.max(chooseHorizon(scene, 0.32, 0.66) - unit * 0.35, highest)
  const ground = new Ground(scene, horizon, 0.36)
  paintSky(scene, placeSun(scene, horizon - (transparent ? relief.height * unit * 0.3 : 0)), horizon + unit * 0.1)
  const layers = byDetail(scene, random.integer(2, 3), random.integer(4, 6), random.integer(7, 9))
  const edges = Array.from({ length: layers }, (_, layer) => {
    const depth = layer / (layers - 1)
    return traceRidge(scene, ground, horizon + (canvas.height * 0.86 - horizon) * depth * (0.6 + 0.4 * depth), depth, relief)
  })
  const lake = random.boolean(0.35) && !transparent
  for (const [layer, edge] of edges.entries()) {
    const depth = layer / (layers - 1)
    if (lake && layer === layers - 1) paintLake(scene, Math.round(horizon + (canvas.height - horizon) * 0.42))
    paintRidge(scene, edge, depth, relief)
    if (layer < layers - 1) paintMist(scene, ground, edge, ridgeColor(scene, depth, relief))
    if (relief.roughness > 0 && detail === 'high' && depth > 0.55) paintFirs(scene, edge, depth, relief)
  }
  ground.finish()
}

function chooseRelief ({ canvas, random, transparent, unit }: Scene): Relief {
  const roughness = random.boolean(0.6) ? random.float(0.6, 1) : 0
  const slope = random.float(0.9, 1.6)
  const height = unit * (transparent ? random.float(0.18, 0.34) : random.float(0.1, 0.34))
  return {
    roughness,
    height: roughness > 0 ? random.float(0.2, 0.36) : random.float(0.12, 0.26),
    wavelength: random.float(0.3, 0.62),
    summit: {
      x: canvas.width * (transparent ? random.float(0.35, 0.65) : random.float(0.2, 0.8)),
      height: random.boolean(0.6) || transparent ? height : 0,
      half: height * slope
    },
    hasSnow: roughness > 0 && random.boolean(0.45),
    haze: random.float(0.15, 0.6),
    tone: random.float(0, 0.45)
  }
}

function traceRidge (scene: Scene, ground: Ground, level: number, depth: number, relief: Relief): Edge {
  const { random, unit } = scene
  const { roughness, wavelength, summit } = relief
  const height = unit * lift(scene) * relief.height * (1 - 0.36 * depth)
  const octaves = roughness > 0 ? byDetail(scene, 2, 5, 6) : 2
  const waves = Array.from({ length: octaves }, (_, octave) => new Wave(random, unit * wavelength / (1 << octave)))
  // The summit belongs to the second half of the distance, and vanishes towards the viewer.
  const summitShare = Math.max(0, 1 - 2.6 * Math.abs(depth - 0.25))
  return ground.trace(x => {
    let sum = 0
    let share = 0.5
    for (const wave of waves) {
      const value = wave.at(x)
      const folded = 1 - Math.abs(2 * value - 1)
      sum += share * (value + (folded - value) * roughness)
      share *= roughness > 0 ? 0.47 : 0.25
    }
    const near = Math.max(0, 1 - Math.abs(x - summit.x) / summit.half)
    const rise = roughness > 0 ? near : near * near * (3 - 2 * near)
    return level - height * (sum - 0.45) * 1.5 - summit.height * rise * summitShare
  })
}

function ridgeColor ({ palette }: Scene, depth: number, { haze, tone }: Relief): Color {
  return mix(toneAt(palette, tone + (1 - tone) * depth), palette.low, haze * (1 - depth))
}

function paintRidge (scene: Scene, edge: Edge, depth: number, relief: Relief): void {
  const { canvas, palette, detail, unit } = scene
  const color = ridgeColor(scene, depth, relief)
  if (detail === 'low') return fillBelow(canvas, edge, color)
  const crest = edge.reduce((least, y) => Math.min(least, y))
  const mist = mix(color, palette.low, 0.3 * (1 - depth) + 0.08)
  shadeAbove(canvas, edge, unit * 0.014, mix(palette.tones[4]!, color, 0.3), 0.22)
  if (relief.hasSnow && depth < 0.7) {
    fillBelow(canvas, edge, new Gradient(mix(color, 0xffffff, 0.85), color, crest + unit * 0.05, crest + unit * 0.13))
  } else fillBelow(canvas, edge, new Gradient(color, mist, crest, crest + unit * 0.42))
  if (detail !== 'high') return
  for (let line = 1; line <= 5; line++) {
    const contour = shifted(edge, unit * (0.006 + 0.011 * line * (1 + line * 0.16)))
    strokeAlong(canvas, contour, Math.max(0.7, unit * 0.0016), mist, 0.75 - line * 0.1)
  }
}

/** Paints bars of mist at the foot of a ridge. */
function paintMist (scene: Scene, ground: Ground, edge: Edge, ridge: Color): void {
  const { canvas, palette, random, unit } = scene
  const half = unit * random.float(0.1, 0.26)
  const x = ground.at(random.float(0.15, 0.85))
  const place = x + unit * 0.05 * swing(scene, random.next())
  // Low enough to stay below the ridge at both ends of the bars, even if the ridge is steep.
  const ridgeAt = (x: number) => edge[Math.max(0, Math.min(canvas.width - 1, Math.round(x)))]!
  const y = Math.max(ridgeAt(x), ridgeAt(x - half * 1.2), ridgeAt(x + half * 1.4)) + unit * random.float(0.05, 0.1)
  const color = mix(ridge, palette.low, byDetail(scene, 0.2, 0.32, 0.32))
  canvas.fill(pill(place - half, y, place + half, unit * 0.008), color, 0.8)
  canvas.fill(pill(place - half * 0.5, y + unit * 0.02, place + half * 1.2, unit * 0.006), color, 0.8)
}

function paintLake (scene: Scene, shore: number): void {
  const { canvas, palette, random, unit } = scene
  canvas.fillRows(new Gradient(mix(palette.low, palette.high, 0.3), mix(palette.high, palette.tones[3]!, 0.4), shore, canvas.height), shore)
  const glints = Math.round(canvas.width / unit * byDetail(scene, 4, 14, 40))
  for (let glint = 0; glint < glints; glint++) {
    const far = random.next()
    const half = unit * random.float(0.02, 0.09)
    const [x, y] = [canvas.width * random.next(), shore + (canvas.height - shore) * (0.04 + 0.6 * far * far)]
    canvas.fill(pill(x - half, y, x + half, Math.max(0.7, unit * 0.0024)), mix(palette.low, 0xffffff, 0.4), 0.5)
  }
}

function paintFirs (scene: Scene, edge: Edge, depth: number, relief: Relief): void {
  const { canvas, random, unit } = scene
  const color = ridgeColor(scene, depth, relief)
  let x = unit * random.float(0, 0.1)
  while (x < canvas.width) {
    const height = unit * random.float(0.014, 0.032) * (0.5 + depth)
    const foot = edge[Math.floor(x)]! + height * 0.2
    for (let tier = 0; tier < 3; tier++) {
      const half = height * (0.11 + 0.07 * tier)
      const low = foot - height * (0.66 - 0.33 * tier)
      canvas.fill(polygon({ x, y: low - height * 0.4 }, { x: x + half, y: low }, { x: x - half, y: low }), color)
    }
    x += height * (random.boolean(0.15) ? random.float(2, 6) : random.float(0.3, 0.9))
  }
}
