/** Rows of the table. A row with a reference alternates between the mock and the reference, each time in a new process. */
import { load, type LoadRequest } from './load-process.js'
import type { ServerProcess } from './server-process.js'
import { summarise, type Pair } from './statistics.js'
import { cpuMs, takeSample } from './system.js'

/** The amount of work. The short form only shows that the benchmark works; its numbers are not meaningful. */
export interface Scale {
  short: boolean
  /** The maximum number of pairs of measurements for a row. */
  pairs: number
  /** The share of the usual number of requests, from 0 to 1. */
  share: number
}

export interface Row {
  name: string
  unit: string
  mock: number
  reference?: number
  ratio?: number
  target: string
  /** Empty if there is no target. */
  verdict: 'met' | 'missed' | 'skipped' | ''
  note?: string
}

/** The time limit of a row. The pair in progress is still completed. */
const maxRowMs = 25_000

export async function comparedRow (
  { name, unit, max, scale, mock, reference }: { name: string, unit: string, max: number, scale: Scale, mock: () => Promise<number>, reference: () => Promise<number> }
): Promise<Row> {
  const pairs: Pair[] = []
  const endMs = performance.now() + maxRowMs
  while (pairs.length < scale.pairs && (pairs.length === 0 || performance.now() < endMs)) {
    pairs.push({ mock: await takeSample(mock), reference: await takeSample(reference) })
  }
  const { ratio, skipped, ...medians } = summarise(pairs)
  return {
    name,
    unit,
    mock: medians.mock,
    reference: medians.reference,
    ratio,
    target: `≤ ${max} ×`,
    verdict: Number.isNaN(ratio) ? 'skipped' : ratio <= max ? 'met' : 'missed',
    note: `${medians.pairs} pairs${skipped ? `, ${skipped} skipped` : ''}`
  }
}

export function boundedRow (name: string, unit: string, value: number, max: number): Row {
  return { name, unit, mock: value, target: `≤ ${max}`, verdict: value <= max ? 'met' : 'missed' }
}

/** Measures the CPU time of a new server for each request after a warm-up, in microseconds. */
export async function cpuPerRequest (
  start: () => Promise<ServerProcess>,
  { count, warmUp, requests, connections = 50 }: { count: number, warmUp: number, requests: (server: ServerProcess) => LoadRequest[] | Promise<LoadRequest[]>, connections?: number }
): Promise<number> {
  const server = await start()
  try {
    const all = await requests(server)
    const send = (part: LoadRequest[], count: number) => load({ url: server.url, connections: Math.min(connections, count), count, requests: part })
    // If there are enough different requests, none is sent twice: a new picture is new only once.
    const [first, rest] = all.length < count + warmUp ? [all, all] : [all.slice(0, warmUp), all.slice(warmUp)]
    await send(first, warmUp)
    const before = cpuMs(server.pid)
    await send(rest, count)
    return (cpuMs(server.pid) - before) * 1000 / count
  } finally {
    await server.stop()
  }
}
