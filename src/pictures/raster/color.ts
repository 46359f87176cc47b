/** Colours as integers: packing, mixing, blending, brightness, and the paints that fill shapes. */

/** An opaque 24-bit colour: red in the lowest eight bits, then green, then blue. */
export type Color = number

/**
 * The colour of a pixel of a canvas: a `Color` with its transparency in the highest eight bits, from 0 (opaque) to 255. So
 * each opaque pixel equals its colour. The colour is not premultiplied.
 */
export type PixelColor = number

/** A pixel that nothing was painted on. No other pixel is completely transparent. */
export const transparent: PixelColor = 255 << 24

export type Rgb = readonly [red: number, green: number, blue: number]

/** Interpolates between two colours: `share` 0 returns `from`, 1 returns `to`. */
export function mix (from: Color, to: Color, share: number): Color {
  return mix256(from, to, to256(share))
}

/** Converts a share from 0 to 1 to an integer from 0 to 256. V8 would allocate 16 bytes for each fraction that is passed for a pixel. */
export function to256 (share: number): number {
  return (share * 256 + 0.5) | 0
}

/** Interpolates between two colours: `share` 0 returns `from`, 256 returns `to`. */
export function mix256 (from: Color, to: Color, share: number): Color {
  const rest = 256 - share
  const redBlue = ((from & 0xff00ff) * rest + (to & 0xff00ff) * share + 0x800080) >>> 8 & 0xff00ff
  const green = ((from >>> 8 & 0xff) * rest + (to >>> 8 & 0xff) * share + 0x80) & 0xff00
  return redBlue | green
}

/** Blends a colour over a pixel, with an opacity from 0 to 256. */
export function blendOver (under: PixelColor, color: Color, opacity: number): PixelColor {
  if (under >>> 24 === 0) return mix256(under, color, opacity)
  if (opacity >= 256) return color
  // How much of the pixel each of the colours covers, in 65,536ths, so that a transparent pixel adds no dark fringe.
  const over = opacity * 256
  const rest = (256 - opacity) * (255 - (under >>> 24)) * 257 >>> 8
  const cover = over + rest
  if (cover === 0) return transparent
  const share = (over * 256 / cover + 0.5) | 0
  const alpha = (cover * 255 + 32_768) / 65_536 | 0
  return alpha === 0 ? transparent : mix256(under & 0xffffff, color, share) | (255 - alpha) << 24
}

/** Converts red, green and blue, each from 0 to 255, to one number. */
export function pack ([red, green, blue]: Rgb): Color {
  return blue << 16 | green << 8 | red
}

/** Returns the perceived brightness, from 0 (black) to 255 (white). */
export function brightness (color: Color): number {
  return 0.299 * (color & 0xff) + 0.587 * (color >>> 8 & 0xff) + 0.114 * (color >>> 16 & 0xff)
}

/** The fill of a shape: one colour, or one colour for each row, which is fast to fill and compresses well. */
export type Paint = Color | Gradient

/** A vertical gradient: `from` above the row `top`, `to` below the row `bottom`, interpolated between them. */
export class Gradient {
  constructor (
    readonly from: Color,
    readonly to: Color,
    readonly top: number,
    readonly bottom: number
  ) {}

  rowColor (y: number): Color {
    const share = (y + 0.5 - this.top) / (this.bottom - this.top)
    return mix(this.from, this.to, share < 0 ? 0 : share > 1 ? 1 : share)
  }

  /** Returns this gradient mixed with `share` of another colour. */
  tinted (color: Color, share: number): Gradient {
    return new Gradient(mix(this.from, color, share), mix(this.to, color, share), this.top, this.bottom)
  }
}

/** Returns the colour of a paint in row `y`. */
export function rowColor (paint: Paint, y: number): Color {
  return typeof paint === 'number' ? paint : paint.rowColor(y)
}
