/** A family of models: one contract that its models share and narrow. */
import type { ApiError } from '../../errors/api-error.js'
import type { InputImages } from '../body/image-inputs.js'
import type { ResolvedParameters } from '../parameters.js'
import type { ParameterWords } from '../validation/parameter-words.js'

/** A parameter's published schema, with the keywords of JSON Schema and OpenAPI 3.0 that OpenAI's document uses. */
export interface ParameterSchema {
  type?: 'string' | 'integer' | 'number' | 'boolean'
  enum?: ReadonlyArray<string | number>
  /** The values that refusals list. Default: those of `enum`. */
  listed?: ReadonlyArray<string | number>
  anyOf?: readonly ParameterSchema[]
  minLength?: number
  /** In code points. */
  maxLength?: number
  minimum?: number
  maximum?: number
  /** The value of a request that leaves the parameter out. */
  default?: string | number | boolean
  /** Whether null is the same as leaving the parameter out. */
  nullable?: boolean
  description?: string
  example?: string | number | boolean
  'x-oaiTypeLabel'?: string
  /** For a part of a form that is a file, or a list of files. */
  file?: FileSchema
  /** For a member of a JSON body that refers to an image, or to a list of images. */
  reference?: ReferenceSchema
}

export interface FileSchema {
  /** The accepted media types, in the order in which refusals list them. */
  mediaTypes: readonly string[]
  /** How many files a list may have. Default: a list is refused. */
  maxItems?: number
  /** The length in bytes that a file must be below. Default: the length is checked with the pixels, or not at all. */
  belowBytes?: number
}

export interface ReferenceSchema {
  /** How many references a list may have. Default: the value is one reference. */
  maxItems?: number
  /** The maximum length of a URL, in characters. */
  maxUrlLength: number
  /** The member that has the URL. Default `image_url`. */
  urlMember?: 'image_url' | 'url'
  /** Other members, whose values are not checked. Default: none. */
  otherMembers?: readonly string[]
}

/** The members of successful responses besides `created`. */
export type ResponseMember = 'background' | 'data' | 'output_format' | 'quality' | 'safety_identifier' | 'size' | 'usage'

/** Published properties by wire name. */
export type ParameterSchemas = Readonly<Record<string, ParameterSchema>>

/** The refusal of a value that the family accepts and the model does not support. */
export type UnsupportedValue = (value: string, supported: readonly string[], modelName: string) => ApiError

/** A check of a combination of valid parameters. Returns the refusal, or undefined if the combination is valid. */
export type CombinationCheck = (parameters: ResolvedParameters) => ApiError | undefined

/** A check of the decoded images of a request. Returns the refusal, or undefined if they are accepted. */
export type InputCheck = (images: InputImages, parameters: ResolvedParameters) => ApiError | undefined

export interface Family {
  name: string
  /** The request schema as OpenAI publishes it: names, order and words are OpenAI's own. */
  request: {
    $id: string
    type: 'object'
    required: readonly string[]
    properties: ParameterSchemas
  }
  /** Keywords that the API enforces without publishing them, by parameter. */
  enforced: ParameterSchemas
  /**
   * Parameters that clients send although the family lacks them. Values without an effect are accepted. Every other
   * value is refused as an unknown parameter, even if unknown parameters are ignored.
   */
  unsupported: Readonly<Record<string, {
    acceptedValues: readonly unknown[]
    evidence: string
    /** Default: the refusal of an unknown parameter. */
    refuse?: () => ApiError
  }>>
  /** The parameters that are checked first, in this order, after `model` and unknown parameters. The others follow in published order. */
  checkedFirst: readonly string[]
  /** Parameters whose values are not checked: any JSON value is accepted. */
  unchecked: readonly string[]
  /**
   * The parameters of which a model may support only some of the values that the family accepts (`supported` and
   * `freeSizes` of its row). They are checked again, in this order, once the model is known to exist.
   */
  narrowedByModel: Readonly<Record<string, UnsupportedValue>>
  /** The last checks, in this order. */
  combinations: readonly CombinationCheck[]
  /** The checks of decoded images, which come after all others, in this order. Default: the request has no images. */
  inputChecks?: readonly InputCheck[]
  /** The wording of refusals that concern one parameter. Default: that of May 2025 and later. */
  words?: ParameterWords
  /** Members of the response after `created`, by wire name and in order. */
  responseMembers: readonly ResponseMember[]
}
