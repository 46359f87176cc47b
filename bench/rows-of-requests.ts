/** Rows about the CPU time of the server process for each request. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from './load-process.js'
import { comparedRow, cpuPerRequest, type Row, type Scale } from './row.js'
import { fetchBytes, imagePath, startBareFastify, startMock } from './server-process.js'

/** V8 compiles until then: the cost of a request is constant after about 15,000 requests for a bare route, 20,000 for the mock. */
const warmUpCount = 20_000

const prompt = 'A cute baby sea otter'
/** A response of 1.5 MB, as heavy as a real one. */
const cachedBase64 = { prompt: `${prompt} [mock bytes=1125kB]`, size: '1024x1024', response_format: 'b64_json' }

export async function * requestRows (scale: Scale): AsyncGenerator<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'openai-images-mock-bench-'))
  try {
    const files = await writeReferenceBodies(folder)
    yield urlResponses(scale)
    yield base64Responses(scale, files.base64)
    yield downloads(scale, files.png)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Writes responses of the mock to files, which the references send. */
async function writeReferenceBodies (folder: string) {
  const server = await startMock()
  const files = { base64: join(folder, 'base64.json'), png: join(folder, 'image.png') }
  try {
    await writeFile(files.base64, await fetchBytes(`${server.url}/v1/images/generations`, cachedBase64))
    await writeFile(files.png, await fetchBytes(server.url + await imagePath(server.url, prompt)))
  } finally {
    await server.stop()
  }
  return files
}

function urlResponses (scale: Scale): Promise<Row> {
  const amount = { count: 10_000 * scale.share, warmUp: warmUpCount * scale.share }
  const requests = () => [generate({ prompt: `${prompt} {index}` })]
  return comparedRow({
    name: 'url response',
    unit: 'µs',
    max: 1.8,
    scale,
    mock: () => cpuPerRequest(startMock, { ...amount, requests }),
    reference: () => cpuPerRequest(startBareFastify, { ...amount, requests })
  })
}

function base64Responses (scale: Scale, file: string): Promise<Row> {
  const amount = { count: 2_000 * scale.share, warmUp: warmUpCount / 2 * scale.share }
  const requests = () => [generate(cachedBase64)]
  return comparedRow({
    name: 'b64_json of 1.5 MB from the cache',
    unit: 'µs',
    max: 1.3,
    scale,
    mock: () => cpuPerRequest(startMock, { ...amount, requests }),
    reference: () => cpuPerRequest(() => startBareFastify(file), { ...amount, requests })
  })
}

function downloads (scale: Scale, file: string): Promise<Row> {
  const amount = { count: 4_000 * scale.share, warmUp: warmUpCount * scale.share }
  return comparedRow({
    name: 'image download from the cache, 1024x1024',
    unit: 'µs',
    max: 1.3,
    scale,
    mock: () => cpuPerRequest(startMock, { ...amount, requests: async ({ url }) => [{ path: await imagePath(url, prompt) }] }),
    reference: () => cpuPerRequest(() => startBareFastify(file), { ...amount, requests: () => [{ path: '/image.png' }] })
  })
}
