/** Rows that compare the mock with other mocks of this endpoint. `npm run bench:peers` installs them. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../test/free-port.js'
import { generate } from './load-process.js'
import { comparedRow, cpuPerRequest, type Row, type Scale } from './row.js'
import { fetchBytes, builtFile, startMock, startServer } from './server-process.js'

interface Peer {
  name: string
  /** Its executable, relative to the folder of installed peers. */
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
/** The fixtures of aimock: one response for every image request. */
const fixtures = { fixtures: [{ match: { endpoint: 'image' }, response: { image: { url: 'http://127.0.0.1:8080/image.png' } } }] }

export async function * peerRows (scale: Scale): AsyncGenerator<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'openai-images-mock-peers-'))
  try {
    await writeFile(join(folder, 'fixtures.json'), JSON.stringify(fixtures))
    await writeFile(join(folder, 'openapi.json'), await openapiDocument())
    for (const peer of peers) {
      const file = builtFile(`../peers/node_modules/${peer.file}`)
      if (existsSync(file)) yield rowOf(peer, file, folder, scale).catch((error: Error) => skippedRow(peer, error))
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function rowOf ({ name, args, path, count, warmUp }: Peer, file: string, folder: string, scale: Scale): Promise<Row> {
  const amount = { count: count * scale.share, warmUp: warmUp * scale.share }
  const request = generate({ prompt: 'A cute baby sea otter' })
  return comparedRow({
    name: `url response, against ${name}`,
    unit: 'µs',
    max: 1,
    scale: { ...scale, pairs: Math.min(scale.pairs, 2) },
    mock: () => cpuPerRequest(startMock, { ...amount, requests: () => [request] }),
    reference: () => cpuPerRequest(async () => startServer([file, ...args(await freePort(), folder)]), { ...amount, requests: () => [{ ...request, path }] })
  })
}

/** The row of a peer that could not be measured. It does not stop the other rows. */
function skippedRow ({ name }: Peer, { message }: Error): Row {
  return { name: `url response, against ${name}`, unit: 'µs', mock: NaN, target: '≤ 1 ×', verdict: 'skipped', note: message }
}

async function openapiDocument (): Promise<Buffer> {
  const server = await startMock()
  try {
    return await fetchBytes(`${server.url}/openapi.json`)
  } finally {
    await server.stop()
  }
}
