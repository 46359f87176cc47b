/** The rows about the start: from spawn to the first answer, and from there to the first picture. */
import { execFileSync } from 'node:child_process'
import { boundedRow, comparedRow, type Row, type Scale } from './row.js'
import { ask, startBareFastifyCold, startOurs, type ServerProcess, type Start } from './server-process.js'
import { median } from './statistics.js'

export async function * rowsOfStarts (scale: Scale): AsyncGenerator<Row> {
  yield * rowsOfNode(`Node ${process.versions.node.split('.', 1)[0]}`, process.execPath, scale)
  const node24 = findNode24()
  if (node24) yield * rowsOfNode('Node 24', node24, scale)
}

async function * rowsOfNode (version: string, node: string, scale: Scale): AsyncGenerator<Row> {
  const pictures: number[] = []
  const starts = scale.short ? scale : { ...scale, pairs: 10 }
  // So that both have a compile cache, where there is one.
  await firstAnswer(startOurs, { node })
  await firstAnswer(startBareFastifyCold, { node })
  yield comparedRow({
    name: `cold start to the first url answer, ${version}`,
    unit: 'ms',
    most: 1.2,
    scale: starts,
    ours: () => firstAnswer(startOurs, { node }, async ({ url }) => { pictures.push(await firstPicture(url)) }),
    reference: () => firstAnswer(startBareFastifyCold, { node })
  })
  yield boundedRow(`first picture after that, ${version}`, 'ms', median(pictures), 100)
}

async function firstAnswer (start: (start: Start) => Promise<ServerProcess>, how: Start, then: (server: ServerProcess) => Promise<void> = async () => {}): Promise<number> {
  const server = await start(how)
  try {
    await ask(`${server.url}/v1/images/generations`, { prompt: 'A cute baby sea otter' })
    const ms = performance.now() - server.spawnedMs
    await then(server)
    return ms
  } finally {
    await server.stop()
  }
}

async function firstPicture (url: string): Promise<number> {
  const startedMs = performance.now()
  await ask(`${url}/v1/images/generations`, { prompt: 'A cute baby sea otter', response_format: 'b64_json' })
  return performance.now() - startedMs
}

/** The path of a Node 24 from the registry; nothing where this is one, or where it cannot be run. */
function findNode24 (): string | undefined {
  if (process.version.startsWith('v24.')) return undefined
  try {
    return execFileSync('npx', ['--yes', '--package=node@24', 'node', '-p', 'process.execPath'], { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
