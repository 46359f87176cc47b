/** The body of a successful answer: indented by two spaces, an item's members in alphabetical order, as recorded. */
import type { GeneratedImage, GeneratedImages } from '../contract/images-response.js'

/** The body as bytes. Base64 is copied as bytes, never as a string: it is most of the body and needs no escaping. */
export function imagesBody ({ created, data }: GeneratedImages): Buffer {
  const head = `{\n  "created": ${created},\n  "data": [`
  if (data.length === 0) return Buffer.from(`${head}]\n}`)
  const items = data.flatMap((image, index) =>
    [Buffer.from(index === 0 ? '\n    {\n' : ',\n    {\n'), ...itemParts(image), Buffer.from('\n    }')])
  return Buffer.concat([Buffer.from(head), ...items, Buffer.from('\n  ]\n}')])
}

function itemParts ({ b64_json: base64, revised_prompt: revisedPrompt, url }: GeneratedImage): Buffer[] {
  const text = Object.entries({ revised_prompt: revisedPrompt, url })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `      "${name}": ${JSON.stringify(value)}`)
    .join(',\n')
  if (!base64) return [Buffer.from(text)]
  return [Buffer.from('      "b64_json": "'), base64, Buffer.from(text ? `",\n${text}` : '"')]
}
