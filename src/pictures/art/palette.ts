/** Colour palettes: hand-picked swatches, adjusted to the requested style. */
import { brightness, mix, pack, type Color, type Rgb } from '../raster/color.js'

export interface Palette {
  name: string
  /** The colours at the top and the bottom of the sky, or two background colours that match. */
  high: Color
  low: Color
  /** Five colours, from the lightest (far away) to the darkest (near). */
  tones: readonly Color[]
  /** The accent colour: the sun. */
  sun: Color
  /** The background of the caption card, and the text on it. Their contrast is at least 7:1. */
  cardColor: Rgb
  textColor: Rgb
}

type Style = string | undefined

/** The swatches of each palette: `high`, `low`, five `tones`, `sun`, `cardColor`, `textColor`. */
const swatchesOf = {
  ember: '3d1f4e f4a259 e76f51 c8443f 96284a 5f1b47 2f1238 ffe1a8 fff4e3 2a1030',
  sage: 'dfe8dc f7ead0 b7c9a8 8fae8b 5f8a70 37655a 1d4044 e8825a fbf7ec 17343a',
  midnight: '0b1437 4a64ad 5b7cc4 3f5fa8 2a4488 1a2d66 0d1840 ffd98a f4f1e6 0d1840',
  coral: 'a9dcdb fdebd3 f6a58c ec6a5e 2a9d8f 1b6f78 123f52 ffc857 fff8ec 12384a',
  terracotta: 'f0d3b4 f9eddd e5b08a d08a5f b5613f 8a4030 4d2626 d8452b fbf3e7 3f1e1e',
  lavender: 'c3bcec ffdfd3 b29ddb 8d78c4 6856a6 463b80 282554 ff9f80 faf6ff 231f4d',
  fjord: 'a3cce0 f4f1e0 8fbcd0 5f98b8 38739a 1f4f74 12304c f26b4e f7f9f5 102b45',
  moss: '16302b 86a866 8aa866 5d8155 3c6049 24443b 11271f f2c14e f6f3e1 10261f',
  rosewood: 'f7c9c9 fff0e0 f0a6a0 dc7480 b54a68 7d2f55 421c3d f4b942 fff5f0 3c1838',
  atomic: 'efdcb8 f6ebd3 e9a23b d9622b 2f8f8b 1f5a6b 22313f c43b3b faf1dd 1f2d3a',
  aurora: '0a1f33 2a9088 3fb08f 23857f 17606e 10415a 081f33 d4f29a effaf0 08253a',
  bauhaus: 'e9dcc0 f3ead7 f2b632 e2472f 2b62b4 1b2f5c 191a1f e2472f f7f0e0 191a1f',
  citrus: 'fff0b8 ffd27a ffb03d ff8440 ea5b4b 1f8a70 0f4c4a e63b5c fffae8 0d4341',
  glacier: 'd3e4f3 fbe6e2 b6cfe6 8fb0d6 6a8cbf 4a6699 2a3d66 f58f7f f9fbfd 22335a',
  orchid: '5b2a86 ff7f8c f0618a d63f7d 9a2c80 5f2075 2e1456 ffd166 fff1ee 2a1150',
  mesa: '1b2a4a e0967a c6745f 98525c 6a3b57 41294c 1f1a38 f9e0b0 fbf0e4 1f1a38',
  olive: 'e6e0c4 f9edcb cdbf7a a3a052 737c3a 4a5a30 273522 d9583b faf6e6 253220',
  kyoto: 'f3ddcd f9e7da eab5b0 c98a94 7f8fa6 4b5f7d 253349 d1363f fcf5ee 222f44'
} as const

export const paletteNames = Object.keys(swatchesOf) as Array<keyof typeof swatchesOf>

