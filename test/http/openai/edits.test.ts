/** Edits and variations over HTTP: bodies, refusals of files, pictures made of uploads, URLs and usage. */
import t from 'tap'
import sharp from 'sharp'
import { buildMock, startMock } from '../../build-mock.js'
import { formOf, halfMask, imageOf, postForm } from '../uploads.js'

const prompt = 'An otter with a hat'
const [red, jpeg, webp, clear, mask] = await Promise.all([
  imageOf(), imageOf({ format: 'jpeg' }), imageOf({ format: 'webp' }), imageOf({ alpha: 0.5 }), halfMask()
])

const pixelsOf = (file: Buffer) => sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })

/** The share of pixels that are near the colour. */
async function shareOf (file: Buffer, [r, g, b]: readonly [number, number, number]): Promise<number> {
  const { data, info: { width, height } } = await pixelsOf(file)
  let count = 0
  for (let at = 0; at < data.length; at += 3) {
    if (Math.abs(data[at]! - r) + Math.abs(data[at + 1]! - g) + Math.abs(data[at + 2]! - b) < 24) count++
  }
  return count / (width * height)
}
const redColor = [0xd0, 0x20, 0x20] as const

t.test('an edit with a GPT image model shows the upload, and its response has the recorded members', async t => {
  const { app } = buildMock(t)
  const response = await postForm(app, 'edits', { model: 'gpt-image-1', prompt: 'turn the logo to green', image: red, size: '1024x1024', quality: 'low' })
  t.equal(response.statusCode, 200, response.body.slice(0, 300))
  const { created, data: [{ b64_json: base64 }], ...rest } = response.json()
  t.strictSame(rest, {
    background: 'opaque',
    output_format: 'png',
    quality: 'low',
    size: '1024x1024',
    usage: {
      input_tokens: 221,
      input_tokens_details: { image_tokens: 194, text_tokens: 27 },
      output_tokens: 272,
      output_tokens_details: { image_tokens: 272, text_tokens: 0 },
      total_tokens: 493
    }
  })
  t.ok(created > 1.7e9)
  const file = Buffer.from(base64, 'base64')
  t.match(await sharp(file).metadata(), { width: 1024, height: 1024, format: 'png' })
  t.ok(await shareOf(file, redColor) > 0.5, 'most of the picture is the upload')
})

t.test('the picture shows art where the mask is transparent, and the upload elsewhere', async t => {
  const { app } = buildMock(t)
  const fields = { model: 'gpt-image-2', prompt, image: red, mask, size: '1024x640', quality: 'low' }
  const [masked, again, whole] = await Promise.all([fields, fields, { ...fields, mask: '' }].map(async ({ mask, ...fields }) => {
    const response = await postForm(app, 'edits', mask === '' ? fields : { ...fields, mask })
    return Buffer.from(response.json().data[0].b64_json, 'base64')
  }))
  t.ok(masked!.equals(again!), 'the same request has the same bytes')
  t.notOk(masked!.equals(whole!))
  const half = async (left: number) => shareOf(await sharp(masked!).extract({ left, top: 0, width: 300, height: 370 }).png().toBuffer(), redColor)
  t.ok(await half(200) < 0.2)
  t.ok(await half(520) > 0.9)
})

t.test('a DALL·E 2 edit returns a URL, which shows the upload until the upload is evicted', async t => {
  let nowMs = Date.UTC(2026, 4, 1)
  const { app } = buildMock(t, { urlTtl: '1h' }, { now: () => nowMs })
  const response = await postForm(app, 'edits', { prompt, image: clear, n: '2', size: '256x256' })
  t.equal(response.statusCode, 200, response.body)
  const { data } = response.json()
  t.equal(data.length, 2)
  t.strictSame(Object.keys(data[0]), ['url'])
  const { pathname, search } = new URL(data[0].url)
  const download = await app.inject(pathname + search)
  t.equal(download.statusCode, 200)
  t.match(await sharp(download.rawPayload).metadata(), { width: 256, height: 256 })

  const other = buildMock(t, {}, { now: () => nowMs })
  const refused = await other.app.inject(pathname + search)
  t.equal(refused.statusCode, 404, 'another mock does not have the upload')
  t.match(refused.body, 'BlobNotFound')
  nowMs += 3_600_000
  t.equal((await app.inject(pathname + search)).statusCode, 403, 'expired')
})

