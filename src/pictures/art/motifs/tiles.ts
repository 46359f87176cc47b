/** Motif: Bauhaus tiles with geometric patterns on a grid, some of them divided into four. */
import { brightness, type Color } from '../../raster/color.js'
import { RoundedBox } from '../../raster/shapes.js'
import { byDetail, swing, type Scene } from '../motif.js'
import type { RandomGenerator } from '../random-generator.js'
import { tileFrame, tilePatterns, type Tile } from './tile-patterns.js'

/** The minimum difference of brightness between a pattern and its background, out of 255. */
const minContrast = 45

interface Place { x: number, y: number, size: number }

export function tiles (scene: Scene): void {
  const { canvas, palette, random, detail, transparent } = scene
  if (!transparent) canvas.fillRows(palette.low)
  const { left, top, size, columns, rows } = chooseGrid(scene)
  // Fewer colours than the palette has, so that each picture has a character of its own.
  const colors = random.shuffle([...palette.tones, palette.sun, palette.low]).slice(0, random.integer(4, 7))
  const favourites = random.shuffle(tilePatterns).slice(0, random.integer(2, 5))
  const divided = byDetail(scene, 0, 0.3, 0.5)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) layTile({ x: left + column * size, y: top + row * size, size }, 1)
  }
  if (transparent) canvas.eraseOutside(new RoundedBox(left, top, left + columns * size, top + rows * size, size * 0.22))

  function layTile (place: Place, divisions: number): void {
    if (divisions === 0 || !random.boolean(divided)) return paintTile(place)
    const half = place.size / 2
    for (const [right, down] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
      layTile({ x: place.x + right * half, y: place.y + down * half, size: half }, divisions - 1)
    }
  }

  function paintTile (place: Place): void {
    const [ground, first, second] = chooseColors(colors, random)
    // 1 at the phase 0, so that the patterns of neighbouring tiles meet exactly.
    const swell = 1 + random.pick([-0.08, 0.05, 0.08]) * swing(scene)
    const tile: Tile = { ...place, quarter: random.integer(0, 3), first, second, detail, swell }
    canvas.fill(tileFrame(tile), ground)
    random.pick(favourites)(canvas, tile)
  }
}

/** Chooses the number of tiles along the shorter side. The tiles of a transparent picture keep away from its borders. */
function chooseGrid (scene: Scene): { left: number, top: number, size: number, columns: number, rows: number } {
  const { canvas, random, transparent, unit } = scene
  const margin = transparent ? unit * 0.06 : 0
  const [width, height] = [canvas.width - 2 * margin, canvas.height - (transparent ? 2.4 : 0) * margin]
  const across = random.pick(byDetail(scene, [2, 3], [3, 4, 4, 5], [4, 5, 6]))
  // An even number of pixels, so that no edge of a tile or of its quarters is between two pixels.
  const half = Math.min(width, height) / across / 2
  const size = 2 * (transparent ? Math.floor(half) : Math.ceil(half))
  const [columns, rows] = transparent
    ? [Math.floor(width / size), Math.floor(height / size)]
    : [Math.ceil(width / size), Math.ceil(height / size)]
  // What does not fit is cut off at both sides, or left free.
  const left = Math.round((canvas.width - columns * size) / 2)
  const top = Math.round(margin + (height - rows * size) / 2)
  return { left, top, size, columns, rows }
}

/** Chooses a background and two colours with enough contrast to it. */
function chooseColors (colors: readonly Color[], random: RandomGenerator): [Color, Color, Color] {
  const [ground, ...others] = random.shuffle(colors) as [Color, ...Color[]]
  const contrast = (color: Color): number => Math.abs(brightness(color) - brightness(ground))
  const first = others.find(color => contrast(color) > minContrast) ?? others[0]!
  const second = others.find(color => color !== first && contrast(color) > minContrast / 3) ?? others[1]!
  return [ground, first, second]
}