/** Returns the palette in the given style. `vivid` and `natural` change its colours, but not those of the caption card. */
export function getPalette (name: keyof typeof swatchesOf, style: Style): Palette {
  const swatches = swatchesOf[name].split(' ').map(parseHex)
  const [high, low, ...rest] = swatches.slice(0, 8).map(rgb => pack(applyStyle(rgb, style)))
  return {
    name, high: high!, low: low!, tones: rest.slice(0, 5), sun: rest[5]!, cardColor: swatches[8]!, textColor: swatches[9]!
  }
}

/** Returns the tone at `depth`, from 0 (far) to 1 (near), interpolated between the palette's tones. */
export function toneAt (palette: Palette, depth: number): Color {
  const position = depth * (palette.tones.length - 1)
  const index = Math.max(0, Math.min(palette.tones.length - 2, Math.floor(position)))
  return mix(palette.tones[index]!, palette.tones[index + 1]!, Math.max(0, Math.min(1, position - index)))
}

/** The light of a scene, which changes the colours of the sky. Each entry has the same probability. */
export const lights = ['day', 'day', 'haze', 'dawn', 'dusk', 'night'] as const

export type Light = typeof lights[number]

/** Returns the palette in another light. The tones, the accent colour and the caption card stay the same. */
export function inLight (palette: Palette, light: Light): Palette {
  const { high, low, tones, sun } = palette
  switch (light) {
    case 'day': return palette
    case 'haze': return { ...palette, high: low, low: mix(high, low, 0.5) }
    case 'dawn': return { ...palette, high: mix(high, tones[0]!, 0.5), low: mix(low, sun, 0.18) }
    case 'dusk': return { ...palette, high: mix(high, tones[2]!, 0.65), low: mix(low, sun, 0.4) }
    case 'night': return { ...palette, high: mix(tones[4]!, 0, 0.2), low: mix(tones[3]!, low, 0.35) }
  }
}

/** Returns the palette with a thin layer of one of its own colours over the others. The caption card stays the same. */
export function glazed (palette: Palette, glaze: Color, share: number): Palette {
  const { high, low, tones, sun } = palette
  const adapt = (color: Color): Color => mix(color, glaze, share)
  return { ...palette, high: adapt(high), low: adapt(low), tones: tones.map(adapt), sun: adapt(sun) }
}

/** The range of brightness in which a colour is visible on black and on white. */
const visible = { darkest: 68, lightest: 205 }

/** Returns the palette for a picture without a background: each colour is visible on black and on white. */
export function forAnyBackground (palette: Palette): Palette {
  const adapt = (color: Color): Color => {
    const light = brightness(color)
    if (light < visible.darkest) return mix(color, 0xffffff, (visible.darkest - light) / (255 - light))
    return light > visible.lightest ? mix(color, palette.tones[1]!, Math.min(0.6, (light - visible.lightest) / 90)) : color
  }
  const { high, low, tones, sun } = palette
  return { ...palette, high: adapt(high), low: adapt(low), tones: tones.map(adapt), sun: adapt(sun) }
}

function parseHex (hex: string): Rgb {
  const value = parseInt(hex, 16)
  return [value >> 16, value >> 8 & 0xff, value & 0xff]
}

const styles: Readonly<Record<string, { chroma: number, contrast: number, warmth: number }>> = {
  vivid: { chroma: 1.5, contrast: 1.12, warmth: 0 },
  natural: { chroma: 0.5, contrast: 0.84, warmth: 7 }
}

function applyStyle (rgb: Rgb, style: Style): Rgb {
  const adjustment = style === undefined ? undefined : styles[style]
  if (!adjustment) return rgb
  const { chroma, contrast, warmth } = adjustment
  const grey = brightness(pack(rgb))
  const light = 128 + (grey - 128) * contrast
  const channel = (value: number, shift: number): number =>
    Math.max(0, Math.min(255, Math.round(light + (value - grey) * chroma + shift)))
  return [channel(rgb[0], warmth), channel(rgb[1], 0), channel(rgb[2], -warmth)]
}
