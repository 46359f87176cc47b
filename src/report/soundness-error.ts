/** SoundnessError: the report has findings. */
import type { Finding } from './report-schema.js'

/**
 * Thrown if the report has findings that count. The message lists them, and how to accept them.
 *
 * ```js
 * try {
 *   await mock.assertSound()
 * } catch (error) {
 *   console.error(error.findings) // [{ id: 'retried-refusal', severity: 'error', … }]
 * }
 * ```
 */
export class SoundnessError extends Error {
  override readonly name = 'SoundnessError'
  /** Test runners show an error with this code as a failed assertion. */
  readonly code = 'ERR_ASSERTION'

  constructor (message: string, readonly findings: readonly Finding[]) {
    super(message)
  }
}
