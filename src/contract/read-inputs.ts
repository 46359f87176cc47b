/** Reader of the images in a valid body. */
import { hash } from 'node:crypto'
import type { ParameterSchemas } from './families/family.js'
import { isSentFile, type ImageReference, type InputRole, type SentFile, type SentInput } from './image-inputs.js'

/** Returns the images of a valid body, in the order of the family's parameters. */
export function inputsOf (body: Readonly<Record<string, unknown>>, schemas: ParameterSchemas): SentInput[] {
  return Object.entries(schemas).flatMap(([name, { file, reference }]) => {
    const value = body[name]
    if (value === undefined || value === null || (!file && !reference)) return []
    const role = roleOf(name)
    return Array.isArray(value)
      ? value.map((item, index) => toInput(role, `${name}[${index}]`, item))
      : [toInput(role, name, value)]
  })
}

function roleOf (name: string): InputRole {
  return name === 'mask' || name === 'markup' ? name : 'image'
}

function toInput (role: InputRole, name: string, value: SentFile | ImageReference): SentInput {
  if (isSentFile(value)) return { role, name, source: { kind: 'file', file: value } }
  const { image_url: url, file_id: id } = value
  if (url === undefined) return { role, name: `${name}.file_id`, source: { kind: 'file_id', id: id! } }
  const file = url.startsWith('data:') ? fileOfDataUrl(url) : undefined
  return { role, name: `${name}.image_url`, source: file ? { kind: 'file', file } : { kind: 'url', url } }
}

const dataUrl = /^data:([^,;]*)((?:;[^,;]*)*),/

/** Decodes a `data:` URL. A URL that is malformed becomes an empty file, which is refused as one that cannot be decoded. */
function fileOfDataUrl (url: string): SentFile {
  const [start = '', mediaType = '', attributes = ''] = dataUrl.exec(url.slice(0, 1024)) ?? []
  const data = start === '' ? '' : url.slice(start.length)
  const bytes = /;base64$/i.test(attributes) ? Buffer.from(data, 'base64') : Buffer.from(decoded(data), 'latin1')
  return { filename: undefined, mediaType: mediaType.trim().toLowerCase(), bytes, sha256: hash('sha256', bytes) }
}

function decoded (text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
}
