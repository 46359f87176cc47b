/** ModelsFileError: a models file that cannot be used. */
import { FileError } from '../files/file-error.js'

/**
 * The first problem of a models file. The message begins with the position:
 * `gateway.yaml:3:5: Expected an integer from 1 to 10 for models[0].parameters.n.maximum, got 11.`
 *
 * @example
 * try {
 *   await startImageMock({ modelsFile: 'gateway.yaml' })
 * } catch (error) {
 *   console.error(error instanceof ModelsFileError, error.where) // true models[0].parameters.n.maximum
 * }
 */
export class ModelsFileError extends FileError {
  override readonly name = 'ModelsFileError'
}
