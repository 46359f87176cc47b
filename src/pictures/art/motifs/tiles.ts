/** Motif: Bauhaus tiles with geometric patterns on a grid, some of them divided into four. */
import { brightness, type Color } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import type { RandomGenerator } from '../random-generator.js'
import { tileFrame, tilePatterns, type Tile } from './tile-patterns.js'

/** The minimum difference of brightness between a pattern and its background, out of 255. */
const minContrast = 45

export function tiles (scene: Scene): void {
  const { canvas, palette, random, detail } = scene
  canvas.fillRows(palette.low)
  const size = tileSize(scene)
  const colors = [...palette.tones, palette.sun, palette.low]
  const columns = Math.ceil(canvas.width / size)
  const rows = Math.ceil(canvas.height / size)
  const favourites = random.shuffle(tilePatterns).slice(0, random.integer(3, 6))
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      layTile({ x: column * size, y: row * size, size }, 1)
    }
  }

  function layTile (place: { x: number, y: number, size: number }, divisions: number): void {
    if (divisions === 0 || !random.boolean(detail === 'high' ? 0.5 : 0.3)) return paintTile(place)
    const half = place.size / 2
    for (const [right, down] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
      layTile({ x: place.x + right * half, y: place.y + down * half, size: half }, divisions - 1)
    }
  }

  function paintTile (place: { x: number, y: number, size: number }): void {
    const [ground, first, second] = chooseColors(colors, random)
    const tile: Tile = { ...place, quarter: random.integer(0, 3), first, second, detail }
    canvas.fill(tileFrame(tile), ground)
    random.pick(favourites)(canvas, tile)
  }
}

/** Chooses a size that divides both sides of the picture, so that no tile is cut off. */
function tileSize ({ canvas, random, unit, detail }: Scene): number {
  const long = Math.max(canvas.width, canvas.height)
  const fitting = [2, 3, 4, 5, 6, 8].filter(count => (long * count) % unit === 0)
  const preferred = fitting.filter(count => detail === 'high' ? count > 2 && count < 7 : count < 6)
  return unit / random.pick(preferred.length > 0 ? preferred : [4])
}

/** Chooses a background and two colours with enough contrast to it. */
function chooseColors (colors: readonly Color[], random: RandomGenerator): [Color, Color, Color] {
  const [ground, ...others] = random.shuffle(colors) as [Color, ...Color[]]
  const contrast = (color: Color): number => Math.abs(brightness(color) - brightness(ground))
  const first = others.find(color => contrast(color) > minContrast) ?? others[0]!
  const second = others.find(color => color !== first && contrast(color) > minContrast / 3) ?? others[1]!
  return [ground, first, second]
}
