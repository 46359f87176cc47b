/** Starts Node without tap's module: tap preloads it into each child process, which takes a third of a second. */

/** Returns the command and its arguments, for `spawn` and `execFile`. */
export function plainNode (...args: string[]): [command: string, args: string[]] {
  return ['env', ['--unset=NODE_OPTIONS', process.execPath, ...args]]
}
