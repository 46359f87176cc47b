/** A row of the table, and how rows with a reference are measured: in turn, each time in a fresh process. */
import { load, type Asked } from './load-process.js'
import type { ServerProcess } from './server-process.js'
import { summarise, type Pair } from './statistics.js'
import { cpuMs, sampled } from './system.js'

/** How much is done. The short form shows that the bench works; its numbers say nothing. */
export interface Scale {
  short: boolean
  pairs: number
  /** The share of the requests that is sent. */
  share: number
}

export interface Row {
  name: string
  unit: string
  ours: number
  reference?: number
  ratio?: number
  target: string
  verdict: 'reached' | 'missed' | 'left out' | ''
  note?: string
}

/** No row takes longer than this, give or take a pair. */
const rowMs = 25_000

export async function comparedRow (
  { name, unit, most, scale, ours, reference }: { name: string, unit: string, most: number, scale: Scale, ours: () => Promise<number>, reference: () => Promise<number> }
): Promise<Row> {
  const pairs: Pair[] = []
  const endMs = performance.now() + rowMs
  while (pairs.length < scale.pairs && (pairs.length === 0 || performance.now() < endMs)) {
    pairs.push({ ours: await sampled(ours), reference: await sampled(reference) })
  }
  const { ratio, leftOut, ...medians } = summarise(pairs)
  return {
    name,
    unit,
    ours: medians.ours,
    reference: medians.reference,
    ratio,
    target: `≤ ${most} ×`,
    verdict: Number.isNaN(ratio) ? 'left out' : ratio <= most ? 'reached' : 'missed',
    note: `${medians.pairs} pairs${leftOut ? `, ${leftOut} left out` : ''}`
  }
}

export function boundedRow (name: string, unit: string, value: number, most: number): Row {
  return { name, unit, ours: value, target: `≤ ${most}`, verdict: value <= most ? 'reached' : 'missed' }
}

/** Microseconds of CPU of a fresh server for each request, after a warm-up. */
export async function cpuPerRequest (
  start: () => Promise<ServerProcess>,
  { count, warmUp, requests, connections = 50 }: { count: number, warmUp: number, requests: (server: ServerProcess) => Asked[] | Promise<Asked[]>, connections?: number }
): Promise<number> {
  const server = await start()
  try {
    const asked = await requests(server)
    const send = (part: Asked[], count: number) => load({ url: server.url, connections: Math.min(connections, count), count, requests: part })
    // What may be asked only once is not asked in the warm-up.
    const [first, rest] = asked.length < count + warmUp ? [asked, asked] : [asked.slice(0, warmUp), asked.slice(warmUp)]
    await send(first, warmUp)
    const before = cpuMs(server.pid)
    await send(rest, count)
    return (cpuMs(server.pid) - before) * 1000 / count
  } finally {
    await server.stop()
  }
}
