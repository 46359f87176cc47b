/** Work that is stopped when it takes too long, whatever it does: for regular expressions, which nothing else stops. */
import vm from 'node:vm'

interface Room {
  script: vm.Script
  globals: { work: (() => void) | undefined }
}

// V8 stops only a script that it was given with a time. One room serves all, since each costs half a megabyte:
// it is made when it is first needed, and holds nothing between two calls.
let room: Room | undefined

/**
 * Does the work; false where it was stopped, at any of its steps, after `ms`. What the work throws is thrown on.
 * Starting the clock takes a tenth of a millisecond: much work at once costs less than much work each by itself.
 */
export function runWithTimeout (ms: number, work: () => void): boolean {
  room ??= { script: new vm.Script('work()'), globals: vm.createContext({ work: undefined }) as Room['globals'] }
  const { script, globals } = room
  globals.work = work
  try {
    script.runInContext(globals, { timeout: Math.round(ms) })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false
    throw error
  } finally {
    globals.work = undefined
  }
}