t.test('a variation shows the upload in other colours, each different', async t => {
  const { app } = buildMock(t)
  const response = await postForm(app, 'variations', { image: red, n: '3', size: '256x256', response_format: 'b64_json' })
  t.equal(response.statusCode, 200, response.body.slice(0, 300))
  const files = response.json().data.map(({ b64_json: base64 }: { b64_json: string }) => Buffer.from(base64, 'base64'))
  t.equal(new Set(files.map(String)).size, 3)
  for (const file of files) t.ok(await shareOf(file, redColor) < 0.1)
  t.notOk(response.headers['openai-project'])
})

t.test('an edit accepts several images, JPEG and WebP, and names with brackets', async t => {
  const { app } = buildMock(t)
  for (const names of [['image[]', 'image[]'], ['image[0]', 'image[1]']]) {
    const response = await postForm(app, 'edits', [
      { name: names[0]!, value: jpeg, filename: 'a.jpg', type: 'image/jpeg' },
      { name: 'prompt', value: prompt },
      { name: names[1]!, value: webp, filename: 'b.webp', type: 'image/webp' },
      { name: 'model', value: 'gpt-image-1' },
      { name: 'quality', value: 'low' }
    ])
    t.match(response.json(), { usage: { input_tokens_details: { image_tokens: 388 } } })
  }
})

t.test('edits in JSON decode data URLs, and draw a picture for any other URL or a file id', async t => {
  const { app } = buildMock(t)
  const send = (body: object) => app.inject({ method: 'POST', url: '/v1/images/edits', payload: { model: 'gpt-image-2', prompt, size: '1024x640', quality: 'low', ...body } })
  const dataUrl = (file: Buffer) => `data:image/png;base64,${file.toString('base64')}`
  const edited = await send({ images: [{ image_url: dataUrl(red) }] })
  t.equal(edited.statusCode, 200, edited.body.slice(0, 300))
  t.match(edited.json().usage.input_tokens_details, { image_tokens: 16 })
  t.ok(await shareOf(Buffer.from(edited.json().data[0].b64_json, 'base64'), redColor) > 0.3)
  t.match((await send({ images: [{ image_url: 'data:image/png;base64,AAAA' }] })).json(), {
    error: { message: 'Invalid image data.', type: 'image_generation_user_error', param: 'images[0].image_url', code: 'invalid_image_file' }
  })
  const images = await Promise.all([
    { images: [{ image_url: 'https://example.com/otter.png' }] }, { images: [{ file_id: 'file-1' }] }, { images: [{ file_id: 'file-2' }] },
    { images: [{ file_id: 'file-1' }], mask: { file_id: 'file-3' } }
  ].map(async body => (await send(body)).json().data[0].b64_json))
  t.equal(new Set(images).size, 4, 'different references have different pictures')
})

t.test('each refusal of a file has OpenAI\'s wording', async t => {
  const { app } = buildMock(t)
  const refusal = async (path: string, fields: Record<string, string | Buffer>) => {
    const { statusCode, json } = await postForm(app, path, fields)
    return { statusCode, ...json().error }
  }
  t.match(await refusal('edits', { prompt, image: red }), { statusCode: 400, message: "Invalid input image - format must be in ['RGBA', 'LA', 'L'], got RGB." })
  t.match(await refusal('edits', { prompt, image: await imageOf({ width: 80, alpha: 0.5 }) }), { message: /expected an image with equal width and height, got 80x64 instead/ })
  t.match(await refusal('edits', { prompt, image: jpeg }), { message: 'Uploaded image must be a PNG and less than 4 MB.', code: 'invalid_image_format' })
  t.match(await refusal('edits', { prompt, image: Buffer.alloc(0) }), { message: 'Uploaded image must be a PNG and less than 4 MB.' })
  t.match(await refusal('edits', { model: 'gpt-image-2', prompt, image: Buffer.from('not an image') }), { message: 'Invalid image file or mode for image 1, please check your image file.' })
  t.match(await refusal('edits', { model: 'gpt-image-2', prompt, image: red, mask: red }), { message: 'Invalid mask image format - mask image missing alpha channel' })
  t.match(await refusal('edits', { model: 'gpt-image-2', prompt, image: red, mask: await halfMask(32) }), { message: 'Invalid mask image format - mask size does not match image size' })

  const variation = await postForm(app, 'variations', { image: jpeg })
  t.equal(variation.body, `{
  "error": {
    "code": "invalid_image_format",
    "message": "Uploaded image must be a PNG and less than 4 MB.",
    "param": null,
    "type": "invalid_request_error"
  }
}
`)
})

