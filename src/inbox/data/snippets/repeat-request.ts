/** Repeats a request of the journal: as it was sent, as values of a form, or as a rule for requests like it. */
import type { OperationName } from '../../../contract/operations/operations.js'
import type { Card } from '../../../journal/entries/card.js'
import type { Entry } from '../../../journal/entries/entry.js'
import type { ChosenFiles } from '../form-fields.js'
import { isFile, isForm, localName, mediaTypeOf, objectIn, withPlaceholders, type JournalFile } from './sent-files.js'

/** Loads the file of an image that a request brought. */
export type LoadUpload = (id: string, index: number) => Promise<Blob>

/** The journal has only the last characters of an API key. A key that ends in them is found by the same filter. */
function keyLike (key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer sk-inbox-${key.replace('…', '')}` }
}

/**
 * Returns the same request with a key that ends in the same characters. Rejects if the journal does not have all of it: a
 * long body, or files without the setting `journalUploads: full`.
 */
export async function repeatedRequest (entry: Entry, loadUpload: LoadUpload): Promise<RequestInit> {
  const { method, headers, body, bodyTruncated, key } = entry
  if (bodyTruncated) throw new Error('The journal has only the beginning of this body.')
  const { 'content-type': contentType, 'x-mock': directive } = headers
  const shared = { method, headers: { ...keyLike(key), ...(directive !== undefined && { 'x-mock': directive }) } }
  const members = objectIn(body)
  if (isForm(entry) && members) return { ...shared, body: await formOf(entry, members, loadUpload) }
  if (members && withPlaceholders(members) !== members) throw new Error(noFiles)
  return { ...shared, headers: { ...shared.headers, ...(contentType !== undefined && { 'content-type': contentType }) }, ...(body !== undefined && { body }) }
}

const noFiles = 'The journal does not have the files of this request. It keeps them with the setting journalUploads: full.'

async function formOf (entry: Entry, members: Record<string, unknown>, loadUpload: LoadUpload): Promise<FormData> {
  const form = new FormData()
  for (const [name, value] of Object.entries(members)) {
    const values = [value].flat()
    for (const item of values) form.append(values.length > 1 ? `${name}[]` : name, isFile(item) ? await fileOf(entry, item, loadUpload) : String(item))
  }
  return form
}

async function fileOf ({ id, inputs = [] }: Entry, file: JournalFile, loadUpload: LoadUpload): Promise<File> {
  const index = inputs.findIndex(({ sha256, kept }) => sha256 === file.sha256 && kept.includes('file'))
  if (index < 0) throw new Error(noFiles)
  return new File([await loadUpload(id, index)], localName(file), { type: mediaTypeOf(file) ?? '' })
}

/** A request as values of the form in Try it. */
export interface FormValues {
  operation: OperationName
  model: string | undefined
  prompt: string
  /** The other parameters, by name. */
  parameters: Readonly<Record<string, string>>
  files: ChosenFiles
  /** What the form cannot have. */
  leftOut: readonly string[]
}

/** Returns a request as values of the form; without files that the journal does not have. */
export async function formValuesOf (entry: Entry, loadUpload: LoadUpload): Promise<FormValues> {
  const { model, prompt, ...members } = objectIn(entry.body) ?? {}
  const files: Record<string, File[]> = {}
  const parameters: Record<string, string> = {}
  const leftOut = entry.headers['x-mock'] === undefined ? [] : ['the header x-mock']
  for (const [name, value] of Object.entries(members)) {
    const values = [value].flat()
    if (values.every(isFile)) files[name] = await Promise.all(values.map(file => fileOf(entry, file, loadUpload))).catch(() => [])
    if (files[name]?.length === 0 || (!files[name] && typeof value === 'object')) leftOut.push(name)
    else if (!files[name]) parameters[name] = String(value)
  }
  return {
    operation: entry.operation ?? 'generation',
    model: typeof model === 'string' ? model : undefined,
    prompt: typeof prompt === 'string' ? prompt : '',
    parameters,
    files,
    leftOut
  }
}

/** The maximum length of a text in a rule that is matched exactly. */
const maxExactLength = 1_000

/** Returns what a rule needs to match requests like this one: the prompt in one line as a pattern, and the key as a pattern. */
export function likenessOf ({ prompt, key }: Pick<Card, 'prompt' | 'key'>): { prompt: string | undefined, key: string | undefined } {
  return { prompt: prompt?.trim() ? promptPattern(prompt) : undefined, key: key?.replace('…', '*') }
}

/** A line break becomes `*`, since a field of a form has one line. */
function promptPattern (prompt: string): string {
  const isCut = prompt.length > maxExactLength - 1
  const pattern = prompt.slice(0, maxExactLength - 1).replace(/\s*[\r\n]+\s*/g, '*') + (isCut ? '*' : '')
  return /^\/.+\/[a-z]*$/s.test(pattern) ? `/^${pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/` : pattern
}
