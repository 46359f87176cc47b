/** ApiError: a refusal as OpenAI answers it, with a status, an envelope and headers. */
import type { ErrorEnvelope } from './envelope.js'

export interface Refusal {
  /** HTTP status, 400 to 599. */
  status: number
  /** OpenAI's own words; null in one known fault of the real endpoint. */
  message: string | null
  type: string
  /** The request member at fault; absent means null. */
  param?: string | null
  /** The machine-readable code; absent means null. */
  code?: string | null
  /** Headers that go with this refusal, by lower-case name. */
  headers?: Record<string, string>
}

/** A refusal on its way to the client. The catalogue builds it, or custom-error.ts. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly headers: Record<string, string>
  readonly envelope: ErrorEnvelope

  constructor ({ status, message, type, param = null, code = null, headers = {} }: Refusal) {
    super(message ?? '')
    this.status = status
    this.headers = headers
    this.envelope = { error: { message, type, param, code } }
  }

  /** The body byte for byte: indented by two spaces, no newline at its end (recorded from June 2025 on). */
  get body (): string {
    return JSON.stringify(this.envelope, null, 2)
  }
}
