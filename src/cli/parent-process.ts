/** Watches for the end of the parent process. */

const intervalMs = 250
/** Read when the command is loaded: the parent may end before the mock listens. */
const parent = process.ppid

/**
 * Calls `onEnd` once, at most 250 ms after the parent process has ended. Keeps no process alive.
 *
 * Under `npm start` the parent is a shell that does not pass signals on: `kill` ends npm and the shell, but not this
 * process. The system then gives it another parent; Windows does not.
 */
export function onParentEnd (onEnd: () => unknown): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onEnd()
  }, intervalMs).unref()
}
