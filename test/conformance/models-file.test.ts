/** Models files with the clients that use them: AI SDK's OpenAI-compatible provider against the presets, a gateway in front, an alias. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, generateImage } from 'ai'
import { createOpenAICompatible as createOpenAICompatible2 } from 'openai-compatible2'
import OpenAI from 'openai7'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { startMock } from '../build-mock.js'
import { freePort } from '../free-port.js'
import { imageOf } from '../http/uploads.js'

// The tests mostly wait for responses.
t.jobs = 4

const prompt = 'A cute baby sea otter'

/** The newest major version of the provider, and the one before. */
const providers = { 3: createOpenAICompatible, 2: createOpenAICompatible2 as unknown as typeof createOpenAICompatible }

async function factsOf (bytes: Uint8Array): Promise<string> {
  const { format, width, height } = await sharp(bytes).metadata()
  return `${width}x${height} ${format}`
}

/** What each version sends as `response_format`, whatever the server is. */
const sentFormats = { 3: undefined, 2: 'b64_json' }

for (const [version, create] of Object.entries(providers)) {
  const connect = (baseURL: string) => create({ name: 'acme', baseURL, apiKey: 'sk-test' })
  const sentFormat = sentFormats[version as '2' | '3']

  t.test(`openai-compatible ${version} gets pictures from every preset, in sizes beyond OpenAI's, as URLs or as base64`, async t => {
    const mock = await startMock(t, { modelsFile: 'preset:xai,preset:together,preset:deepinfra,preset:vllm-omni', strict: true })
    for (const [path, model, options, expected, byDefault] of [
      ['/v1', 'grok-imagine-image', { providerOptions: { acme: { aspect_ratio: '16:9', resolution: '1k' } } }, '1360x768 jpeg', 'url'],
      ['/v1', 'black-forest-labs/FLUX.1-schnell', { providerOptions: { acme: { width: 512, height: 768, steps: 4, seed: 7 } } }, '512x768 jpeg', 'url'],
      ['/v1/openai', 'black-forest-labs/FLUX-1-dev', { size: '720x1280' }, '720x1280 jpeg', 'b64_json'],
      ['/v1', 'Qwen/Qwen-Image', { size: '1664x928', providerOptions: { acme: { num_inference_steps: 8, true_cfg_scale: 4.5 } } }, '1664x928 png', 'b64_json']
    ] as const) {
      const { image } = await generateImage({ model: connect(mock.url + path).imageModel(model), prompt, ...options })
      t.equal(await factsOf(image.uint8Array), expected, model)
      const [entry] = mock.requests({ operation: 'generation' })
      t.equal(JSON.parse(entry!.body!).response_format, sentFormat, model)
      t.match(entry!.request, { model, ...'providerOptions' in options ? options.providerOptions.acme : {} })
      t.strictSame(Object.keys((entry!.answer as { data: [object] }).data[0]).filter(name => /url|b64/.test(name)), [sentFormat ?? byDefault], model)
      t.equal(entry!.path, `${path}/images/generations`)
    }
    const error = await generateImage({ model: connect(mock.baseURL).imageModel('grok-imagine-image'), prompt, size: '1024x1024' }).catch((error: unknown) => error)
    t.ok(APICallError.isInstance(error))
    t.match(error, { statusCode: 400, message: "Unknown parameter: 'size'." })
  })

  t.test(`openai-compatible ${version} edits with the field image without brackets, as DeepInfra and vLLM-Omni take it`, async t => {
    const mock = await startMock(t, { modelsFile: ['preset:vllm-omni', 'preset:deepinfra'], strict: true })
    const { image } = await generateImage({
      model: connect(`${mock.url}/v1/openai`).imageModel('Qwen/Qwen-Image-Edit'), prompt: { text: prompt, images: [await imageOf()] }, size: '512x512'
    })
    t.equal(await factsOf(image.uint8Array), '512x512 jpeg')
    t.match(mock.requests()[0], { operation: 'edit', path: '/v1/openai/images/edits', inputs: [{ name: 'image' }], request: { size: '512x512' } })
  })

  t.test(`openai-compatible ${version} downloads a URL if a server sends nothing else`, async t => {
    const file = join(t.testdir({ 'a.yaml': 'models: [{ id: acme-1, unknownParameters: ignore, response: { delivery: url, format: webp } }]' }), 'a.yaml')
    const mock = await startMock(t, { modelsFile: file })
    const { image } = await generateImage({ model: connect(mock.baseURL).imageModel('acme-1'), prompt })
    t.equal(await factsOf(image.uint8Array), '1024x1024 webp')
    await mock.waitFor({ path: '/private/*', status: 200 })
  })
}

