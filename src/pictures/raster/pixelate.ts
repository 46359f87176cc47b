/** Reduces raw pixels to a mosaic of squares, each with the mean colour of its pixels: a picture on the way to its details. */
import type { Dimensions } from '../../contract/sizes.js'

export interface PixelateOptions extends Dimensions {
  channels: 3 | 4
  /** The number of squares along the longer edge. */
  squares: number
}

/** Replaces the pixels. The arithmetic is that of integers, so that the result is the same on every machine. */
export function pixelate (pixels: Uint8Array, { width, height, channels, squares }: PixelateOptions): void {
  const edge = Math.max(1, Math.ceil(Math.max(width, height) / squares))
  for (let top = 0; top < height; top += edge) {
    for (let left = 0; left < width; left += edge) {
      fillWithMean(pixels, { left, top, right: Math.min(width, left + edge), bottom: Math.min(height, top + edge) }, width, channels)
    }
  }
}

interface Square { left: number, top: number, right: number, bottom: number }

function fillWithMean (pixels: Uint8Array, { left, top, right, bottom }: Square, width: number, channels: 3 | 4): void {
  // Colours count by their alpha, so that transparent pixels do not add theirs.
  const sums = [0, 0, 0, 0]
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * channels, end = (y * width + right) * channels; at < end; at += channels) {
      const alpha = channels === 4 ? pixels[at + 3]! : 255
      for (let channel = 0; channel < 3; channel++) sums[channel]! += pixels[at + channel]! * alpha
      sums[3]! += alpha
    }
  }
  const alphaSum = sums[3]!
  const mean = sums.map((sum, channel) => Math.round(channel === 3 ? sum / ((right - left) * (bottom - top)) : sum / Math.max(1, alphaSum)))
  for (let y = top; y < bottom; y++) {
    for (let at = (y * width + left) * channels, end = (y * width + right) * channels; at < end; at += channels) {
      for (let channel = 0; channel < channels; channel++) pixels[at + channel] = mean[channel]!
    }
  }
}
