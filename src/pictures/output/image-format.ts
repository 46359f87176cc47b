/** The formats of image files: names as in `output_format`, media types, and what each can hold. */

export const imageFormats = ['png', 'jpeg', 'webp', 'gif'] as const

/** A format by its name in requests, which is also the extension of file names. */
export type ImageFormat = typeof imageFormats[number]

/** Returns the media type, such as `image/png`. */
export function mediaTypeOf (format: ImageFormat): string {
  return `image/${format}`
}

/** Whether `output_compression` applies: it is the quality of a lossy file. */
export function supportsCompression (format: ImageFormat): boolean {
  return format === 'jpeg' || format === 'webp'
}

/** Whether a file of the format can be transparent. */
export function supportsAlpha (format: ImageFormat): boolean {
  return format !== 'jpeg'
}
