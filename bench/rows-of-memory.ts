/** The rows about memory, and about a burst of what is largest. */
import { setTimeout } from 'node:timers/promises'
import { generate, load, type Asked } from './load-process.js'
import { boundedRow, type Row, type Scale } from './row.js'
import { ask, built, imagePath, startOurs, type ServerProcess } from './server-process.js'
import { median } from './statistics.js'
import { residentMb } from './system.js'

/** No hundred thousand takes longer than this, give or take a part. */
const mixedMs = 40_000

export async function * rowsOfMemory (scale: Scale): AsyncGenerator<Row> {
  const server = await startOurs()
  try {
    await ask(`${server.url}/_mock/health`)
    yield boundedRow('memory after the start', 'MB', residentMb(server.pid).now, 110)
    const count = 100_000 * scale.share
    const requests = await mixedRequests(server)
    const mostMs = performance.now() + 2 * mixedMs
    const first = await sendMixed(server, requests, { from: 0, count, endMs: performance.now() + mixedMs })
    yield boundedRow(`memory after ${first.sent} mixed requests`, 'MB', Math.max(...first.settledMb), 250)
    const second = await sendMixed(server, requests, { from: first.sent, count: first.sent, endMs: mostMs })
    yield boundedRow(`growth in ${second.sent} more`, 'MB', median(second.settledMb) - median(first.settledMb), 10)
  } finally {
    await server.stop()
  }
}

/**
 * Sends as many as come through until then, in parts; a slow machine makes the row say fewer. What is resident after
 * each part of the second half is settled, but for the 25 MB by which the collector lets the heap go up and down.
 */
async function sendMixed (
  { url, pid }: ServerProcess, requests: Asked[], { from, count: most, endMs }: { from: number, count: number, endMs: number }
): Promise<{ sent: number, settledMb: number[] }> {
  const residents: number[] = []
  let sent = 0
  while (sent < most && performance.now() < endMs) {
    const count = Math.min(10_000, most - sent)
    await load({ url, connections: 50, count, requests, first: from + sent })
    residents.push(residentMb(pid).now)
    sent += count
  }
  return { sent, settledMb: residents.slice(residents.length >> 1) }
}

/** Of a hundred: 78 new prompts by URL, 10 refusals, 6 downloads and 5 base64 answers from the cache, and one new picture of 512x512, which fills the cache. */
async function mixedRequests ({ url }: ServerProcess): Promise<Asked[]> {
  const path = await imagePath(url, 'A cute baby sea otter', '512x512')
  const times = (count: number, asked: Asked) => Array.from({ length: count }, () => asked)
  return [
    ...times(78, generate({ prompt: 'A cute baby sea otter {index}', user: 'user-{index}' })),
    ...times(10, generate({ prompt: 'x', n: 11 }, 400)),
    ...times(6, { path }),
    ...times(5, generate({ prompt: 'A cute baby sea otter', size: '512x512', response_format: 'b64_json' })),
    generate({ prompt: 'New {index}', size: '512x512', response_format: 'b64_json' })
  ]
}

interface Burst {
  name: string
  /** How many come at once. */
  count: number
  asked: Asked
  /** What the peak of memory may be, in megabytes. Absent: it is stated. */
  mostMb?: number
  /** How long a small request may take, in milliseconds. */
  mostMs: number
}

/** Many large answers at once, while small requests come in between. */
export async function * rowsOfBurst ({ short }: Scale): AsyncGenerator<Row> {
  const inBase64 = { model: 'gateway-alias', size: '1792x1024', response_format: 'b64_json' }
  const [many, few] = short ? [2, 2] : [50, 8]
  yield * rowsOfOneBurst({
    name: `${many} at once for ten of 1792x1024`, count: many, asked: generate({ ...inBase64, prompt: 'A cute baby sea otter {index}', n: 10 }), mostMs: 250
  })
  yield * rowsOfOneBurst({
    name: `${few} at once for four of 8 MB`, count: few, asked: generate({ ...inBase64, prompt: 'A cute baby sea otter {index} [mock bytes=8MB]', n: 4 }), mostMb: 300, mostMs: 100
  })
}

async function * rowsOfOneBurst ({ name, count, asked, mostMb, mostMs }: Burst): AsyncGenerator<Row> {
  const server = await startOurs({ nodeArgs: ['--import', built('event-loop-delay.js')] })
  try {
    let over = false
    const startedMs = performance.now()
    const answered = load({
      url: server.url,
      connections: count,
      count,
      requests: [asked]
    }).finally(() => { over = true })
    const longestMs = await longestSmallRequest(server.url, () => over)
    await answered
    const peakMb = residentMb(server.pid).peak
    yield { name: `${name}: all answered`, unit: 's', ours: (performance.now() - startedMs) / 1000, target: 'all', verdict: 'reached' }
    yield mostMb === undefined
      ? { name: `${name}: peak memory`, unit: 'MB', ours: peakMb, target: 'stated', verdict: '' }
      : boundedRow(`${name}: peak memory`, 'MB', peakMb, mostMb)
    yield { name: `${name}: longest delay of the event loop`, unit: 'ms', ours: Number(await server.ask('delay')), target: 'stated', verdict: '' }
    yield boundedRow(`${name}: slowest small request`, 'ms', longestMs, mostMs)
  } finally {
    await server.stop()
  }
}

async function longestSmallRequest (url: string, isOver: () => boolean): Promise<number> {
  let longestMs = 0
  while (!isOver()) {
    const startedMs = performance.now()
    await ask(`${url}/v1/images/generations`, { prompt: 'A cute baby sea otter' })
    longestMs = Math.max(longestMs, performance.now() - startedMs)
    await setTimeout(20)
  }
  return longestMs
}
