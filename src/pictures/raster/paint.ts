/** What shapes are filled with: one colour, or a gradient from the top down. */
import { mix, type Color } from '../art/palette.js'

/** One colour, or one per row: so gradients stay constant along a row, which is fast to fill and packs well as PNG. */
export type Paint = Color | Gradient

/** A colour for each row: `from` above the row `top`, `to` below `bottom`, and all between them on the way. */
export class Gradient {
  constructor (
    readonly from: Color,
    readonly to: Color,
    readonly top: number,
    readonly bottom: number
  ) {}

  colorAt (y: number): Color {
    const share = (y + 0.5 - this.top) / (this.bottom - this.top)
    return mix(this.from, this.to, share < 0 ? 0 : share > 1 ? 1 : share)
  }

  /** The same with so much of another colour in it. */
  tinted (color: Color, share: number): Gradient {
    return new Gradient(mix(this.from, color, share), mix(this.to, color, share), this.top, this.bottom)
  }
}

export function colorAt (paint: Paint, y: number): Color {
  return typeof paint === 'number' ? paint : paint.colorAt(y)
}