t.test('a body that is not a form is refused', async t => {
  const { app } = buildMock(t)
  const send = (path: string, payload: string, contentType?: string) =>
    app.inject({ method: 'POST', url: `/v1/images/${path}`, payload, headers: { ...(contentType && { 'content-type': contentType }) } })
  for (const contentType of ['multipart/form-data', 'multipart/form-data; boundary=']) {
    const response = await send('edits', 'x', contentType)
    t.match(response.json(), { error: { message: 'Could not parse multipart form', code: null } }, contentType)
    t.equal(response.statusCode, 400)
  }
  t.match((await send('edits', '--b\r\ncontent-disposition: form-data; name="prompt"\r\n\r\nAn otter', 'multipart/form-data; boundary=b')).json().error, { message: 'Could not parse multipart form' })
  t.match((await send('variations', '{}', 'application/json')).json().error, {
    message: "Unsupported content type: 'application/json'. This API method only accepts 'multipart/form-data' requests, but you specified the header 'Content-Type: application/json'. Please try again with a supported content type.",
    code: 'unsupported_content_type'
  })
  t.match((await send('edits', 'x', 'text/plain')).json().error, { code: 'unsupported_content_type' })
  t.match((await send('edits', '')).json().error, { message: 'expected request with Content-Type: multipart/form-data' })
  t.match((await send('edits', '{', 'application/json')).json().error, { message: /failed to parse JSON/ })
  t.match((await app.inject({ method: 'POST', url: '/v1/images/generations', ...formOf([]) })).json().error, { code: 'unsupported_content_type' })
  t.match((await app.inject('/v1/images/edits')).statusCode, 405)
})

t.test('the key is checked before the body', async t => {
  const { app } = buildMock(t, { apiKeys: 'sk-right' })
  const response = await app.inject({ method: 'POST', url: '/v1/images/edits', payload: 'x', headers: { 'content-type': 'multipart/form-data', authorization: 'Bearer sk-wrong' } })
  t.equal(response.statusCode, 401)
  const variation = await postForm(app, 'variations', { image: red }, { authorization: 'Bearer fake_key' })
  t.equal(Buffer.byteLength(variation.body), 238, 'the recorded length')
  t.notOk(variation.headers['www-authenticate'])
})

t.test('after their end, variations are a 404 without a body, for any method', async t => {
  const { app } = buildMock(t, { asOf: '2026-05-12' })
  for (const response of [await postForm(app, 'variations', { image: red }), await app.inject('/v1/images/variations'), await app.inject({ method: 'DELETE', url: '/images/variations' })]) {
    t.equal(response.statusCode, 404)
    t.equal(response.body, '')
    t.match(response.headers, { 'x-content-type-options': 'nosniff' })
  }
})

t.test('a body over uploadLimit is refused, and the connection serves the next request', async t => {
  const mock = await startMock(t, { uploadLimit: '100kB' })
  const form = formOf([{ name: 'image', value: Buffer.alloc(2 ** 20), filename: 'a.png' }, { name: 'prompt', value: prompt }])
  for (const headers of [form.headers, { ...form.headers, 'transfer-encoding': 'chunked' }]) {
    const body = 'transfer-encoding' in headers ? new ReadableStream({ start (controller) { controller.enqueue(form.payload); controller.close() } }) : form.payload
    const response = await fetch(`${mock.url}/v1/images/edits`, { method: 'POST', headers: form.headers, body, duplex: 'half' } as RequestInit)
    t.equal(response.status, 413)
    t.match(await response.json(), { error: { message: /Maximum content size limit \(100000\) exceeded/, type: 'server_error' } })
  }
  t.equal((await fetch(`${mock.url}/_mock/health`)).status, 200)
})

t.test('rules and directives work on edits and variations', async t => {
  const { app } = buildMock(t)
  const error = async (path: string, fields: Record<string, string | Buffer>, headers = {}) => (await postForm(app, path, fields, headers)).json().error
  t.match(await error('edits', { model: 'gpt-image-2', prompt: 'An otter [mock error=slow_down]', image: red }), { code: 'slow_down' })
  t.match(await error('variations', { image: red }, { 'x-mock': 'error=server_error' }), { type: 'server_error' })
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { match: { prompt: '*hat*' }, respond: { error: 'billing_hard_limit_reached' } } })
  t.match(await error('edits', { model: 'gpt-image-2', prompt, image: red }), { code: 'billing_hard_limit_reached' })
})

t.test('the journal shows the form with digests instead of files', async t => {
  const { app } = buildMock(t)
  await postForm(app, 'edits', { model: 'gpt-image-2', prompt, image: red, size: '1024x640', quality: 'low' })
  const [entry] = (await app.inject('/_mock/requests')).json()
  t.match(JSON.parse(entry.body), { model: 'gpt-image-2', prompt, image: { filename: 'image.png', type: 'image/png', bytes: red.length, sha256: /^[0-9a-f]{64}$/ } })
  t.match(entry.request, { prompt, model: 'gpt-image-2' })
})
