/** Files and data URLs in a body of the journal, which has digests in their place. */
import { parameters, type ParameterName } from '../../../contract/parameters.js'
import type { Entry } from '../../../journal/entries/entry.js'

/** A file of a form, as the journal shows it. */
export interface JournalFile {
  filename?: string
  /** The media type as sent. */
  type?: string
  bytes: number
  sha256: string
}

export function isFile (value: unknown): value is JournalFile {
  return typeof value === 'object' && value !== null && 'sha256' in value && 'bytes' in value
}

export function isForm ({ headers }: Pick<Entry, 'headers'>): boolean {
  return /^multipart\/form-data/i.test(headers['content-type'] ?? '')
}

/** Returns a body that is a JSON object; otherwise undefined. */
export function objectIn (body: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}

/** Returns a name for the file in the current folder: a client may have sent any path. */
export function localName ({ filename = '' }: JournalFile): string {
  const name = filename.split(/[\\/]/).at(-1)!
  return /^[.-]*$/.test(name) ? 'image.png' : name
}

/** The media type of a file, if it was sent as one. */
export function mediaTypeOf ({ type = '' }: JournalFile): string | undefined {
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : undefined
}

/** Returns the members of a form with the JSON types of their parameters: all texts of a form are strings. */
export function typedMembers (form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, toType(value, parameters[name as ParameterName]?.type)]))
}

function toType (value: unknown, type: string | undefined): unknown {
  if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value
}

/** What the journal has instead of a long data URL. */
const shortened = /^(data:[^,]*,)\.\.\. \(\d+ characters, sha256 [\da-f]+\)$/

/** Returns a JSON body with a placeholder for each data URL that the journal has shortened; the same body if there is none. */
export function withPlaceholders (body: Record<string, unknown>): Record<string, unknown> {
  let isChanged = false
  const text = JSON.stringify(body, (_, value) => {
    const [, start] = (typeof value === 'string' && shortened.exec(value)) || []
    if (start === undefined) return value
    isChanged = true
    return `${start}<the image in base64>`
  })
  return isChanged ? JSON.parse(text) : body
}
