/** RuleError: a rule, directive or rule file that cannot be used, told in one line. */

/** What was wrong first: where it stands, what was found there, and what to give instead. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  /** The member, such as `rules[1].respond.error`, and the file or directive that it stands in. */
  readonly where: string
  readonly found: string
  /** What to do, as a clause: `give one of reset, empty`. */
  readonly advice: string

  constructor (where: string, found: string, advice: string, message = `Failed to read ${where}: found ${found}. Please ${advice}.`) {
    super(message)
    this.where = where
    this.found = found
    this.advice = advice
  }

  /** The same error, told of a place: a file's name, for one. */
  inside (place: string): RuleError {
    return new RuleError(`${this.where} in ${place}`, this.found, this.advice)
  }
}
