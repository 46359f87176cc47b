/** CPU time and memory of a process, and steal time of the machine, from /proc. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release } from 'node:os'
import type { Sample } from './statistics.js'

/** The unit of times in /proc/<pid>/stat. It is the same on every Linux that Node supports. */
const tickMs = 10

/** Returns the user and system time of all threads of a process, in milliseconds. */
export function cpuMs (pid: number): number {
  // The name of the program, in brackets, may contain spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/** Returns the resident memory of a process in MiB, now and at its peak. */
export function residentMb (pid: number): { now: number, peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024
  return { now: mb('VmRSS'), peak: mb('VmHWM') }
}

/** Runs a measurement, and returns its value with the steal time during it. */
export async function takeSample (measure: () => Promise<number>): Promise<Sample> {
  const before = machineTicks()
  const value = await measure()
  const after = machineTicks()
  return { value, stolen: (after.stolen - before.stolen) / Math.max(1, after.all - before.all) }
}

function machineTicks (): { all: number, stolen: number } {
  const ticks = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.trim().split(/\s+/).slice(1, 9).map(Number)
  return { all: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7]! }
}

export function machine (): string {
  return `${availableParallelism()} × ${cpus()[0]!.model}, Linux ${release()}, Node ${process.version}`
}
