/** Digests of the images of a request, for rules and for the journal. */
import { hash } from 'node:crypto'
import type { InputDigest, InputSource, SentInput } from '../contract/body/image-inputs.js'

/** Returns the digest of an image that has not been decoded. `bytes` is its file, if it was sent or fetched. */
export function digestOf ({ role, name, source }: SentInput, bytes: Buffer | undefined): InputDigest {
  return {
    role,
    name,
    ...originOf(source),
    ...(bytes && { bytes: bytes.length }),
    sha256: source.kind === 'file' ? source.file.sha256 : hash('sha256', bytes ?? referenceOf(source))
  }
}

/** Returns the URL or the file id of an image; an empty text for a file. */
export function referenceOf (source: InputSource): string {
  return source.kind === 'url' ? source.url : source.kind === 'file_id' ? source.id : ''
}

function originOf (source: InputSource): Partial<InputDigest> {
  if (source.kind === 'url') return { url: source.url }
  if (source.kind === 'file_id') return { fileId: source.id }
  const { filename, mediaType } = source.file
  return { ...(filename !== undefined && { filename }), ...(mediaType !== undefined && { mediaType }) }
}
