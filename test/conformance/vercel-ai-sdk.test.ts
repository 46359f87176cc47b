/** The `generateImage` of Vercel's AI SDK over real sockets: pictures, errors and retries, and what it sends. */
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateImage } from 'ai'
import sharp from 'sharp'
import t from 'tap'
import { startMock } from '../build-mock.js'
import { halfMask, imageOf } from '../http/uploads.js'

// The tests mostly wait for responses.
t.jobs = 4

const prompt = 'A cute baby sea otter'
const connect = (baseURL: string) => createOpenAI({ baseURL, apiKey: 'sk-test' })

t.test('a DALL·E model returns one picture for each request, in the base64 that the SDK asks for', async t => {
  const mock = await startMock(t)
  const { images, providerMetadata, responses, usage } = await generateImage({
    model: connect(mock.baseURL).image('dall-e-3'), prompt, n: 2, size: '1024x1024', providerOptions: { openai: { style: 'natural' } }
  })
  for (const { uint8Array, mediaType } of images) {
    t.equal(mediaType, 'image/png')
    t.match(await sharp(uint8Array).metadata(), { format: 'png', width: 1024, height: 1024 })
  }
  t.strictSame([images.length, responses.length], [2, 2])
  t.match(providerMetadata, { openai: { images: [{ revisedPrompt: /A cute baby sea otter$/ }, { revisedPrompt: /A cute baby sea otter$/ }] } })
  t.strictSame({ ...usage }, { inputTokens: undefined, outputTokens: undefined, totalTokens: undefined })
  const sent = { model: 'dall-e-3', prompt, n: 1, size: '1024x1024', style: 'natural', response_format: 'b64_json' }
  t.strictSame(mock.requests().map(({ body }) => JSON.parse(body!)), [sent, sent])
})

t.test('the GPT image models return a picture in the format of the provider options, and the usage', async t => {
  const mock = await startMock(t)
  for (const [model, size, options, format, sent] of [
    ['gpt-image-1-mini', '1024x1024', { outputFormat: 'webp', background: 'transparent' }, 'webp', { output_format: 'webp', background: 'transparent' }],
    ['gpt-image-1.5', '1024x1024', { outputFormat: 'jpeg', outputCompression: 50 }, 'jpeg', { output_format: 'jpeg', output_compression: 50 }],
    ['chatgpt-image-latest', '1024x1024', { moderation: 'low' }, 'png', { moderation: 'low' }],
    ['gpt-image-2', '816x816', {}, 'png', {}],
    ['gpt-image-2-2026-04-21', '816x816', { user: 'user-1' }, 'png', { user: 'user-1' }],
    ['gpt-image-2.5-sunburst', '816x816', { safetyIdentifier: 'user-1' }, 'png', { safety_identifier: 'user-1' }],
    ['gpt-image-2.6-flare', '816x816', { outputFormat: 'gif', frameCount: 2, complexity: 'low' }, 'gif', { output_format: 'gif', complexity: 'low', frame_count: 2 }]
  ] as const) {
    const { image, providerMetadata, usage, warnings } = await generateImage({
      model: connect(mock.baseURL).image(model), prompt, size, providerOptions: { openai: { quality: 'low', ...options } }
    })
    t.strictSame(warnings, [])
    t.equal(image.mediaType, `image/${format}`)
    t.match(await sharp(image.uint8Array).metadata(), { format, width: parseInt(size), height: parseInt(size) })
    t.match(providerMetadata, { openai: { images: [{ size, quality: 'low', outputFormat: format }] } })
    t.ok(usage.outputTokens! > 100 && usage.totalTokens === usage.inputTokens! + usage.outputTokens!)
    const [last] = mock.requests()
    // No `response_format`, which these models refuse.
    t.strictSame(JSON.parse(last!.body!), { model, prompt, n: 1, size, quality: 'low', ...sent }, model)
  }
})

t.test('refusals are not retried; rate limits and overloads are, after the time that the response asks for', async t => {
  const mock = await startMock(t)
  const generate = (directive: string) => generateImage({
    model: connect(mock.baseURL).image('gpt-image-2'), prompt: `${prompt} [mock ${directive}]`, size: '816x816', providerOptions: { openai: { quality: 'low' } }
  })
  const error = await generate('error=moderation_blocked').then(() => undefined, (error: unknown) => error)
  t.ok(APICallError.isInstance(error))
  t.match(error, { statusCode: 400, isRetryable: false, message: /^Your request was rejected by the safety system\./, data: { error: { code: 'moderation_blocked' } } })
  t.equal(mock.requests().length, 1)
  t.ok((await generate('error=rate_limit_exceeded retry-after=1ms times=2')).image)
  t.strictSame(mock.requests().map(({ status }) => status), [200, 429, 429, 400])
})

t.test('images and a mask are sent as an edit, and the journal has the parts of the form', async t => {
  const mock = await startMock(t)
  const [red, jpeg, mask] = await Promise.all([imageOf(), imageOf({ format: 'jpeg' }), halfMask()])
  const edit = (images: Buffer[], options: { mask?: Buffer, model?: string, openai?: object } = {}) => generateImage({
    model: connect(mock.baseURL).image(options.model ?? 'gpt-image-2'),
    prompt: { images, text: prompt, ...(options.mask && { mask: options.mask }) },
    size: '1024x640',
    maxRetries: 0,
    providerOptions: { openai: { quality: 'low', ...options.openai } }
  })
  const { image, warnings, usage } = await edit([red], { mask })
  t.strictSame(warnings, [])
  t.match(await sharp(image.uint8Array).metadata(), { format: 'png', width: 1024, height: 640 })
  t.equal(usage.totalTokens, usage.inputTokens! + usage.outputTokens!)
  t.match(JSON.parse(mock.requests()[0]!.body!), {
    model: 'gpt-image-2', prompt, image: { filename: 'blob', type: 'image/png', bytes: red.length }, mask: { type: 'image/png', bytes: mask.length }, n: '1', size: '1024x640', quality: 'low'
  })
  t.ok((await edit([red, jpeg], { openai: { outputFormat: 'webp' } })).image)
  t.match(JSON.parse(mock.requests()[0]!.body!), { image: [{ type: 'image/png' }, { type: 'image/jpeg' }], output_format: 'webp' })
  for (const [call, message] of [
    [() => edit([red], { openai: { moderation: 'low' } }), "Unknown parameter: 'moderation'."],
    [() => edit([red], { openai: { inputFidelity: 'high' } }), "The model 'gpt-image-2' does not support the 'input_fidelity' parameter."],
    [() => edit([red], { mask: red }), 'Invalid mask image format - mask image missing alpha channel']
  ] as const) {
    const error = await call().then(() => undefined, (error: unknown) => error)
    t.ok(APICallError.isInstance(error))
    t.match(error, { statusCode: 400, isRetryable: false, message })
  }
})
