/** ApiError, a refusal in OpenAI's form, and the schema of its envelope. */
import { Type, type Static } from 'typebox'

const Nullable = (description: string) => Type.Unsafe<string | null>({ type: 'string', nullable: true, description })

export const ErrorEnvelope = Type.Object({
  error: Type.Object({
    message: Nullable('A message for people. Null in one known fault of the API.'),
    type: Type.String({ description: 'The type of the error, such as `invalid_request_error`.' }),
    param: Nullable('The parameter at fault, or null.'),
    code: Nullable('A code for programs, or null.'),
    moderation_details: Type.Optional(Type.Object({
      moderation_stage: Type.String({ description: 'What was rejected: the prompt (`input`) or the image (`output`).' }),
      categories: Type.Array(Type.String(), { description: 'The reasons, such as `violence`.' })
    }, { description: 'Why the safety system rejected the request, for the GPT image models.' }))
  })
}, { $id: 'ErrorResponse', description: 'The envelope of every refusal.' })

export type ErrorEnvelope = Static<typeof ErrorEnvelope>

export interface Refusal {
  /** HTTP status, 400 to 599. */
  status: number
  /** OpenAI's own wording; null in one known fault of the API. */
  message: string | null
  type: string
  /** The parameter at fault. Default null. */
  param?: string | null
  /** The machine-readable code. Default null. */
  code?: string | null
  /** Further members of the error, after the code. */
  details?: Pick<ErrorEnvelope['error'], 'moderation_details'>
  /** Headers of the response besides the usual ones, by lower-case name. */
  headers?: Record<string, string>
  /** Whether the response has no body. Default false. */
  isEmpty?: boolean
}

/** A refusal of a request. The catalogue creates it, or `customError` for an error that a test defines. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly headers: Record<string, string>
  readonly envelope: ErrorEnvelope
  readonly isEmpty: boolean

  constructor ({ status, message, type, param = null, code = null, details, headers = {}, isEmpty = false }: Refusal) {
    super(message ?? '')
    this.isEmpty = isEmpty
    this.status = status
    this.headers = headers
    this.envelope = { error: { message, type, param, code, ...details } }
  }

  /** The body: JSON indented by two spaces, without a newline at its end (recorded since June 2025); or empty. */
  get body (): string {
    return this.isEmpty ? '' : JSON.stringify(this.envelope, null, 2)
  }
}
