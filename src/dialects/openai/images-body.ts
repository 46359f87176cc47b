/** The JSON body of a successful response, with base64 as bytes between pieces of text. */
import type { GeneratedImages } from '../../contract/responses.js'
import type { Part } from '../dialect.js'

/** What JSON writes for an empty `b64_json`. It cannot occur elsewhere: JSON escapes the quotes of a prompt. */
const emptyBase64 = '"b64_json": ""'

/**
 * The body indented by two spaces, as recorded, in pieces that are never joined: base64 is most of it, needs no
 * escaping, and is in the cache as bytes.
 */
export function imagesBody ({ data, ...rest }: GeneratedImages): Part[] {
  const images = data.map(image => image.b64_json ? { ...image, b64_json: '' } : image)
  const [start = '', ...texts] = JSON.stringify({ ...rest, data: images }, null, 2).split(emptyBase64)
  const base64 = data.flatMap(({ b64_json: image }) => image ?? [])
  const parts: Part[] = [start]
  for (const [index, text] of texts.entries()) parts.push('"b64_json": "', ...base64[index]!.pieces, `"${text}`)
  return parts
}
