/** The body of a successful answer: indented by two spaces, an item's members in alphabetical order, as recorded. */
import type { GeneratedImage, GeneratedImages } from '../contract/images-response.js'

/** The body in parts, which are never joined: base64 is most of it, needs no escaping, and lies in the cache as bytes. */
export function imagesBody ({ created, data }: GeneratedImages): Buffer[] {
  if (!data.some(image => image.b64_json)) {
    const items = data.map(({ revised_prompt: revised, url }) => ({ revised_prompt: revised, url }))
    return [Buffer.from(JSON.stringify({ created, data: items }, null, 2))]
  }
  const head = Buffer.from(`{\n  "created": ${created},\n  "data": [\n    {\n`)
  const parts = data.flatMap((image, index) => [index === 0 ? head : between, ...itemParts(image)])
  return [...parts, tail]
}

const between = Buffer.from('\n    },\n    {\n')
const tail = Buffer.from('\n    }\n  ]\n}')
const base64Start = Buffer.from('      "b64_json": "')

function itemParts ({ b64_json: base64, revised_prompt: revised }: GeneratedImage): Buffer[] {
  const rest = revised === undefined ? '"' : `",\n      "revised_prompt": ${JSON.stringify(revised)}`
  return base64 ? [base64Start, base64, Buffer.from(rest)] : []
}
