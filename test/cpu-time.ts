/** CPU time: a limit for it holds on a busy machine, too, where other processes interrupt this one. */

/** Returns the CPU time that this process has used since it started, in milliseconds. */
export function cpuTimeMs (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
