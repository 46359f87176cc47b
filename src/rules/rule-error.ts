/** RuleError: a rule, directive or rule file that cannot be used. */
import { FileError } from '../files/file-error.js'

/**
 * The first problem of a rule, directive or rule file. Errors of rule files begin with the position:
 * `retries.yaml:3:5: Expected an integer from 1 to 1000000 for rules[0].times, got 0.`
 *
 * @example
 * try {
 *   mock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 0 })
 * } catch (error) {
 *   console.error(error instanceof RuleError, error.where) // true times
 * }
 */
export class RuleError extends FileError {
  override readonly name = 'RuleError'
}
