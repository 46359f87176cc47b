/** FileError: a value in a file that cannot be used, with its place in the file. */
import { expectedMessage } from '../text/messages.js'

/**
 * The first problem of a value. Errors of files begin with the position:
 * `retries.yaml:3:5: Expected an integer from 1 to 1000000 for rules[0].times, got 0.`
 */
export class FileError extends Error {
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

  /** `Expected <expected> for <where>, got <got>.`, and the nearest of `choices`. */
  static expected<Class extends FileErrorClass> (
    this: Class, where: string, expected: string, got: unknown, choices: readonly string[] = []
  ): InstanceType<Class> {
    return new this(where, where => expectedMessage({ expected, where, got, choices })) as InstanceType<Class>
  }

  /** `Cannot use <where>: <reason>. <advice>.` */
  static unusable<Class extends FileErrorClass> (this: Class, where: string, reason: string, advice: string): InstanceType<Class> {
    return new this(where, where => `Cannot use ${where}: ${reason}. ${advice}.`) as InstanceType<Class>
  }

  /** Returns the same error with another name for the member. */
  renamed (where: string): this {
    return this.#copy(where, this.#messageFor)
  }

  /** Returns the same error with the place in a file before the message: `retries.yaml:3:5`. */
  at (place: string): this {
    return this.#copy(this.where, where => `${place}: ${this.#messageFor(where)}`)
  }

  #copy (where: string, messageFor: (where: string) => string): this {
    const Class = this.constructor as FileErrorClass
    return new Class(where, messageFor, this.unknown) as this
  }
}

/** `FileError` or a class that extends it. */
export type FileErrorClass = typeof FileError
