/** Repair of bodies that the API would refuse. */
import t from 'tap'
import { createRepair, placeholderPrompt } from '../../../src/contract/validation/repair.js'
import { editContract } from '../../../src/contract/operations/edit-contract.js'
import { variationContract } from '../../../src/contract/operations/variation-contract.js'
import { createServedModels } from '../../../src/contract/served-models.js'
import { createBodyCheck, createValidate, type ValidateOptions, type ValidationOptions } from '../../../src/contract/validation/validate.js'
import { ApiError } from '../../../src/errors/api-error.js'

const prompt = 'A sea otter'

function repaired (body: unknown, settings: ValidationOptions = {}, options: ValidateOptions = {}) {
  const { result, body: valid, violations } = createRepair(createBodyCheck(settings))(body, options)
  const refusal = result instanceof ApiError ? result : undefined
  return {
    refusal,
    body: valid as Record<string, unknown>,
    parameters: result instanceof ApiError ? undefined : result.parameters,
    messages: violations.map(({ message }) => message),
    members: violations.map(({ envelope: { error: { param } } }) => param)
  }
}

t.test('replaces each value at fault by the nearest one or the default, and drops unknown parameters', async t => {
  const gpt = { model: 'gpt-image-2', prompt }
  const cases: Array<[body: object, valid: object, members: Array<string | null>]> = [
    [{ prompt, n: 11 }, { prompt, n: 10 }, ['n']],
    [{ prompt, n: 0 }, { prompt, n: 1 }, ['n']],
    // What JSON.parse makes of 1e400.
    [{ prompt, n: Infinity }, { prompt, n: 10 }, ['n']],
    [{ prompt, n: 1.5 }, { prompt }, ['n']],
    [{ prompt, n: '2' }, { prompt }, ['n']],
    [{ prompt, model: 'dall-e-3', n: 4 }, { prompt, model: 'dall-e-3', n: 1 }, ['n']],
    [{ prompt, size: '7x7', response_format: 'gif', quality: null, style: 3, model: 'dall-e-3' }, { prompt, model: 'dall-e-3' }, ['quality', 'response_format', 'size', 'style']],
    [{ prompt, stream: true }, { prompt }, ['stream']],
    [{ prompt, foo: 1, ...JSON.parse('{"__proto__":2,"constructor":3}') }, { prompt }, ['foo', '__proto__', 'constructor']],
    [{ model: 'dall-e-2' }, { model: 'dall-e-2', prompt: placeholderPrompt }, ['prompt']],
    [{ prompt: '' }, { prompt: placeholderPrompt }, ['prompt']],
    [{ prompt: ['an otter'] }, { prompt: placeholderPrompt }, ['prompt']],
    [{ prompt: '\u{1f9a6}'.repeat(1001) }, { prompt: '\u{1f9a6}'.repeat(1000) }, ['prompt']],
    [{ prompt, model: 7 }, { prompt }, ['model']],
    [{ ...gpt, output_compression: 150, output_format: 'jpeg' }, { ...gpt, output_compression: 100, output_format: 'jpeg' }, ['output_compression']],
    [{ ...gpt, output_compression: -5, output_format: 'webp' }, { ...gpt, output_compression: 0, output_format: 'webp' }, ['output_compression']],
    [{ ...gpt, output_compression: 50 }, gpt, [null]],
    [{ ...gpt, partial_images: 7, stream: true }, { ...gpt, partial_images: 3, stream: true }, ['partial_images']],
    [{ ...gpt, n: 2, stream: true }, { ...gpt, stream: true }, ['input']],
    [{ ...gpt, size: '1000x1000', quality: 'max', background: 'transparent' }, gpt, ['size', 'quality', 'background']],
    [{ ...gpt, model: 'gpt-image-1', background: 'transparent', output_format: 'jpeg' }, { ...gpt, model: 'gpt-image-1', output_format: 'jpeg' }, [null]],
    [{ ...gpt, response_format: 'url' }, gpt, ['response_format']],
    [{ ...gpt, model: 'gpt-image-2.6-flare', frame_count: 99, output_format: 'gif' }, { ...gpt, model: 'gpt-image-2.6-flare', frame_count: 16, output_format: 'gif' }, ['frame_count']]
  ]
  for (const [body, valid, members] of cases) {
    const sent = structuredClone(body)
    const result = repaired(body)
    t.equal(result.refusal, undefined, JSON.stringify(body).slice(0, 200))
    t.strictSame(Object.entries(result.body).sort(), Object.entries(valid).sort())
    t.strictSame([...result.members].sort(), [...members].sort())
    t.strictSame(body, sent, 'the body that was sent is not changed')
  }
})

t.test('the first violation is what the API answers, in its words', async t => {
  for (const body of [{ n: 11 }, { prompt, n: 11, foo: 1 }, { prompt, model: 'gpt-image-2', size: '7x7', quality: 'hd' }, { prompt: '', model: 'dall-e-3', n: 2 }]) {
    t.equal(repaired(body).messages[0], (createValidate()(body) as ApiError).message, JSON.stringify(body))
  }
  t.strictSame(repaired({ prompt: '', n: 11, foo: 1 }).messages, [
    "Unknown parameter: 'foo'.",
    "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead."
  ])
})

