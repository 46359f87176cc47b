/** Errors of methods that tests call: their stack begins at the line of the test, so that test runners show that line. */

/** Errors about the call. Others are mistakes of the mock itself and keep their stack. */
const ownErrors = ['JournalError', 'MockConnectionError', 'RuleError', 'SettingError', 'SoundnessError', 'VerificationError']

/** The stack of a call. */
interface Call { stack?: string }

/**
 * Returns the method with errors whose stack begins at its caller, even if it returns a promise.
 *
 *     const verify = atCaller((verification: Verification) => { throw new VerificationError(…) })
 */
export function atCaller<Args extends unknown[], Result> (method: (...args: Args) => Result): (...args: Args) => Result {
  return function called (...args) {
    // Formatted only if an error needs it.
    const call: Call = {}
    Error.captureStackTrace(call, called)
    const fail = (error: unknown): never => { throw withStack(error, call) }
    try {
      const result = method(...args)
      return result instanceof Promise ? result.catch(fail) as Result : result
    } catch (error) {
      return fail(error)
    }
  }
}

function withStack (error: unknown, { stack }: Call): unknown {
  // The error may be of another context, as in Jest.
  const { name, message } = error as Error
  if (ownErrors.includes(name)) (error as Error).stack = `${name}: ${message}\n${String(stack).replace(/^.*\n?/, '')}`
  return error
}
