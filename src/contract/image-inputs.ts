/** The images that a request brings: files in a form, or references in JSON. */

/** A file as it was sent. */
export interface SentFile {
  /** Undefined if the part of the form has none. */
  filename: string | undefined
  /** In lower case, without parameters; empty if the header is, and undefined if there is none. */
  mediaType: string | undefined
  bytes: Buffer
  /** SHA-256 of the bytes, as 64 hexadecimal digits. */
  sha256: string
}

/** A member of a JSON body that refers to an image. */
export interface ImageReference { image_url?: string, file_id?: string }

/** Where an image comes from: the request itself, a URL, or a file that was uploaded before. */
export type InputSource = { kind: 'file', file: SentFile } | { kind: 'url', url: string } | { kind: 'file_id', id: string }

export type InputRole = 'image' | 'mask' | 'markup'

/** An image of a valid request. */
export interface SentInput {
  role: InputRole
  /** Its name in refusals, such as `image[0]` or `images[0].image_url`. */
  name: string
  source: InputSource
}

/** What is known of an image after it was decoded. */
export interface DecodedImage {
  /** The format by content, such as `png`. */
  format: string
  /** In pixels, with the orientation of EXIF applied. */
  width: number
  height: number
  /** The mode in the words of Pillow, such as `RGBA` or `L`. */
  mode: string
  hasAlpha: boolean
  /** Whether no, some or all pixels are fully transparent. */
  transparency: 'none' | 'some' | 'all'
}

export interface InputImage {
  name: string
  /** The length of the file. */
  bytes: number
  /** Undefined if the file cannot be decoded. */
  decoded: DecodedImage | undefined
}

/** The decoded images of a request. */
export interface InputImages {
  images: readonly InputImage[]
  mask?: InputImage | undefined
  markup?: InputImage | undefined
}

/** An image of a request as rules match it and as the journal keeps it. */
export interface InputDigest extends Partial<Pick<DecodedImage, 'format' | 'width' | 'height' | 'hasAlpha'>> {
  role: InputRole
  /** Its name in the request, such as `image[0]`. */
  name: string
  filename?: string
  /** As sent. */
  mediaType?: string
  /** The URL of an image that was not sent itself. */
  url?: string
  fileId?: string
  /** The length of the file; undefined for an image that was not sent itself. */
  bytes?: number
  /** SHA-256 of the file, or of the URL or file id that stands for it, as 64 hexadecimal digits. */
  sha256: string
}

export function isSentFile (value: unknown): value is SentFile {
  return typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes)
}
