/** Describes the origin of a picture as XMP metadata: prompt, model and parameters. */
import type { Picture } from '../picture.js'

const namespace = 'https://github.com/openai-images-mock/openai-images-mock'

/**
 * Returns the XMP packet of a picture. Equal pictures have equal packets: it contains no time. The prompt is the caption,
 * which is truncated if it is too long.
 */
export function provenanceOf (picture: Picture): string {
  const { caption, model, size, quality, style, details, compression, background, index, count, seed, sources } = picture
  const origin = sources && { operation: sources.kind, images: sources.images, ...(sources.guide && { [sources.guide]: 'true' }) }
  const properties = Object.entries({ model, size, quality, style, ...details, compression, background, ...origin, index, n: count, seed })
    .flatMap(([name, value]) => value === undefined ? [] : [` mock:${name}="${escaped(String(value))}"`])
  return '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""' +
    ` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:mock="${namespace}"` +
    ` xmp:CreatorTool="openai-images-mock"${properties.join('')}>` +
    `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(caption)}</rdf:li></rdf:Alt></dc:description>` +
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for XML. Characters that XML cannot contain become U+FFFD. */
function escaped (text: string): string {
  return text.replace(/[&<>"]/g, character => entities[character]!).replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
