/** The answer as the journal holds it: images in base64 by their length and hash alone. */
import type { GeneratedImage } from '../contract/responses.js'
import type { ImageDigest } from './entry.js'

/** The longest text that is held of an answer that is not JSON, in characters. */
export const maxTextLength = 65_536

type HeldImage = Omit<GeneratedImage, 'b64_json'> & { b64_json?: ImageDigest }

/** Images, or any other JSON value or text. */
export type StoredAnswer = { data: readonly HeldImage[] } | object | string

export function storeAnswer (answer: object | string): StoredAnswer {
  if (typeof answer === 'string') return answer.slice(0, maxTextLength)
  return hasImages<GeneratedImage>(answer) && answer.data.some(image => image.b64_json) ? { ...answer, data: answer.data.map(withDigest) } : answer
}

/** The URLs of the images in the answer. */
export function imageUrls (held: StoredAnswer | undefined): string[] {
  return imagesIn(held).flatMap(({ url }) => url ?? [])
}

export function imagesIn (held: StoredAnswer | undefined): readonly HeldImage[] {
  return hasImages<HeldImage>(held) ? held.data : []
}

function hasImages<Image> (answer: unknown): answer is { data: readonly Image[] } {
  return typeof answer === 'object' && answer !== null && 'data' in answer && Array.isArray(answer.data)
}

/** Without the base64 itself, which would otherwise stay in memory as long as the entry. */
function withDigest ({ b64_json: base64, ...image }: GeneratedImage): HeldImage {
  return base64 ? { ...image, b64_json: { bytes: base64.bytes, sha256: base64.sha256 } } : image
}
