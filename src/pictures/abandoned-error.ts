/** A picture that nobody waits for any more. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'
}
