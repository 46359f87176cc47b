/** Reader of the images in a request body. */
import { hash } from 'node:crypto'
import type { ParameterSchemas } from '../families/family.js'
import { imageMembers, isSentFile, type ImageReference, type InputRole, type SentFile, type SentInput } from './image-inputs.js'
import { isObject } from './json-values.js'

/** An image of a valid body that has not been decoded. */
interface UnreadInput {
  role: InputRole
  /** Decodes the image if it is a `data:` URL. */
  read: () => SentInput
}

/** Returns the images of a valid body, in the order of the family's parameters. */
export function inputsOf (body: Readonly<Record<string, unknown>>, schemas: ParameterSchemas): UnreadInput[] {
  return Object.entries(schemas).flatMap(([name, { file, reference }]) => {
    const value = body[name]
    if (value === undefined || value === null || (!file && !reference)) return []
    const role = roleOf(name)
    return Array.isArray(value)
      ? value.map((item, index) => ({ role, read: () => toInput(role, `${name}[${index}]`, item) }))
      : [{ role, read: () => toInput(role, name, value) }]
  })
}

/** The maximum number of images that are read from a refused body. */
const maxReadable = 100

/**
 * Returns the images of a body that was refused before its images were decoded, in the order of its members. A file may have
 * any name; a reference must have the name of an image parameter.
 */
export function readableInputs (body: Readonly<Record<string, unknown>>): SentInput[] {
  const inputs: SentInput[] = []
  for (const [member, value] of Object.entries(body)) {
    const isImage = (item: unknown): item is SentFile | ImageReference =>
      isSentFile(item) || (imageMembers.includes(member) && isReference(item))
    const items: unknown[] = Array.isArray(value) ? value : [value]
    for (const [index, item] of items.entries()) {
      if (inputs.length === maxReadable) return inputs
      if (isImage(item)) inputs.push(toInput(roleOf(member), items === value ? `${member}[${index}]` : member, item))
    }
  }
  return inputs
}

function isReference (value: unknown): value is ImageReference {
  return isObject(value) && typeof (value['image_url'] ?? value['url'] ?? value['file_id']) === 'string'
}

function roleOf (name: string): InputRole {
  return name === 'mask' || name === 'markup' ? name : 'image'
}

function toInput (role: InputRole, name: string, value: SentFile | ImageReference): SentInput {
  if (isSentFile(value)) return { role, name, source: { kind: 'file', file: value } }
  const { image_url: official, url = official, file_id: id } = value
  if (url === undefined) return { role, name: `${name}.file_id`, source: { kind: 'file_id', id: id! } }
  const file = url.startsWith('data:') ? fileOfDataUrl(url) : undefined
  return { role, name: `${name}.${official === undefined ? 'url' : 'image_url'}`, source: file ? { kind: 'file', file } : { kind: 'url', url } }
}

const dataUrl = /^data:([^,;]*)((?:;[^,;]*)*),/

/** Decodes a `data:` URL. A malformed URL becomes an empty file, which is refused because it cannot be decoded. */
function fileOfDataUrl (url: string): SentFile {
  const [start = '', mediaType = '', attributes = ''] = dataUrl.exec(url.slice(0, 1024)) ?? []
  const data = start === '' ? '' : url.slice(start.length)
  const bytes = /;base64$/i.test(attributes) ? Buffer.from(data, 'base64') : Buffer.from(decoded(data), 'latin1')
  return { filename: undefined, mediaType: mediaType.trim().toLowerCase(), bytes, sha256: hash('sha256', bytes) }
}

function decoded (text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
}
