/** The body of a successful answer: indented by two spaces, an item's members in alphabetical order, as recorded. */
import type { GeneratedImages } from '../contract/responses.js'

/** Text, or base64 in ASCII bytes. */
export type Part = string | Buffer

const between = ',\n      '

/** The body in parts, which are never joined: base64 is most of it, needs no escaping, and is in the cache as bytes. */
export function imagesBody ({ created, data }: GeneratedImages): Part[] {
  const parts: Part[] = []
  let text = `{\n  "created": ${created},\n  "data": [`
  for (const [index, { b64_json: base64, revised_prompt: revised, url }] of data.entries()) {
    text += `${index === 0 ? '' : ','}\n    {\n      `
    let separator = ''
    if (base64) {
      parts.push(`${text}"b64_json": "`, ...base64.pieces)
      text = '"'
      separator = between
    }
    if (revised !== undefined) {
      text += `${separator}"revised_prompt": ${JSON.stringify(revised)}`
      separator = between
    }
    if (url !== undefined) text += `${separator}"url": ${JSON.stringify(url)}`
    text += '\n    }'
  }
  return [...parts, `${text}${data.length > 0 ? '\n  ' : ''}]\n}`]
}
