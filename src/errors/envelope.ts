/** The schema of OpenAI's error envelope, as its OpenAPI document publishes it. */
import { Type, type Static } from 'typebox'

const Nullable = (description: string) => Type.Unsafe<string | null>({ type: 'string', nullable: true, description })

export const ErrorEnvelope = Type.Object({
  error: Type.Object({
    message: Nullable('What went wrong, for people. Null in one known fault of the real endpoint.'),
    type: Type.String({ description: 'The family of the error, such as `invalid_request_error`.' }),
    param: Nullable('The request member at fault, or null.'),
    code: Nullable('The error, for programs, or null.')
  })
}, { $id: 'ErrorResponse', description: 'The envelope of every refusal.' })

export type ErrorEnvelope = Static<typeof ErrorEnvelope>
