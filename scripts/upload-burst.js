/**
 * Sends fifty edits with an image of 25 MB at once to a new process of the built mock, with small requests meanwhile, and prints
 * its peak memory and the slowest small requests. It runs on Linux, after `npm run build`.
 *
 *     node scripts/upload-burst.js 50
 */
import { spawn } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import sharp from 'sharp'

const count = Number(process.argv[2] ?? 50)
const command = new URL('../dist/cli/main.js', import.meta.url).pathname
/** The edge of a picture of noise that has 25 MB as a PNG file. */
const edge = 2890
const noise = randomFillSync(Buffer.alloc(edge * edge * 3))
const large = await sharp(noise, { raw: { width: edge, height: edge, channels: 3 } }).png({ compressionLevel: 1 }).toBuffer()
const small = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } }).png().toBuffer()

const child = spawn(process.execPath, [command, '--port', '0', '--host', '127.0.0.1'], { stdio: ['ignore', 'pipe', 'inherit'] })
const url = await new Promise(resolve => {
  child.stdout.on('data', data => {
    const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(String(data)) ?? []
    if (found) resolve(found)
  })
})

const generation = { path: 'generations', type: 'application/json', body: Buffer.from('{"prompt":"An otter"}') }
const smallEdit = edit(small)
const largeEdit = edit(large)
await send(generation)
const state = { isDone: false }
const startedMs = performance.now()
const burst = Promise.all(Array.from({ length: count }, () => send(largeEdit))).finally(() => { state.isDone = true })
const [generationMs, editMs] = await Promise.all([slowest(generation), slowest(smallEdit)])
const results = await burst
const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
console.log({
  failed: results.filter(({ status }) => status !== 200).length,
  seconds: Math.round((performance.now() - startedMs) / 1000),
  peakMb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024),
  slowestGenerationMs: Math.round(generationMs),
  slowestSmallEditMs: Math.round(editMs)
})
child.kill()
await once(child, 'exit')

function edit (image) {
  const part = (name, value, more = '') => [`--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`, value, '\r\n']
  const pieces = [
    ...part('model', 'gpt-image-2'), ...part('prompt', 'An otter'), ...part('size', '1024x1024'), ...part('quality', 'low'),
    ...part('image', image, '; filename="a.png"\r\ncontent-type: image/png'), '--b--\r\n'
  ]
  return { path: 'edits', type: 'multipart/form-data; boundary=b', body: Buffer.concat(pieces.map(piece => Buffer.from(piece))) }
}

async function send ({ path, type, body }) {
  const sentMs = performance.now()
  const outgoing = request(`${url}/v1/images/${path}`, { method: 'POST', agent: false, headers: { 'content-type': type, 'content-length': body.length } })
  outgoing.end(body)
  const [response] = await once(outgoing, 'response')
  await response.toArray()
  return { status: response.statusCode, ms: performance.now() - sentMs }
}

async function slowest (message) {
  let slowestMs = 0
  while (!state.isDone) {
    slowestMs = Math.max(slowestMs, (await send(message)).ms)
    await setTimeout(20)
  }
  return slowestMs
}
