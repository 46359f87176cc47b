/** What the journal says to a question that it cannot answer: the asker's mistake, never the mock's. */

/** Its message follows our formula: Failed to X: found Y. Please Z. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/** As many callers wait for requests as may wait at once. */
export class TooManyWaitersError extends JournalError {}
