/** Checks of the members that contain images, before any image is decoded: files in a form, references in JSON. */
import type { ApiError } from '../../errors/api-error.js'
import {
  bodyTooLarge, emptyArray, invalidImageUrl, invalidType, missingFilename, missingParameter, mutuallyExclusive, stringInsteadOfFile,
  stringTooLong, tooManyImages, unknownParameter, unsupportedMimetype
} from '../../errors/catalogue.js'
import type { FileSchema, ReferenceSchema } from '../families/family.js'
import { isSentFile, type SentFile } from '../body/image-inputs.js'
import { isObject, kindOf } from '../body/json-values.js'

type Check = (value: unknown) => ApiError | undefined

/** Creates the check of a file in a form, or of a list of files whose names have the array syntax. */
export function fileCheck (name: string, { mediaTypes, maxItems, belowBytes }: FileSchema): Check {
  const checkFile = (file: SentFile, name: string) => {
    if (file.filename === undefined) return missingFilename(name)
    const mediaType = file.mediaType || typeOfName(file.filename)
    if (mediaTypes.length > 0 && !mediaTypes.includes(mediaType)) return unsupportedMimetype(name, mediaType, mediaTypes)
    return belowBytes !== undefined && file.bytes.length >= belowBytes ? bodyTooLarge(belowBytes, file.bytes.length) : undefined
  }
  return value => {
    if (!Array.isArray(value)) {
      return isSentFile(value) ? checkFile(value, name) : stringInsteadOfFile(name, maxItems === undefined ? 'a file' : 'one of an array of files or file')
    }
    if (maxItems === undefined) return invalidType(name, 'a file', 'an array')
    if (value.length > maxItems) return tooManyImages(name, maxItems, value.length)
    if (!value.every(isSentFile)) return stringInsteadOfFile(`${name}[]`, 'a file')
    return firstRefusal(value, (file, index) => checkFile(file, `${name}[${index}]`))
  }
}

/** Returns the media type of a file that was sent without one, by its extension. Inferred from files that the API accepted. */
function typeOfName (filename: string): string {
  const extension = /\.(png|jpe?g|webp)$/i.exec(filename)?.[1]?.toLowerCase()
  return extension === undefined ? 'application/octet-stream' : `image/${extension === 'jpg' ? 'jpeg' : extension}`
}

/** Creates the check of a reference to an image, or of a list of references. */
export function referenceCheck (name: string, { maxItems, maxUrlLength, urlMember = 'image_url', otherMembers = [] }: ReferenceSchema): Check {
  const checkReference = (value: unknown, name: string): ApiError | undefined => {
    if (!isObject(value)) return invalidType(name, 'an object', kindOf(value))
    const { [urlMember]: url, file_id: id, ...others } = value
    const unknown = Object.keys(others).find(member => !otherMembers.includes(member))
    if (unknown !== undefined) return unknownParameter(`${name}.${unknown}`)
    if (url !== undefined && id !== undefined) return mutuallyExclusive(`${name}.${urlMember}`, `${name}.file_id`)
    if (url === undefined && id === undefined) return missingParameter(`${name}.${urlMember}`)
    if (id !== undefined) return typeof id === 'string' ? undefined : invalidType(`${name}.file_id`, 'a string', kindOf(id))
    return checkUrl(url, `${name}.${urlMember}`, maxUrlLength)
  }
  return value => {
    if (maxItems === undefined) return checkReference(value, name)
    if (!Array.isArray(value)) return invalidType(name, 'an array of objects', kindOf(value))
    if (value.length === 0) return emptyArray(name, 1)
    if (value.length > maxItems) return tooManyImages(name, maxItems, value.length)
    return firstRefusal(value, (item, index) => checkReference(item, `${name}[${index}]`))
  }
}

function checkUrl (url: unknown, name: string, maxLength: number): ApiError | undefined {
  if (typeof url !== 'string') return invalidType(name, 'a string', kindOf(url))
  if (url.length > maxLength) return stringTooLong(name, maxLength, url.length)
  return /^(?:data:|https?:\/\/[^/?#])/i.test(url) && (url.startsWith('data:') || URL.canParse(url)) ? undefined : invalidImageUrl(name)
}

function firstRefusal<Item> (items: readonly Item[], check: (item: Item, index: number) => ApiError | undefined): ApiError | undefined {
  for (const [index, item] of items.entries()) {
    const refusal = check(item, index)
    if (refusal) return refusal
  }
  return undefined
}
