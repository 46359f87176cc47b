/** Converts the parts of a form to the members of a body, and describes a body without the bytes of its files. */
import { hash } from 'node:crypto'
import { ApiError } from '../../errors/api-error.js'
import { duplicateParameter } from '../../errors/catalogue.js'
import { imageMembers, isSentFile, type SentFile } from './image-inputs.js'
import { isObject, type JsonObject } from './json-values.js'

export interface FormPart {
  name: string
  value: string | SentFile
}

/** By name: texts, files and, for names with the array syntax, lists of them. */
export type FormBody = Record<string, unknown>

const arraySyntax = /^([^[\]]+)\[(\d*)\]$/

/**
 * Returns the body of a form, or the refusal of a name that occurs twice. `image[]` and `image[0]` are items of the list
 * `image`, in the order in which they were sent.
 *
 * @example
 * toFormBody([{ name: 'n', value: '2' }, { name: 'image[]', value: file }]) // { n: '2', image: [file] }
 */
export function toFormBody (parts: readonly FormPart[]): FormBody | ApiError {
  const body: FormBody = Object.create(null)
  const seen = new Set<string>()
  for (const { name, value } of parts) {
    const [, list, index = ''] = arraySyntax.exec(name) ?? []
    const member = list ?? name
    const isRepeated = index === '' && list !== undefined ? false : seen.has(name)
    const isMixed = Object.hasOwn(body, member) && Array.isArray(body[member]) !== (list !== undefined)
    if (isRepeated || isMixed) return duplicateParameter(isMixed ? member : name)
    seen.add(name)
    addPart(body, member, value, list !== undefined)
  }
  return body
}

/** Returns the body of a refused form. A name that occurs several times becomes a list. */
export function collectParts (parts: readonly FormPart[]): FormBody {
  const body: FormBody = Object.create(null)
  for (const { name, value } of parts) {
    const [, list] = arraySyntax.exec(name) ?? []
    addPart(body, list ?? name, value, list !== undefined)
  }
  return body
}

function addPart (body: FormBody, member: string, value: FormPart['value'], isItem: boolean): void {
  const existing = body[member]
  if (Array.isArray(existing)) existing.push(value)
  else if (existing !== undefined) body[member] = [existing, value]
  else body[member] = isItem ? [value] : value
}

/** A file as the journal shows it in a body. */
interface DescribedFile {
  filename?: string
  type?: string
  bytes: number
  sha256: string
}

/** Returns a copy of a form's body for the journal, with `{ filename, type, bytes, sha256 }` instead of each file. */
export function describeForm (body: FormBody): Record<string, unknown> {
  const describe = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(describe)
    return isSentFile(value) ? describeFile(value) : value
  }
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, describe(value)]))
}

function describeFile ({ filename, mediaType, bytes, sha256 }: SentFile): DescribedFile {
  return { ...(filename !== undefined && { filename }), ...(mediaType !== undefined && { type: mediaType }), bytes: bytes.length, sha256 }
}

/** Returns a copy of a JSON body with length and hash instead of the data of each long `data:` URL; undefined if there is none. */
export function describeReferences (body: Record<string, unknown>): Record<string, unknown> | undefined {
  let isShortened = false
  const shorten = (value: unknown) => {
    if (!isLongDataUrl(value)) return value
    isShortened = true
    return describeDataUrl(value)
  }
  const describe = (reference: unknown) => {
    const member = isObject(reference) ? ['image_url', 'url'].find(name => isLongDataUrl(reference[name])) : undefined
    return member === undefined ? shorten(reference) : { ...reference as object, [member]: shorten((reference as JsonObject)[member]) }
  }
  const described = imageMembers.filter(name => Object.hasOwn(body, name)).map(name => {
    const value = body[name]
    return [name, Array.isArray(value) ? value.map(describe) : describe(value)] as const
  })
  return isShortened ? { ...body, ...Object.fromEntries(described) } : undefined
}

/** Longer `data:` URLs are shortened. */
const maxDataUrlLength = 200

function isLongDataUrl (value: unknown): value is string {
  return typeof value === 'string' && value.length > maxDataUrlLength && value.startsWith('data:')
}

function describeDataUrl (url: string): string {
  const comma = url.slice(0, maxDataUrlLength).indexOf(',')
  return `${url.slice(0, comma < 0 ? 30 : comma + 1)}... (${url.length} characters, sha256 ${hash('sha256', url)})`
}
