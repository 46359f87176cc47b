/** The load generator: reads a job as JSON from standard input, and writes the result as JSON to standard output. */
import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Job, LoadResult } from './load-process.js'

const { url, connections, count, requests, first = 0 } = await json(process.stdin) as Job
const agent = new Agent({ keepAlive: true, maxSockets: connections })
let sent = 0
let failed = 0

await Promise.all(Array.from({ length: connections }, async () => {
  while (sent < count) await send(sent++)
}))
const result: LoadResult = { failed }
console.log(JSON.stringify(result))
process.exit()

function send (index: number): Promise<void> {
  const { path, body, status = 200 } = requests[index % requests.length]!
  const bytes = body?.replaceAll('{index}', String(first + index))
  return new Promise(resolve => {
    const done = (ok: boolean) => {
      if (!ok) failed++
      resolve()
    }
    const outgoing = request(url + path, {
      agent,
      method: bytes === undefined ? 'GET' : 'POST',
      headers: bytes === undefined ? {} : { authorization: 'Bearer sk-bench', 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) }
    }, response => response.resume().on('end', () => done(response.statusCode === status)))
    outgoing.on('error', () => done(false))
    outgoing.end(bytes)
  })
}