t.test('a client that never sends response_format gets the delivery of the preset', async t => {
  const mock = await startMock(t, { modelsFile: 'preset:xai,preset:vllm-omni,preset:together' })
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' })
  const imageFor = async (model: string) => (await client.images.generate({ model, prompt })).data![0]!
  const { url, b64_json: none, ...xai } = await imageFor('grok-imagine-image')
  const download = await fetch(url!)
  t.equal(download.headers.get('content-type'), 'image/jpeg')
  t.equal(none, undefined)
  t.strictSame(xai, { respect_moderation: true })
  t.match(await client.images.generate({ model: 'black-forest-labs/FLUX.1-schnell', prompt, n: 2 }), {
    id: /^req_/, object: 'list', model: 'black-forest-labs/FLUX.1-schnell', data: [{ index: 0, type: 'url', url: String }, { index: 1 }]
  })
  t.ok((await imageFor('Qwen/Qwen-Image')).b64_json)
})

t.test('an alias such as openai/gpt-image-2 is listed, served and recorded by its own name', async t => {
  const file = join(t.testdir({ 'a.yaml': 'aliases: { openai/gpt-image-2: gpt-image-2 }' }), 'a.yaml')
  const mock = await startMock(t, { modelsFile: file, strict: true })
  const authorization = 'Bearer sk-test'
  const list = await fetch(`${mock.baseURL}/models`, { headers: { authorization } })
  const { data: [{ id }] } = await list.json() as { data: [{ id: string }] }
  t.equal(id, 'openai/gpt-image-2')
  t.equal((await fetch(`${mock.baseURL}/models/${encodeURIComponent(id)}`, { headers: { authorization } })).status, 200)
  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ model: id, prompt, size: '1024x640', quality: 'low' })
  })
  const { data: [{ b64_json: base64 }] } = await response.json() as { data: [{ b64_json: string }] }
  t.equal(await factsOf(Buffer.from(base64, 'base64')), '1024x640 png')
  mock.verify({ match: { model: 'openai/gpt-image-2', status: 200 }, count: 1 })
})

/** Starts the Portkey gateway; resolves to its URL. */
async function startGateway (t: Test): Promise<string> {
  const port = await freePort()
  const script = join(packageFolder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  const gateway = spawn(process.execPath, [script, `--port=${port}`, '--headless'], { env: { ...process.env, TRUSTED_CUSTOM_HOSTS: '127.0.0.1' } })
  t.teardown(async () => {
    gateway.kill()
    await once(gateway, 'exit')
  })
  for await (const text of gateway.stdout.setEncoding('utf8')) if (/Ready for connections/.test(text)) break
  return `http://127.0.0.1:${port}/v1`
}

t.test('the Portkey gateway in front of the mock passes requests, answers and refusals on', async t => {
  const mock = await startMock(t, { modelsFile: ['preset:vllm-omni'], apiKeys: 'any' })
  const client = new OpenAI({
    baseURL: await startGateway(t),
    apiKey: 'sk-test',
    maxRetries: 0,
    defaultHeaders: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': mock.baseURL }
  })
  const { data } = await client.images.generate({ model: 'Qwen/Qwen-Image', prompt, size: '640x480' as never, ...{ num_inference_steps: 8 } })
  t.equal(await factsOf(Buffer.from(data![0]!.b64_json!, 'base64')), '640x480 png')
  t.match(mock.requests()[0], { status: 200, headers: { 'user-agent': String }, request: { model: 'Qwen/Qwen-Image', size: '640x480' } })
  const { usage } = await client.images.generate({ model: 'gpt-image-2', prompt, size: '1024x640' as never, quality: 'low' })
  t.ok(usage!.total_tokens > 0)
  const error = await client.images.generate({ model: 'Qwen/Qwen-Image', prompt, size: '9000x9000' as never }).catch((error: unknown) => error)
  t.match(error, { status: 400, message: /Invalid size '9000x9000'/ })
})