t.test('a model that does not exist or is not served is accepted, with the contract of its row', async t => {
  const december: ValidationOptions = { servedModels: createServedModels({ asOf: '2026-12-02' }) }
  const retired = repaired({ prompt, model: 'gpt-image-1.5', background: 'transparent' }, december)
  t.strictSame(retired.messages, ["The model 'gpt-image-1.5' does not exist."])
  t.match(retired.parameters, { model: 'gpt-image-1.5', background: 'transparent' })
  t.match(repaired({ prompt, model: 'dalle3' }, { unknownModels: 'reject' }), { parameters: { model: 'dalle3' }, messages: ["The model 'dalle3' does not exist."] })
  t.match(repaired({ prompt }, december), { parameters: { model: 'gpt-image-2' }, messages: ["Missing required parameter: 'model'."] })
  const names = (name: string) => name.startsWith('gpt-image-1')
  t.match(repaired({ prompt }, { servedModels: createServedModels({ isNamed: names }) }).parameters!.model, /^gpt-image-1/)
  t.match(repaired({ prompt, model: '' }).parameters, { model: 'dall-e-2' })
})

t.test('accepted models and ignored parameters are violations, too', async t => {
  t.match(repaired({ prompt, model: 'our-alias', foo: 1, n: 11 }, { unknownParameters: 'ignore' }), {
    parameters: { model: 'our-alias', n: 10 },
    messages: [/^Invalid 'n'/, "The model 'our-alias' does not exist.", "Unknown parameter: 'foo'."]
  })
})

t.test('images are repaired in their number and their type, and an edit without an image is refused', async t => {
  const file = { filename: 'otter.png', mediaType: 'application/octet-stream', bytes: Buffer.from('x'), sha256: 'a' }
  const edit = (body: object, format: 'form' | 'json' = 'form') => repaired(body, { contract: editContract }, { format })
  const gpt = { model: 'gpt-image-2', prompt }
  t.match(edit({ ...gpt, image: file }), { refusal: undefined, body: { image: file }, members: ['image'] })
  t.match(edit({ ...gpt, image: Array(20).fill(file) }).body['image'], { length: 16 })
  t.match(edit({ ...gpt, image: ['text', file] }).body['image'], [file])
  t.match(edit({ model: 'dall-e-2', prompt, image: [file, file] }), { refusal: undefined, body: { image: file } })
  t.match(edit({ ...gpt, image: { ...file, mediaType: 'image/png' }, mask: 'text' }), { refusal: undefined, body: { mask: undefined } })
  t.match(edit({ ...gpt, image: file, model: 'dall-e-3' }), { refusal: undefined, body: { model: undefined } })
  for (const image of [undefined, 'text']) t.match(edit({ ...gpt, ...(image !== undefined && { image }) }), { refusal: { status: 400 } })
  t.equal(edit({ ...gpt, image: { ...file, mediaType: 'image/png', bytes: Buffer.alloc(50 * 2 ** 20) } }).refusal!.status, 413)
  const references = (images: unknown) => edit({ ...gpt, images }, 'json')
  t.match(references([{ image_url: 'https://a.example/b.png', detail: 'high' }, { file_id: 'f', image_url: 'ftp://x' }, 7]), {
    refusal: undefined, body: { images: [{ image_url: 'https://a.example/b.png' }, { image_url: 'ftp://x' }] }
  })
  t.match(references({ file_id: 'f' }), { refusal: undefined, body: { images: { file_id: 'f' } } })
  for (const images of [undefined, [], [7], 'x', {}]) t.match(references(images), { refusal: { status: 400 } })
  t.match(edit({ ...gpt, image: [{ image_url: 'x' }] }, 'json'), { refusal: { message: "Missing required parameter: 'images'." }, messages: [/use 'images'/] })
  const variation = repaired({ image: file, model: 'dall-e-3', prompt, n: '12', size: '7x7' }, { contract: variationContract }, { format: 'form' })
  t.match(variation, { refusal: undefined, body: { image: file, n: 10 } })
  t.equal(variation.messages.length, 4)
})

t.test('what cannot be repaired is refused: a body that is not an object, an ended operation, a feature that the mock lacks, more than 20 violations', async t => {
  for (const body of [[], null, 'text', 7]) t.match(repaired(body), { refusal: { message: /expected an object/ }, messages: [] })
  t.match(repaired({}, { contract: variationContract, servedModels: createServedModels({ asOf: '2026-12-02' }) }, { format: 'form' }), { refusal: { status: 404 } })
  t.match(repaired({ prompt, model: 'gpt-image-2.6-flare', svg: {} }), { refusal: { envelope: { error: { code: 'not_imitated_by_mock' } } } })
  const many = (count: number) => ({ prompt, ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`foo${index}`, 1])) })
  t.match(repaired(many(20)), { refusal: undefined, messages: { length: 20 } })
  t.match(repaired(many(21)), { refusal: { message: "Unknown parameter: 'foo20'." }, messages: { length: 20 } })
})

t.test('a body with very many members does not take long', async t => {
  const body = JSON.parse(`{"prompt":"x",${Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}_":1`).join()}}`)
  const before = process.cpuUsage()
  t.ok(repaired(body).refusal)
  const { user, system } = process.cpuUsage(before)
  t.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`)
})
