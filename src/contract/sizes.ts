/** Sizes: the resolver from `WIDTHxHEIGHT` to pixels, and the rules for free sizes. */

/** Width and height, in pixels. */
export interface Dimensions { width: number, height: number }

/** Limits of a model that accepts any `WIDTHxHEIGHT` within them. All bounds are inclusive. */
export interface FreeSizes {
  /** Both edges must be divisible by it. */
  multiple: number
  /** The longest edge, in pixels. */
  longestEdge: number
  /** The longest edge divided by the shortest. */
  aspectRatio: number
  minPixels: number
  maxPixels: number
}

/** The maximum number of pixels in all frames of an animation together: 16 frames of 1920x1080. Assumed. */
export const maxAnimationPixels = 16 * 1920 * 1080

/** The number of frames of an animation if the request does not set `frame_count`. */
export const defaultFrames = 9

/** The rule that a free size breaks, in the order in which the rules are checked. */
export type SizeProblem = 'form' | 'multiple' | 'longestEdge' | 'aspectRatio' | 'minPixels' | 'maxPixels'

/**
 * Returns width and height of a size such as `1792x1024`. No other code splits a size.
 *
 * Throws a RangeError for any other text.
 */
export function dimensionsOf (size: string): Dimensions {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(size) ?? []
  if (width === undefined) throw new RangeError(`Expected WIDTHxHEIGHT for a size, got ${JSON.stringify(size)}.`)
  return { width: Number(width), height: Number(height) }
}

/** Returns the first rule that the size breaks; undefined if it breaks none. */
export function sizeProblem (size: string, limits: FreeSizes): SizeProblem | undefined {
  const { multiple, longestEdge, aspectRatio, minPixels, maxPixels } = limits
  let dimensions: Dimensions
  try {
    dimensions = dimensionsOf(size)
  } catch {
    return 'form'
  }
  const { width, height } = dimensions
  if (width % multiple !== 0 || height % multiple !== 0) return 'multiple'
  if (Math.max(width, height) > longestEdge) return 'longestEdge'
  if (Math.max(width, height) > aspectRatio * Math.min(width, height)) return 'aspectRatio'
  if (width * height < minPixels) return 'minPixels'
  return width * height > maxPixels ? 'maxPixels' : undefined
}
