/** Node as a user starts it: tap loads a module into each child process, which costs a third of a second and is not the product. */

/** The command and its arguments, for `spawn` and `execFile`. */
export function plainNode (...args: string[]): [command: string, args: string[]] {
  return ['env', ['--unset=NODE_OPTIONS', process.execPath, ...args]]
}
