/** The answer as the journal holds it: its images apart from its text, until somebody looks. */
import type { GeneratedImage } from '../contract/responses.js'
import type { Answer } from './entry.js'
import type { HeldImage, ImageDigests } from './image-digests.js'

/** The longest text that is held of an answer that is not JSON, in characters. */
export const maxTextLength = 65_536

type Item<Image> = Omit<GeneratedImage, 'b64_json'> & { b64_json?: Image }
interface Images<Image> { data: ReadonlyArray<Item<Image>> }

/** Images, or any other JSON value or text. */
export type HeldAnswer = Images<HeldImage> | object | string

export function holdAnswer (answer: object | string, hold: ImageDigests['hold']): HeldAnswer {
  if (typeof answer === 'string') return answer.slice(0, maxTextLength)
  return hasImages<Buffer>(answer) && answer.data.some(image => image.b64_json) ? replaceImages(answer, hold) : answer
}

export function showAnswer (held: HeldAnswer, read: ImageDigests['read']): Answer {
  return (hasImages<HeldImage>(held) ? replaceImages(held, read) : held) as Answer
}

/** The URLs of the images in the answer. */
export function imageUrls (held: HeldAnswer | undefined): string[] {
  return imagesIn(held).flatMap(({ url }) => url ?? [])
}

export function imagesIn (held: HeldAnswer | undefined): ReadonlyArray<Item<HeldImage>> {
  return hasImages<HeldImage>(held) ? held.data : []
}

function hasImages<Image> (answer: unknown): answer is Images<Image> {
  return typeof answer === 'object' && answer !== null && 'data' in answer && Array.isArray(answer.data)
}

function replaceImages<From, To> (answer: Images<From>, replace: (image: From) => To): Images<To> {
  const data = answer.data.map(({ b64_json: image, ...item }): Item<To> => image ? { ...item, b64_json: replace(image) } : item)
  return { ...answer, data }
}
