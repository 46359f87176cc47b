/** Rows about the start: from spawning the process to the first response, and from there to the first picture. */
import { execFileSync } from 'node:child_process'
import { boundedRow, comparedRow, type Row, type Scale } from './row.js'
import { fetchBytes, startBareFastifyCold, startMock, type ServerProcess, type StartOptions } from './server-process.js'
import { median } from './statistics.js'

export async function * startRows (scale: Scale): AsyncGenerator<Row> {
  yield * startRowsOf(`Node ${process.versions.node.split('.', 1)[0]}`, process.execPath, scale)
  const node24 = findNode24()
  if (node24) yield * startRowsOf('Node 24', node24, scale)
}

async function * startRowsOf (version: string, node: string, scale: Scale): AsyncGenerator<Row> {
  const pictures: number[] = []
  const starts = scale.short ? scale : { ...scale, pairs: 10 }
  // Fills the compile caches, if this version of Node has one.
  await timeToFirstResponse(startMock, { node })
  await timeToFirstResponse(startBareFastifyCold, { node })
  yield comparedRow({
    name: `cold start to the first url response, ${version}`,
    unit: 'ms',
    max: 1.2,
    scale: starts,
    mock: () => timeToFirstResponse(startMock, { node }, async ({ url }) => { pictures.push(await timeToPicture(url)) }),
    reference: () => timeToFirstResponse(startBareFastifyCold, { node })
  })
  yield boundedRow(`first picture after that, ${version}`, 'ms', median(pictures), 100)
}

async function timeToFirstResponse (start: (options: StartOptions) => Promise<ServerProcess>, options: StartOptions, then: (server: ServerProcess) => Promise<void> = async () => {}): Promise<number> {
  const server = await start(options)
  try {
    await fetchBytes(`${server.url}/v1/images/generations`, { prompt: 'A cute baby sea otter' })
    const ms = performance.now() - server.spawnedMs
    await then(server)
    return ms
  } finally {
    await server.stop()
  }
}

async function timeToPicture (url: string): Promise<number> {
  const startedMs = performance.now()
  await fetchBytes(`${url}/v1/images/generations`, { prompt: 'A cute baby sea otter', response_format: 'b64_json' })
  return performance.now() - startedMs
}

/** Returns the path of Node 24 from the registry; undefined if this is Node 24, or if it cannot be run. */
function findNode24 (): string | undefined {
  if (process.version.startsWith('v24.')) return undefined
  try {
    return execFileSync('npx', ['--yes', '--package=node@24', 'node', '-p', 'process.execPath'], { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
