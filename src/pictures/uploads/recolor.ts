/** Colours of variations: the hues of an image turned around the colour circle, and mixed with a tint, so that grey changes too. */
import type { Color } from '../raster/color.js'
import { onCircle } from '../raster/shapes.js'

/** Returns the new colour of a pixel from its red, green and blue, each from 0 to 255. */
export type Recolor = (red: number, green: number, blue: number) => Color

/** The weight of each channel in the brightness, as in the filter `hue-rotate` of CSS. */
const weights = [0.213, 0.715, 0.072] as const

/** The change of a hue by a quarter turn: each row is a channel of the result. */
const quarterTurn = [[-0.213, -0.715, 0.928], [0.143, 0.14, -0.283], [-0.787, 0.715, 0.072]] as const

/** A prime number of hues, so that no variation has the original ones and neighbours differ by a third of the circle. */
const hues = 11
const hueStep = 4

/** The share of the tint in the result. */
const tintShare = 0.28

/** 1 in fixed-point numbers with 16 fractional bits: integers have the same results on every machine. */
const one = 1 << 16

export function keepColor (red: number, green: number, blue: number): Color {
  return blue << 16 | green << 8 | red
}

/** Creates the function that changes the colours for the variation with this index, from 0 to 9. */
export function createRecolor (index: number): Recolor {
  const turn = (index + 1) * hueStep % hues / hues
  const { x: sine, y } = onCircle({ x: 0, y: 0 }, 1, turn)
  const [r, g, b] = weights.map((_, row) => {
    const [fromRed, fromGreen, fromBlue] = weights.map((weight, column) =>
      fixed((1 - tintShare) * (weight - y * ((row === column ? 1 : 0) - weight) + sine * quarterTurn[row]![column]!)))
    return { fromRed, fromGreen, fromBlue, constant: fixed(255 * tintShare * tintOf(turn + (3 - row) / 3) + 0.5) }
  }) as [Channel, Channel, Channel]
  return (red, green, blue) =>
    channelOf(b, red, green, blue) << 16 | channelOf(g, red, green, blue) << 8 | channelOf(r, red, green, blue)
}

interface Channel { fromRed: number, fromGreen: number, fromBlue: number, constant: number }

function channelOf ({ fromRed, fromGreen, fromBlue, constant }: Channel, red: number, green: number, blue: number): number {
  const value = (fromRed * red + fromGreen * green + fromBlue * blue + constant) >> 16
  return value < 0 ? 0 : value > 255 ? 255 : value
}

/** Returns the red of a pure hue, from 0 to 1. Its green and blue are the red of the hues a third and two thirds of a turn before it. */
function tintOf (turn: number): number {
  return Math.min(1, Math.max(0, Math.abs(6 * (turn % 1) - 3) - 1))
}

function fixed (value: number): number {
  return Math.round(value * one)
}
