/** The rows about what a request costs: CPU of the server's process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from './load-process.js'
import { comparedRow, cpuPerRequest, type Row, type Scale } from './row.js'
import { ask, imagePath, startBareFastify, startOurs, startRawGradient } from './server-process.js'

/** Until then V8 still compiles: a bare route costs its final CPU after some 15,000 requests, ours after 20,000. */
const warmUpCount = 20_000

const prompt = 'A cute baby sea otter'
const cachedBase64 = { prompt, size: '1024x1024', response_format: 'b64_json' }

export async function * rowsOfRequests (scale: Scale): AsyncGenerator<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'openai-images-mock-bench-'))
  try {
    const files = await answersOfOurs(folder)
    yield urlAnswers(scale)
    yield base64Answers(scale, files.base64)
    yield newPictures(scale)
    yield downloads(scale, files.png)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The bytes that the references send. */
async function answersOfOurs (folder: string) {
  const server = await startOurs()
  const files = { base64: join(folder, 'base64.json'), png: join(folder, 'image.png') }
  try {
    await writeFile(files.base64, await ask(`${server.url}/v1/images/generations`, cachedBase64))
    await writeFile(files.png, await ask(server.url + await imagePath(server.url, prompt)))
  } finally {
    await server.stop()
  }
  return files
}

function urlAnswers (scale: Scale): Promise<Row> {
  const amount = { count: 10_000 * scale.share, warmUp: warmUpCount * scale.share }
  const requests = () => [generate({ prompt: `${prompt} {index}` })]
  return comparedRow({
    name: 'url answer',
    unit: 'µs',
    most: 1.8,
    scale,
    ours: () => cpuPerRequest(startOurs, { ...amount, requests }),
    reference: () => cpuPerRequest(startBareFastify, { ...amount, requests })
  })
}

function base64Answers (scale: Scale, file: string): Promise<Row> {
  const amount = { count: 4_000 * scale.share, warmUp: warmUpCount * scale.share }
  const requests = () => [generate(cachedBase64)]
  return comparedRow({
    name: 'b64_json from the cache, 1024x1024',
    unit: 'µs',
    most: 1.3,
    scale,
    ours: () => cpuPerRequest(startOurs, { ...amount, requests }),
    reference: () => cpuPerRequest(() => startBareFastify(file), { ...amount, requests })
  })
}

function newPictures (scale: Scale): Promise<Row> {
  const amount = { count: 80 * scale.share, warmUp: 100 * scale.share, connections: 4 }
  return comparedRow({
    name: 'new picture, 1024x1024',
    unit: 'µs',
    most: 3,
    scale,
    ours: () => cpuPerRequest(startOurs, {
      ...amount,
      requests: ({ url }) => Promise.all(Array.from({ length: amount.count + amount.warmUp }, async (_, index) => ({ path: await imagePath(url, `${prompt} ${index}`) })))
    }),
    reference: () => cpuPerRequest(startRawGradient, { ...amount, requests: () => [{ path: '/' }] })
  })
}

function downloads (scale: Scale, file: string): Promise<Row> {
  const amount = { count: 4_000 * scale.share, warmUp: warmUpCount * scale.share }
  return comparedRow({
    name: 'image download from the cache, 1024x1024',
    unit: 'µs',
    most: 1.3,
    scale,
    ours: () => cpuPerRequest(startOurs, { ...amount, requests: async ({ url }) => [{ path: await imagePath(url, prompt) }] }),
    reference: () => cpuPerRequest(() => startBareFastify(file), { ...amount, requests: () => [{ path: '/image.png' }] })
  })
}
