/** The text form of a picture, which image URLs contain. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../holds.js'
import { imageRequest, withParameters } from '../image-request.js'
import { pictureFromText, pictureToText, picturesOf } from '../../src/pictures/picture.js'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '\ud83e', '🦦', 'ّ') })
)
const dallE2 = fc.record({ n: fc.integer({ min: 1, max: 10 }), size: fc.constantFrom('256x256', '512x512', '1024x1024') })
const dallE3 = fc.record({
  model: fc.constant('dall-e-3'),
  size: fc.constantFrom('1024x1024', '1792x1024', '1024x1792'),
  quality: fc.constantFrom('standard', 'hd'),
  style: fc.constantFrom('vivid', 'natural')
})
const other = fc.record({ model: anyText.filter(text => text !== ''), n: fc.integer({ min: 1, max: 10 }) })
const sourceId = fc.stringMatching(/^[0-9a-f]{32}$/)
const options = fc.record({
  userImages: fc.option(fc.array(fc.stringMatching(/^[0-9a-f]{8,64}$/), { minLength: 1, maxLength: 3 }), { nil: undefined }),
  sources: fc.option(fc.oneof(
    fc.record(
      { kind: fc.constant('edit' as const), id: sourceId, images: fc.integer({ min: 1, max: 16 }), guide: fc.constantFrom('mask' as const, 'markup' as const) },
      { requiredKeys: ['kind', 'id', 'images'], noNullPrototype: true }
    ),
    fc.record({ kind: fc.constant('variation' as const), id: sourceId, images: fc.constant(1) }, { noNullPrototype: true })
  ), { nil: undefined }),
  minBytes: fc.option(fc.integer({ min: 1, max: 8 * 2 ** 20 }), { nil: undefined })
})
const output = fc.record({
  output_format: fc.constantFrom('png', 'jpeg', 'webp', 'gif'),
  output_compression: fc.integer({ min: 0, max: 100 }),
  background: fc.constantFrom('auto', 'opaque', 'transparent'),
  frame_count: fc.integer({ min: 2, max: 16 }),
  frame_duration_ms: fc.integer({ min: 10, max: 655_350 })
}, { requiredKeys: [] })
const pictures = fc.tuple(anyText.filter(text => text !== ''), fc.oneof(dallE2, dallE3, other), options, output)
  .map(([prompt, body, options, output]) => picturesOf(withParameters(imageRequest({ prompt, ...body }), output as Record<string, string>), options))

const textOf = (...fields: unknown[]) => Buffer.from(fields.join('\n')).toString('base64url')
const seed = '9accd6339aa716f151cf1d4a9cff5fc5'

t.test('a text of version 0.1 is decoded to an opaque PNG', async t => {
  const text = 'MQpkYWxsLWUtMwoxMDI0eDEwMjQKaGQKdml2aWQKMAoxCjlhY2NkNjMzOWFhNzE2ZjE1MWNmMWQ0YTljZmY1ZmM1CgoKQSBjdXRlIGJhYnkgc2VhIG90dGVy'
  const picture = { model: 'dall-e-3', size: '1024x1024', index: 0, count: 1, caption: 'A cute baby sea otter', seed, format: 'png', quality: 'hd', style: 'vivid' }
  t.strictSame(pictureFromText(text), picture)
  t.strictSame(picturesOf(imageRequest({ prompt: 'A cute baby sea otter', model: 'dall-e-3', quality: 'hd' })), [picture], 'the same request still has the same text')
})

t.test('the parameters of the file are part of the picture, and do not change its scene', async t => {
  const request = imageRequest({ prompt: 'A cute baby sea otter' })
  const [plain] = picturesOf(request)
  for (const [parameters, members] of [
    [{ output_format: 'png', output_compression: 100, background: 'opaque' }, {}],
    [{ output_format: 'png', background: 'transparent' }, { background: 'transparent' }],
    [{ output_format: 'jpeg', output_compression: 100, background: 'auto' }, { format: 'jpeg' }],
    [{ output_format: 'webp', output_compression: 0, background: 'transparent' }, { format: 'webp', compression: 0, background: 'transparent' }],
    [{ output_format: 'gif' }, { format: 'gif', frames: 9, frameDurationMs: 200 }],
    [{ output_format: 'gif', frame_count: 2, frame_duration_ms: 104 }, { format: 'gif', frames: 2, frameDurationMs: 100 }]
  ] as const) t.strictSame(picturesOf(withParameters(request, parameters)), [{ ...plain, ...members }], JSON.stringify(parameters))
})

t.test('a picture can have any size whose edges have 64 to 3840 pixels, up to 3840x2160 pixels', async t => {
  const sizeOf = (size: string) => pictureFromText(textOf(1, 'm', size, '', '', 0, 1, seed, '', '', 'x'))?.size
  for (const size of ['64x64', '1122x1402', '1915x821', '3840x2160', '2160x3840', '3839x2159', '64x3840']) t.equal(sizeOf(size), size)
  for (const size of ['63x64', '64x63', '3841x64', '3840x2161', '2881x2880', '0x64', '064x64', '64']) t.equal(sizeOf(size), undefined, size)
})

t.test('the uploaded images are part of the picture and of its seed', async t => {
  const request = imageRequest({ prompt: 'A cute baby sea otter' })
  const sources = { kind: 'edit' as const, id: '1'.repeat(32), images: 3, guide: 'mask' as const }
  const [plain] = picturesOf(request)
  const [edit] = picturesOf(request, { sources })
  t.strictSame(edit, { ...plain, sources, seed: edit!.seed })
  const others = [edit, plain, ...[{ ...sources, id: '2'.repeat(32) }, { ...sources, kind: 'variation' as const }]
    .flatMap(sources => picturesOf(request, { sources }))]
  t.equal(new Set(others.map(picture => picture!.seed)).size, 4)
  t.equal(picturesOf(request, { sources, userImages: ['a'.repeat(64)] })[0]!.sources, undefined, 'the picture shows the image of the user')
})

t.test('a picture without a prompt has an empty caption', async t => {
  for (const prompt of ['', undefined]) {
    const request = withParameters(imageRequest(), { prompt } as never)
    t.match(picturesOf(request, { sources: { kind: 'variation', id: '1'.repeat(32), images: 1 } }), [{ caption: '' }])
  }
})

t.test('uploaded images that no request can contain are rejected', async t => {
  const decode = (...sources: unknown[]) => pictureFromText(textOf(4, 'm', '1024x1024', '', '', 0, 1, seed, '', '', 'png', '', '', '', '', ...sources, '', 'x'))
  const id = '0123456789abcdef'.repeat(2)
  t.match(decode('edit', id, 16, 'mask'), { sources: { kind: 'edit', id, images: 16, guide: 'mask' } })
  for (const sources of [
    ['edit', id, 17, ''], ['edit', id, 0, ''], ['edit', id.slice(1), 1, ''], ['edit', '../' + id.slice(3), 1, ''], ['generation', id, 1, ''], ['', id, 1, ''],
    ['edit', id, 1, 'true'], ['variation', id, 2, ''], ['variation', id, 1, 'mask'], ['edit', id, 1], ['edit', id, 1, '', '']
  ]) t.equal(decode(...sources), undefined, JSON.stringify(sources))
  const withUserImage = textOf(4, 'm', '1024x1024', '', '', 0, 1, seed, 'a'.repeat(64), '', 'png', '', '', '', '', 'edit', id, 1, '', '', 'x')
  t.equal(pictureFromText(withUserImage), undefined, 'an image of a user as well')
})

t.test('a file that no request can produce is rejected', async t => {
  const decode = (...output: unknown[]) => pictureFromText(textOf(3, 'm', '1024x1024', '', '', 0, 1, seed, '', '', ...output, '', 'x'))
  t.match(decode('gif', '', 'transparent', 16, 10), { format: 'gif', frames: 16, frameDurationMs: 10, background: 'transparent' })
  for (const output of [
    ['png', '', '', '', ''], ['png', 50, 'transparent', '', ''], ['jpeg', 100, '', '', ''], ['jpeg', -1, '', '', ''], ['jpeg', '', 'transparent', '', ''],
    ['webp', '', 'opaque', '', ''], ['webp', '', '', 2, 100], ['gif', '', '', '', ''], ['gif', '', '', 17, 100], ['gif', '', '', 2, 5], ['svg', '', '', '', '']
  ]) t.equal(decode(...output), undefined, JSON.stringify(output))
  t.equal(pictureFromText(textOf(3, 'm', '3840x2160', '', '', 0, 1, seed, '', '', 'gif', '', '', 5, 100, '', 'x')), undefined, 'an animation with too many pixels')
})

t.test('property: decoding the text of any picture returns the picture', async t => {
  holds(t, [pictures], pictures => {
    for (const picture of pictures) assert.deepEqual(pictureFromText(pictureToText(picture)), picture)
  })
})

t.test('property: different pictures have different texts', async t => {
  holds(t, [pictures], pictures => {
    assert.equal(new Set(pictures.map(pictureToText)).size, pictures.length)
  })
})

t.test('property: any other text is rejected, or is exactly the text of the decoded picture', async t => {
  const altered = fc.tuple(pictures, fc.nat(), anyText).map(([[picture], at, inserted]) => {
    const text = Buffer.from(pictureToText(picture!), 'base64url').toString()
    const from = at % (text.length + 1)
    return Buffer.from(text.slice(0, from) + inserted + text.slice(from + 1)).toString('base64url')
  })
  holds(t, [fc.oneof(altered, fc.string({ unit: 'binary' }), fc.base64String())], text => {
    const picture = pictureFromText(text)
    if (picture) assert.equal(pictureToText(picture), text)
  }, 500)
})

t.test('files have the recorded sizes of the model, up to a maximum; the size of a rule takes precedence', async t => {
  const sizes = (body: object, parameters: Record<string, string | number> = {}, options: object = {}) =>
    picturesOf(withParameters(imageRequest({ model: 'gateway-alias', ...body }), parameters), { maxRecordedBytes: 8_000_000, ...options }).map(({ minBytes }) => minBytes!)
  t.strictSame(sizes({ model: 'dall-e-2', size: '256x256' }), [197_263])
  for (const [body, parameters, min, max] of [
    [{ model: 'dall-e-3', size: '1792x1024' }, {}, 1_012_656, 3_240_000],
    [{ n: 10 }, { model: 'gpt-image-1-mini', quality: 'high' }, 1_394_000, 1_690_000],
    [{ n: 10 }, { model: 'gpt-image-2-2026-04-21', quality: 'low' }, 650_000, 790_000],
    [{ n: 10 }, { model: 'gpt-image-2', quality: 'low', output_format: 'jpeg' }, 50_000, 64_000],
    [{ n: 10 }, { model: 'gpt-image-2', quality: 'low', output_format: 'jpeg', output_compression: 50 }, 30_000, 40_000],
    [{ n: 10 }, { model: 'gpt-image-1', quality: 'high', background: 'transparent' }, 2_150_000, 2_690_000]
  ] as const) {
    const all = sizes(body, parameters)
    t.ok(all.every(bytes => bytes >= min && bytes <= max), `${JSON.stringify([body, parameters])}: ${all}`)
    t.strictSame(sizes(body, parameters), all, 'equal requests have equal sizes')
  }
  t.strictSame(sizes({ n: 2 }, {}, { maxRecordedBytes: 100_000 }), [100_000, 100_000])
  t.strictSame(sizes({ n: 2 }, {}, { minBytes: 5 }), [5, 5])
})
