/** A family of models: one contract that its models share and narrow. */

/** A parameter's published schema, with the keywords of JSON Schema and OpenAPI 3.0 that OpenAI's document uses. */
export interface ParameterSchema {
  type?: 'string' | 'integer' | 'boolean'
  enum?: readonly string[]
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
}

/** Published properties by wire name. */
export type ParameterSchemas = Readonly<Record<string, ParameterSchema>>

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
   * Parameters that clients send although the family lacks them: values without an effect are accepted. Every other
   * value is refused as an unknown parameter, even if unknown parameters are ignored.
   */
  unsupported: Readonly<Record<string, { acceptedValues: readonly unknown[], evidence: string }>>
  /** The parameters that are checked first, in this order, after `model` and unknown ones; the others follow as published. */
  checkedFirst: readonly string[]
  /** Members of the response besides `created` and `data`, by wire name and in order. */
  responseMembers: readonly string[]
}
