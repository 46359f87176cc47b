/** Properties of a request besides its parameters, by which rules, filters and verifications match it. */
import { listed } from '../text/sentences.js'
import type { InputDigest } from './body/image-inputs.js'
import { operationNames, operations, type OperationName } from './operations/operations.js'
import type { Parameter, ParameterValue } from './parameters.js'

export interface RequestWithInputs {
  /** Undefined for a URL of no operation. */
  operation?: OperationName | undefined
  /** Undefined if the images of the request could not be read. */
  inputs?: readonly InputDigest[] | undefined
}

export interface RequestProperty extends Pick<Parameter, 'type' | 'description' | 'examples'> {
  /** The only values. Default: all values of the type. */
  values?: readonly string[]
  /** The only form of a text. */
  pattern?: string
  /** What `pattern` accepts, for error messages. */
  allowed?: string
  /** Returns the value of a request; undefined if it has none. */
  read: (request: RequestWithInputs) => ParameterValue | undefined
  /** Compares texts. Default: both must be equal. */
  matches?: (found: string, expected: string) => boolean
}

export const requestProperties = {
  operation: {
    type: 'string',
    description: `The operation: ${listed(operationNames.map(name => `\`${name}\``), 'or')}.`,
    examples: ['edit'],
    values: operationNames,
    read: ({ operation }) => operation
  },
  images: {
    type: 'integer',
    description: 'The number of images that the request brings, without its mask.',
    examples: [2],
    read: request => inputsOf(request)?.filter(({ role }) => role === 'image').length
  },
  mask: {
    type: 'boolean',
    description: 'Whether the request has a mask.',
    examples: [true],
    read: request => inputsOf(request)?.some(({ role }) => role === 'mask')
  },
  upload: {
    type: 'string',
    description: 'The SHA-256 of an image or mask of the request, in hexadecimal, or at least its first 8 digits. ' +
      'For an image that was not read, the SHA-256 of its URL or file id.',
    examples: ['d1faf35f1d6c5ba5'],
    pattern: '^[\\da-fA-F]{8,64}$',
    allowed: 'a SHA-256 in hexadecimal, or at least its first 8 digits',
    read: request => inputsOf(request)?.map(({ sha256 }) => sha256).join(' ') || undefined,
    matches: (found, expected) => found.split(' ').some(sha256 => sha256.startsWith(expected.toLowerCase()))
  }
} as const satisfies Record<string, RequestProperty>

export type RequestPropertyName = keyof typeof requestProperties

export const requestPropertyEntries = Object.entries(requestProperties) as ReadonlyArray<readonly [RequestPropertyName, RequestProperty]>

function inputsOf ({ operation, inputs }: RequestWithInputs): readonly InputDigest[] | undefined {
  return inputs ?? (operation && !operations[operation].sourceKind ? [] : undefined)
}
