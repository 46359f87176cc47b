/** The images of a request: files in a form, or references in JSON. */

/** A file as it was sent. */
export interface SentFile {
  /** Undefined if the part of the form has none. */
  filename: string | undefined
  /** In lower case, without parameters. Empty if the header is empty, undefined if there is none. */
  mediaType: string | undefined
  bytes: Buffer
  /** SHA-256 of the bytes, as 64 hexadecimal digits. */
  sha256: string
}

/** A member of a JSON body that refers to an image. */
export interface ImageReference {
  image_url?: string
  /** Another vendor's name for `image_url`. */
  url?: string
  file_id?: string
}

/** Where an image comes from: the request itself, a URL, or a file that was uploaded before. */
export type InputSource = { kind: 'file', file: SentFile } | { kind: 'url', url: string } | { kind: 'file_id', id: string }

export type InputRole = 'image' | 'mask' | 'markup'

/** The members of JSON bodies that refer to images. `image` and `markup` are refused there. */
export const imageMembers: readonly string[] = ['image', 'images', 'mask', 'markup']

/** An image of a valid request. */
export interface SentInput {
  role: InputRole
  /** Its name in refusals, such as `image[0]` or `images[0].image_url`. */
  name: string
  source: InputSource
}

/** The properties of a decoded image. */
export interface DecodedImage {
  /** The format by content, such as `png`. */
  format: string
  /** In pixels, with the orientation of EXIF applied. */
  width: number
  height: number
  /** The mode as Pillow names it, such as `RGBA` or `L`. */
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

/** An image of a request as rules match it and the journal stores it. */
export interface InputDigest extends Partial<Pick<DecodedImage, 'format' | 'width' | 'height' | 'hasAlpha'>> {
  role: InputRole
  /** Its name in the request, such as `image[0]`. */
  name: string
  filename?: string
  /** As sent. */
  mediaType?: string
  /** The URL, if the request refers to the image by URL. */
  url?: string
  /** The file id, if the request refers to the image by file id. */
  fileId?: string
  /** The length of the file; undefined if it was neither sent nor fetched. */
  bytes?: number
  /** SHA-256 of the file, as 64 hexadecimal digits; of its URL or file id if the file was neither sent nor fetched. */
  sha256: string
}

export function isSentFile (value: unknown): value is SentFile {
  return typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes)
}
