/** Rows about memory use, and about bursts of large responses. */
import { setTimeout } from 'node:timers/promises'
import { generate, load, type LoadRequest } from './load-process.js'
import { boundedRow, type Row, type Scale } from './row.js'
import { builtFile, fetchBytes, imagePath, startMock, type ServerProcess } from './server-process.js'
import { median } from './statistics.js'
import { residentMb } from './system.js'

/** The time limit for a hundred thousand requests. The part in progress is still completed. */
const maxPhaseMs = 40_000

export async function * memoryRows (scale: Scale): AsyncGenerator<Row> {
  const server = await startMock()
  try {
    await fetchBytes(`${server.url}/_mock/health`)
    yield boundedRow('memory after the start', 'MB', residentMb(server.pid).now, 110)
    const count = 100_000 * scale.share
    const requests = await mixedRequests(server)
    const endMs = performance.now() + 2 * maxPhaseMs
    const first = await sendMixed(server, requests, { from: 0, count, endMs: performance.now() + maxPhaseMs })
    yield boundedRow(`memory after ${first.sent} mixed requests`, 'MB', Math.max(...first.settledMb), 250)
    const second = await sendMixed(server, requests, { from: first.sent, count: first.sent, endMs })
    yield boundedRow(`growth in ${second.sent} more`, 'MB', median(second.settledMb) - median(first.settledMb), 10)
  } finally {
    await server.stop()
  }
}

/**
 * Sends up to `count` requests in parts until `endMs`, fewer on a slow machine. Returns how many were sent, and the
 * resident memory after each part of the second half, when it only varies by the 25 MB of garbage collection.
 */
async function sendMixed (
  { url, pid }: ServerProcess, requests: LoadRequest[], { from, count: max, endMs }: { from: number, count: number, endMs: number }
): Promise<{ sent: number, settledMb: number[] }> {
  const residents: number[] = []
  let sent = 0
  while (sent < max && performance.now() < endMs) {
    const count = Math.min(10_000, max - sent)
    await load({ url, connections: 50, count, requests, first: from + sent })
    residents.push(residentMb(pid).now)
    sent += count
  }
  return { sent, settledMb: residents.slice(residents.length >> 1) }
}

/** A hundred requests: 78 new prompts by URL, 10 refusals, 6 downloads and 5 base64 responses from the cache, and one new picture of 512x512, which fills the cache. */
async function mixedRequests ({ url }: ServerProcess): Promise<LoadRequest[]> {
  const path = await imagePath(url, 'A cute baby sea otter', '512x512')
  const repeat = (count: number, request: LoadRequest) => Array.from({ length: count }, () => request)
  return [
    ...repeat(78, generate({ prompt: 'A cute baby sea otter {index}', user: 'user-{index}' })),
    ...repeat(10, generate({ prompt: 'x', n: 11 }, 400)),
    ...repeat(6, { path }),
    ...repeat(5, generate({ prompt: 'A cute baby sea otter', size: '512x512', response_format: 'b64_json' })),
    generate({ prompt: 'New {index}', size: '512x512', response_format: 'b64_json' })
  ]
}

interface Burst {
  name: string
  /** The number of concurrent requests. */
  count: number
  request: LoadRequest
  /** The target for the peak memory in megabytes. Default: no target. */
  maxMb?: number
  /** The target for the slowest small request, in milliseconds. */
  maxMs: number
}

/** Measures many large responses at once, with small requests in between. */
export async function * burstRows ({ short }: Scale): AsyncGenerator<Row> {
  const inBase64 = { model: 'gateway-alias', size: '1792x1024', response_format: 'b64_json' }
  const [many, few] = short ? [2, 2] : [50, 8]
  yield * rowsOfOneBurst({
    name: `${many} at once for ten of 1792x1024`, count: many, request: generate({ ...inBase64, prompt: 'A cute baby sea otter {index}', n: 10 }), maxMs: 250
  })
  yield * rowsOfOneBurst({
    name: `${few} at once for four of 8 MB`, count: few, request: generate({ ...inBase64, prompt: 'A cute baby sea otter {index} [mock bytes=8MB]', n: 4 }), maxMb: 300, maxMs: 100
  })
  yield * rowsOfOneBurst({
    name: 'ten of 3840x2160',
    count: 1,
    request: generate({ model: 'gpt-image-2', size: short ? '1024x1024' : '3840x2160', quality: 'high', prompt: 'A cute baby sea otter', n: 10 }),
    maxMb: 300,
    maxMs: 250
  })
}

async function * rowsOfOneBurst ({ name, count, request, maxMb, maxMs }: Burst): AsyncGenerator<Row> {
  const server = await startMock({ nodeArgs: ['--import', builtFile('event-loop-delay.js')] })
  try {
    let isDone = false
    const startedMs = performance.now()
    const allResponses = load({
      url: server.url,
      connections: count,
      count,
      requests: [request]
    }).finally(() => { isDone = true })
    const slowestMs = await slowestSmallRequest(server.url, () => isDone)
    await allResponses
    const peakMb = residentMb(server.pid).peak
    yield { name: `${name}: all responses`, unit: 's', mock: (performance.now() - startedMs) / 1000, target: 'all succeed', verdict: 'met' }
    yield maxMb === undefined
      ? { name: `${name}: peak memory`, unit: 'MB', mock: peakMb, target: '', verdict: '' }
      : boundedRow(`${name}: peak memory`, 'MB', peakMb, maxMb)
    yield { name: `${name}: longest delay of the event loop`, unit: 'ms', mock: Number(await server.request('delay')), target: '', verdict: '' }
    yield boundedRow(`${name}: slowest small request`, 'ms', slowestMs, maxMs)
  } finally {
    await server.stop()
  }
}

export async function slowestSmallRequest (url: string, isDone: () => boolean): Promise<number> {
  let slowestMs = 0
  while (!isDone()) {
    const startedMs = performance.now()
    await fetchBytes(`${url}/v1/images/generations`, { prompt: 'A cute baby sea otter' })
    slowestMs = Math.max(slowestMs, performance.now() - startedMs)
    await setTimeout(20)
  }
  return slowestMs
}
