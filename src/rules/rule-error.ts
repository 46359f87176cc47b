/** RuleError: a rule, directive or rule file that cannot be used. */
import { expectedMessage } from '../text/messages.js'

/**
 * The first problem of a rule, directive or rule file. Errors of rule files begin with the position:
 * `retries.yaml:3:5: Expected an integer from 1 to 1000000 for rules[0].times, got 0.`
 */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  /** The path of the member, such as `rules[1].respond.error`; empty for the whole value. */
  readonly where: string
  /** The name of an unknown member of `where`. */
  readonly unknown: string | undefined
  readonly #messageFor: (where: string) => string

  constructor (where: string, messageFor: (where: string) => string, unknown?: string) {
    super(messageFor(where))
    this.where = where
    this.#messageFor = messageFor
    this.unknown = unknown
  }

  /** `Expected <expected> for <where>, got <got>.` */
  static expected (where: string, expected: string, got: unknown): RuleError {
    return new RuleError(where, where => expectedMessage({ expected, where, got }))
  }

  /** `Cannot use <where>: <reason>. <advice>.` */
  static unusable (where: string, reason: string, advice: string): RuleError {
    return new RuleError(where, where => `Cannot use ${where}: ${reason}. ${advice}.`)
  }

  /** Returns the same error with another name for the member. */
  renamed (where: string): RuleError {
    return new RuleError(where, this.#messageFor, this.unknown)
  }

  /** Returns the same error with the place in a file before the message: `retries.yaml:3:5`. */
  at (place: string): RuleError {
    return new RuleError(this.where, where => `${place}: ${this.#messageFor(where)}`, this.unknown)
  }
}
