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

/** The size of a custom model without another one. */
export const defaultSize = '1024x1024'

/** The limits of the pictures that the mock draws. */
export const drawable: FreeSizes = { multiple: 1, longestEdge: 3840, aspectRatio: 60, minPixels: 64 * 64, maxPixels: 3840 * 2160 }
export const shortestEdge = 64

/** The sizes that can be drawn, as part of a sentence. */
export const drawableSizes = `edges from ${shortestEdge} to ${drawable.longestEdge}, at most ${drawable.maxPixels.toLocaleString('en-US')} pixels, ` +
  `and at most ${maxAnimationPixels.toLocaleString('en-US')} pixels in all frames of a GIF`

/** Whether pictures of a size such as `1024x640` can be drawn. False for any other text. */
export function isDrawable (size: string, frames = 1): boolean {
  if (sizeProblem(size, drawable) !== undefined) return false
  const { width, height } = dimensionsOf(size)
  return Math.min(width, height) >= shortestEdge && width * height * frames <= maxAnimationPixels
}
