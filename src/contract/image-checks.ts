/** Checks of the members that hold images, before any image is decoded: files in a form, references in JSON. */
import type { ApiError } from '../errors/api-error.js'
import {
  bodyTooLarge, emptyArray, invalidImageUrl, invalidType, missingFilename, missingParameter, mutuallyExclusive, stringInsteadOfFile,
  stringTooLong, tooManyImages, unknownParameter, unsupportedMimetype
} from '../errors/catalogue.js'
import type { FileSchema, ReferenceSchema } from './families/family.js'
import { isSentFile, type SentFile } from './image-inputs.js'
import { kindOf } from './parameter-words.js'

type Check = (value: unknown) => ApiError | undefined

/** Checks a part of a form, or the list of parts that have the array syntax in their names. */
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

/** The media type of a file without one, by the extension of its name: inferred from files that were accepted. */
function typeOfName (filename: string): string {
  const extension = /\.(png|jpe?g|webp)$/i.exec(filename)?.[1]?.toLowerCase()
  return extension === undefined ? 'application/octet-stream' : `image/${extension === 'jpg' ? 'jpeg' : extension}`
}

/** Checks a reference to an image, or a list of references. */
export function referenceCheck (name: string, { maxItems, maxUrlLength }: ReferenceSchema): Check {
  const checkReference = (value: unknown, name: string): ApiError | undefined => {
    if (!isObject(value)) return invalidType(name, 'an object', kindOf(value))
    const { image_url: url, file_id: id, ...others } = value
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) return unknownParameter(`${name}.${unknown}`)
    if (url !== undefined && id !== undefined) return mutuallyExclusive(`${name}.image_url`, `${name}.file_id`)
    if (url === undefined && id === undefined) return missingParameter(`${name}.image_url`)
    if (id !== undefined) return typeof id === 'string' ? undefined : invalidType(`${name}.file_id`, 'a string', kindOf(id))
    return checkUrl(url, `${name}.image_url`, maxUrlLength)
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

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
