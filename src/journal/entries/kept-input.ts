/** Schema of the images of a request in journal entries and cards. */
import { Type, type Static } from 'typebox'
import type { InputDigest } from '../../contract/body/image-inputs.js'
import { StringEnum } from '../../text/allowed-values.js'

/** The maximum length of a string, in UTF-16 code units. */
const maxLength = 1_000

const text = (description: string) => Type.Optional(Type.String({ maxLength, description: `${description} At most ${maxLength} characters of it.` }))
const pixels = (description: string) => Type.Optional(Type.Integer({ description: `${description} Undefined if the image was not decoded.` }))

export const KeptInput = Type.Object({
  role: StringEnum(['image', 'mask', 'markup'], { description: 'What the image is for: an image to edit, the mask, or an image with markup.' }),
  name: Type.String({ maxLength, description: 'Its name in the request, such as `image[0]` or `images[0].image_url`.' }),
  filename: text('The file name, as sent.'),
  mediaType: text('The media type, as sent.'),
  url: text('The URL of an image that was not sent itself.'),
  fileId: text('The id of a file that was not sent itself.'),
  bytes: Type.Optional(Type.Integer({ description: 'The length of the file in bytes. Undefined if the request has no file, and its URL was not fetched.' })),
  sha256: Type.String({ description: 'The SHA-256 of the file in hexadecimal, or of the URL or file id of an image that was not read.' }),
  format: Type.Optional(StringEnum(['png', 'jpeg', 'webp'], {
    description: 'The format by content. For an image that was not read, that of the picture drawn in its place. Undefined if the image was not decoded.'
  })),
  width: pixels('The width in pixels.'),
  height: pixels('The height in pixels.'),
  hasAlpha: Type.Optional(Type.Boolean({ description: 'Whether pixels can be transparent. Undefined if the image was not decoded.' })),
  kept: Type.Array(StringEnum(['thumbnail', 'file'], {}), {
    description: 'What `/_mock/requests/{id}/uploads/{index}` has of it, by the setting `journalUploads`: a thumbnail, the file as sent, both or nothing.'
  })
}, { description: 'An image that the request brought.' })

/** What is kept of an image of the request. */
export interface StoredUpload {
  /** A small PNG; undefined if none is kept. */
  thumbnail?: Buffer
  /** The file as it was sent; undefined if it is not kept. */
  file?: Buffer
}

export type KeptInput = Static<typeof KeptInput>

/** The images of a request, and what is kept of them, in their order. */
interface RequestInputs {
  inputs?: readonly InputDigest[] | undefined
  uploads?: readonly StoredUpload[] | undefined
}

/** Undefined if the request has no images, or if they could not be read. */
export function keptInputs ({ inputs, uploads = [] }: RequestInputs): KeptInput[] | undefined {
  if (!inputs?.length) return undefined
  return inputs.map((input, index) => {
    const cut = Object.entries(input).map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, maxLength) : value])
    return { ...Object.fromEntries(cut) as Omit<KeptInput, 'kept'>, kept: keptOf(uploads[index]) }
  })
}

function keptOf ({ thumbnail, file }: StoredUpload = {}): KeptInput['kept'] {
  return [...thumbnail ? ['thumbnail' as const] : [], ...file ? ['file' as const] : []]
}
