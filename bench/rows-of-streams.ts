/** Rows about many streams at once, whose clients read slowly, do not read, or leave. */
import { setTimeout } from 'node:timers/promises'
import { readStreams } from './load-process.js'
import { boundedRow, type Row, type Scale } from './row.js'
import { slowestSmallRequest } from './rows-of-memory.js'
import { startMock } from './server-process.js'
import { cpuMs, residentMb } from './system.js'

const bodyFor = (prompt: string) => JSON.stringify({ model: 'gpt-image-2', prompt: `${prompt} {index}`, size: '1024x1024', stream: true, partial_images: 3 })

export async function * streamRows ({ short }: Scale): AsyncGenerator<Row> {
  const count = short ? 10 : 500
  const unread = count / 5
  const name = `${count} streams at once, read slowly or not at all`
  const server = await startMock()
  try {
    let isDone = false
    const startedMs = performance.now()
    const allStreams = readStreams({ url: server.url, count, unread, readMs: 500, body: bodyFor('A cute baby sea otter') }).finally(() => { isDone = true })
    const slowestMs = await slowestSmallRequest(server.url, () => isDone)
    await allStreams
    yield { name: `${name}: until all that are read end`, unit: 's', mock: (performance.now() - startedMs) / 1000, target: 'all succeed', verdict: 'met' }
    yield boundedRow(`${name}: peak memory`, 'MB', residentMb(server.pid).peak, 400)
    yield boundedRow(`${name}: slowest small request`, 'ms', slowestMs, 1000)
    await readStreams({ url: server.url, count, unread: count, readMs: 0, stayMs: 1000, body: bodyFor('Nobody waits for an otter') })
    await setTimeout(1000)
    const leftMs = cpuMs(server.pid)
    await setTimeout(1000)
    yield boundedRow(`CPU time within a second, a second after the clients of ${count} streams left`, 'ms', cpuMs(server.pid) - leftMs, 100)
  } finally {
    await server.stop()
  }
}
