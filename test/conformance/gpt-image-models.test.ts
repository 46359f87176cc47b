/** The newest official client over real sockets: a picture from each GPT image model in each format that it has. */
import t from 'tap'
import OpenAI from 'openai7'
import sharp from 'sharp'
import { gptImage } from '../../src/contract/families/gpt-image.js'
import { models } from '../../src/contract/models.js'
import { startMock } from '../build-mock.js'

// The tests mostly wait for responses.
t.jobs = 4

type Format = NonNullable<OpenAI.ImagesResponse['output_format']>

interface Expected { size: `${number}x${number}`, outputTokens: number, formats: Format[], transparentFormats: Format[] }

const prompt = 'A cute baby sea otter'
const files: Format[] = ['png', 'webp', 'jpeg']
const gptImage1: Expected = { size: '1024x1024', outputTokens: 272, formats: files, transparentFormats: ['png', 'webp'] }
const gptImage15 = { ...gptImage1, outputTokens: 481 }
const gptImage25: Expected = { size: '816x816', outputTokens: 171, formats: files, transparentFormats: ['png', 'webp'] }
const gptImage2 = { ...gptImage25, transparentFormats: [] }
const gptImage26: Expected = { ...gptImage25, formats: [...files, 'gif'], transparentFormats: ['png', 'webp', 'gif'] }

const expectations: Record<string, Expected> = {
  'gpt-image-1': gptImage1,
  'gpt-image-1-mini': gptImage1,
  'gpt-image-1.5': gptImage15,
  'gpt-image-1.5-2025-12-16': gptImage15,
  'chatgpt-image-latest': gptImage15,
  'gpt-image-2': gptImage2,
  'gpt-image-2-2026-04-21': gptImage2,
  'gpt-image-2.5-flare': gptImage25,
  'gpt-image-2.5-flare-2026-09-08': gptImage25,
  'gpt-image-2.5-sunburst': gptImage25,
  'gpt-image-2.5-sunburst-2026-09-08': gptImage25,
  'gpt-image-2.6-flare': gptImage26,
  'gpt-image-2.6-sunburst': gptImage26
}

const isFilledWith255 = (bytes: Buffer) => bytes.equals(Buffer.alloc(bytes.length, 255))

/** Returns the format, size, number of frames and opacity of a file. */
async function factsOf (base64: string) {
  const image = sharp(Buffer.from(base64, 'base64'))
  const { format, width, height, pages, hasAlpha } = await image.metadata()
  const isOpaque = !hasAlpha || isFilledWith255(await image.extractChannel('alpha').raw().toBuffer())
  return { format, size: `${width}x${height}`, pages, isOpaque }
}

const { baseURL } = await startMock(t)

const connect = (baseURL: string) => new OpenAI({ baseURL, apiKey: 'sk-test', maxRetries: 0 })

t.test('these tests cover every GPT image model', async t => {
  t.strictSame(Object.keys(expectations), [...models].filter(([, { family }]) => family === gptImage).map(([name]) => name))
})

for (const [model, { size, outputTokens, formats, transparentFormats }] of Object.entries(expectations)) {
  t.test(`${model} returns each of its formats, opaque and transparent`, async t => {
    const { images } = connect(baseURL)
    const check = async (format: Format, background: 'opaque' | 'transparent') => {
      const animation = format === 'gif' ? { frame_count: 2 } : {}
      const { created, data, usage, ...echo } = await images.generate({ model, prompt, size, quality: 'low', background, output_format: format, ...animation })
      t.ok(Math.abs(created - Date.now() / 1000) < 60)
      t.strictSame(echo, { background, output_format: format, quality: 'low', size })
      t.strictSame(usage, {
        input_tokens: 12,
        input_tokens_details: { image_tokens: 0, text_tokens: 12 },
        output_tokens: outputTokens,
        output_tokens_details: outputTokens === 481 ? { image_tokens: 272, text_tokens: 209 } : { image_tokens: outputTokens, text_tokens: 0 },
        total_tokens: 12 + outputTokens
      })
      t.strictSame(data!.map(image => Object.keys(image)), [['b64_json']])
      t.strictSame(await factsOf(data![0]!.b64_json!), { format, size, pages: format === 'gif' ? 2 : undefined, isOpaque: background === 'opaque' })
    }
    await Promise.all([...formats.map(format => check(format, 'opaque')), ...transparentFormats.map(format => check(format, 'transparent'))])
  })
}

t.test('a request with only a model and a prompt returns a picture of the size in the response', async t => {
  const { data, background, output_format: format, quality, size } = await connect(baseURL).images.generate({ model: 'gpt-image-2', prompt })
  t.strictSame({ background, format, quality, size }, { background: 'opaque', format: 'png', quality: 'medium', size: '1254x1254' })
  t.match(await sharp(Buffer.from(data![0]!.b64_json!, 'base64')).metadata(), { format: 'png', width: 1254, height: 1254 })
})

t.test('the client throws the right error for each refusal', async t => {
  const { images } = connect(baseURL)
  for (const [parameters, name, facts] of [
    [{ response_format: 'url' }, 'BadRequestError', { param: 'response_format', code: 'unknown_parameter', type: 'invalid_request_error' }],
    [{ size: '512x512' }, 'BadRequestError', { param: 'size', code: 'invalid_value', type: 'image_generation_user_error' }],
    [{ background: 'transparent' }, 'BadRequestError', { param: 'background', code: 'invalid_value', type: 'image_generation_user_error' }],
    [{ prompt: `${prompt} [mock error=moderation_blocked]` }, 'BadRequestError', { code: 'moderation_blocked', error: { moderation_details: { moderation_stage: 'input', categories: ['other'] } } }],
    [{ prompt: `${prompt} [mock error=model_not_found]` }, 'PermissionDeniedError', { status: 403, code: 'model_not_found' }],
    [{ prompt: `${prompt} [mock error=rate_limit_exceeded]` }, 'RateLimitError', { status: 429, code: 'rate_limit_exceeded' }]
  ] as const) {
    const error = await images.generate({ model: 'gpt-image-2', prompt, ...parameters }).then(() => undefined, (error: Error) => error)
    t.equal(error?.constructor.name, name)
    t.match(error, facts)
  }
})
