/** Other mocks of this endpoint, where `npm run bench:peers` has installed them: what an answer of theirs costs. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from './load-process.js'
import { comparedRow, cpuPerRequest, type Row, type Scale } from './row.js'
import { ask, built, startOurs, startServer } from './server-process.js'

interface Peer {
  name: string
  /** Its executable, in the folder of peers. */
  file: string
  args: (port: number, folder: string) => string[]
  path: string
  count: number
  warmUp: number
}

const peers: Peer[] = [
  { name: '@copilotkit/aimock', file: '@copilotkit/aimock/dist/cli.js', args: (port, folder) => ['-p', String(port), '-f', join(folder, 'fixtures.json'), '--log-level', 'info'], path: '/v1/images/generations', count: 8_000, warmUp: 20_000 },
  { name: '@stoplight/prism-cli', file: '@stoplight/prism-cli/dist/index.js', args: (port, folder) => ['mock', '-p', String(port), join(folder, 'openapi.json')], path: '/images/generations', count: 2_000, warmUp: 1_000 }
]
/** What aimock answers to every image request. */
const fixtures = { fixtures: [{ match: { endpoint: 'image' }, response: { image: { url: 'http://127.0.0.1:8080/image.png' } } }] }

export async function * rowsOfPeers (scale: Scale): AsyncGenerator<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'openai-images-mock-peers-'))
  try {
    await writeFile(join(folder, 'fixtures.json'), JSON.stringify(fixtures))
    await writeFile(join(folder, 'openapi.json'), await openapiDocument())
    for (const peer of peers) {
      const file = built(`../peers/node_modules/${peer.file}`)
      if (existsSync(file)) yield rowOf(peer, file, folder, scale).catch((error: Error) => failed(peer, error))
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function rowOf ({ name, args, path, count, warmUp }: Peer, file: string, folder: string, scale: Scale): Promise<Row> {
  const amount = { count: count * scale.share, warmUp: warmUp * scale.share }
  const request = generate({ prompt: 'A cute baby sea otter' })
  return comparedRow({
    name: `url answer, against ${name}`,
    unit: 'µs',
    most: 1,
    scale: { ...scale, pairs: Math.min(scale.pairs, 2) },
    ours: () => cpuPerRequest(startOurs, { ...amount, requests: () => [request] }),
    reference: () => cpuPerRequest(async () => startServer([file, ...args(await freePort(), folder)]), { ...amount, requests: () => [{ ...request, path }] })
  })
}

/** A peer that does not start is left out; the other rows are measured all the same. */
function failed ({ name }: Peer, { message }: Error): Row {
  return { name: `url answer, against ${name}`, unit: 'µs', ours: NaN, target: '≤ 1 ×', verdict: 'left out', note: message }
}

async function openapiDocument (): Promise<Buffer> {
  const server = await startOurs()
  try {
    return await ask(`${server.url}/openapi.json`)
  } finally {
    await server.stop()
  }
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
