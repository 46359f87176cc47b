/** Edits and variations with the official clients and curl over sockets: each kind of upload, and each refusal as an error. */
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import OpenAI4, { toFile as toFile4 } from 'openai4'
import OpenAI5, { toFile as toFile5 } from 'openai5'
import OpenAI6, { toFile as toFile6 } from 'openai6'
import OpenAI, { toFile } from 'openai7'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { startMock } from '../build-mock.js'
import { halfMask, imageOf } from '../http/uploads.js'

// The tests mostly wait for clients.
t.jobs = 4

const prompt = 'A cute baby sea otter wearing a beret'
const [red, jpeg, webp, clear, mask] = await Promise.all([
  imageOf(), imageOf({ format: 'jpeg' }), imageOf({ format: 'webp' }), imageOf({ alpha: 0.5 }), halfMask()
])
const connect = (baseURL: string, Client: unknown = OpenAI) => new (Client as typeof OpenAI)({ baseURL, apiKey: 'sk-test', maxRetries: 0 })
const small = { size: '1024x640', quality: 'low' } as const
const png = { type: 'image/png' }

type Images = Pick<OpenAI.ImagesResponse, 'data'>

async function checkPicture (t: Test, { data }: Images, expected = { format: 'png', width: 1024, height: 640 }): Promise<void> {
  t.match(await sharp(Buffer.from(data![0]!.b64_json!, 'base64')).metadata(), expected)
}

const errorOf = (call: PromiseLike<unknown>) =>
  Promise.resolve(call).then(() => { throw new Error('The call succeeded') }, (error: InstanceType<typeof OpenAI.APIError>) => error)

for (const [version, Client, toFile] of [['4', OpenAI4, toFile4], ['5', OpenAI5, toFile5], ['6', OpenAI6, toFile6]] as const) {
  t.test(`version ${version} edits one image or several, with a mask, and creates variations`, async t => {
    const mock = await startMock(t)
    const { images } = connect(mock.baseURL, Client)
    const file = async (bytes: Buffer, name = 'otter.png', type = png) => await toFile(bytes, name, type) as File
    await checkPicture(t, await images.edit({ model: 'gpt-image-2', image: await file(red), mask: await file(mask, 'mask.png'), prompt, ...small }))
    const { usage } = await images.edit({ model: 'gpt-image-1', image: [await file(red), await file(jpeg, 'a.jpg', { type: 'image/jpeg' })], prompt, quality: 'low', size: '1024x1024' })
    t.equal(usage!.input_tokens_details.image_tokens, 388)
    t.ok((await images.edit({ model: 'dall-e-2', image: await file(clear), prompt, size: '256x256' })).data![0]!.url)
    const path = `${t.testdir()}/otter.png`
    await writeFile(path, red)
    t.ok((await images.createVariation({ image: createReadStream(path), size: '256x256' })).data![0]!.url)
    const error = await errorOf(images.edit({ model: 'gpt-image-2', image: createReadStream(path), prompt }))
    t.equal(error.constructor.name, 'BadRequestError')
    t.match(error, { status: 400, param: 'image', code: 'unsupported_file_mimetype' })
  })
}

t.test('the newest client edits files, blobs, lists of them, and data URLs in JSON', async t => {
  const mock = await startMock(t)
  const client = connect(mock.baseURL)
  const edit = (body: object) => client.images.edit({ model: 'gpt-image-2', prompt, ...small, ...body } as OpenAI.ImageEditParamsNonStreaming)
  for (const [name, image, mediaType] of [
    ['toFile with a type', await toFile(red, 'otter.png', png), 'image/png'],
    ['toFile with a stream of bytes', await toFile(new Blob([new Uint8Array(webp)]), 'otter.webp', { type: 'image/webp' }), 'image/webp'],
    ['File', new File([new Uint8Array(jpeg)], 'otter.jpg', { type: 'image/jpeg' }), 'image/jpeg'],
    ['Blob', new Blob([new Uint8Array(red)], png), 'image/png']
  ] as const) {
    await checkPicture(t, await edit({ image }))
    t.match(JSON.parse(mock.requests()[0]!.body!), { image: { type: mediaType } }, name)
  }
  const files = await Promise.all([toFile(red, 'a.png', png), toFile(jpeg, 'b.jpg', { type: 'image/jpeg' }), toFile(webp, 'c.webp', { type: 'image/webp' })])
  await checkPicture(t, await edit({ image: files, output_format: 'webp', background: 'auto' }), { format: 'webp', width: 1024, height: 640 })
  await checkPicture(t, await edit({ image: files, mask: await toFile(mask, 'mask.png', png), n: 2 }))
  await checkPicture(t, await edit({ model: 'gpt-image-2.6-flare', image: files[0], output_format: 'gif', frame_count: 2 }), { format: 'gif', width: 1024, height: 640 })
  const dataUrl = `data:image/png;base64,${red.toString('base64')}`
  await checkPicture(t, await client.post('/images/edits', {
    body: { model: 'gpt-image-2', prompt, ...small, images: [{ image_url: dataUrl }, { image_url: 'https://example.com/a.png' }, { file_id: 'file-1' }] }
  }) as Images)
  mock.verify({ match: { model: 'gpt-image-*', status: 200 }, count: 8 })
})

t.test('the newest client receives URLs for DALL·E 2 edits and variations', async t => {
  const { baseURL } = await startMock(t)
  const { images } = connect(baseURL)
  const path = `${t.testdir()}/otter.png`
  await writeFile(path, red)
  for (const { data } of [
    await images.edit({ model: 'dall-e-2', image: await toFile(red, 'a.png', png), mask: await toFile(mask, 'm.png', png), prompt, n: 2, size: '256x256' }),
    await images.createVariation({ image: createReadStream(path), n: 2, size: '256x256' }),
    await images.createVariation({ image: await toFile(red, 'a.txt', { type: 'text/plain' }), n: 2, size: '256x256' })
  ]) {
    t.equal(data!.length, 2)
    t.match(await sharp(await (await fetch(data![0]!.url!)).arrayBuffer()).metadata(), { format: 'png', width: 256, height: 256 })
  }
})

t.test('the newest client throws the right error for each refusal', async t => {
  const { baseURL } = await startMock(t)
  const client = connect(baseURL)
  const image = await toFile(red, 'a.png', png)
  const path = `${t.testdir()}/otter.png`
  await writeFile(path, red)
  const edit = (body: object) => client.images.edit({ model: 'gpt-image-2', image, prompt, ...body } as OpenAI.ImageEditParamsNonStreaming)
  const variation = (body: object) => client.images.createVariation({ image, ...body } as OpenAI.ImageCreateVariationParams)
  const postJson = (body: object) => client.post('/images/edits', { body: { model: 'gpt-image-2', prompt, ...body } })
  for (const [call, facts] of [
    [() => edit({ image: createReadStream(path) }), { message: "400 Invalid file 'image': unsupported mimetype ('application/octet-stream'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.", param: 'image', code: 'unsupported_file_mimetype' }],
    [() => edit({ image: [createReadStream(path)] }), { param: 'image[0]', code: 'unsupported_file_mimetype' }],
    [() => edit({ model: 'dall-e-2', image: createReadStream(path) }), { message: /Supported file formats are 'image\/png'\.$/, param: 'image', code: 'unsupported_file_mimetype' }],
    [() => edit({ image: undefined }), { param: 'image', code: 'missing_required_parameter' }],
    [() => edit({ image: 'a.png' }), { param: 'image', code: 'invalid_type' }],
    [() => edit({ prompt: undefined }), { param: 'prompt', code: 'missing_required_parameter' }],
    [() => edit({ n: 11 }), { param: 'n', code: 'integer_above_max_value' }],
    [() => edit({ n: 'two' }), { param: 'n', code: 'invalid_type' }],
    [() => edit({ response_format: 'url' }), { param: 'response_format', code: 'unknown_parameter' }],
    [() => edit({ moderation: 'low' }), { param: 'moderation', code: 'unknown_parameter' }],
    [() => edit({ input_fidelity: 'high' }), { param: 'input_fidelity', code: 'invalid_input_fidelity_model', type: 'image_generation_user_error' }],
    [() => edit({ mask: image }), { param: 'mask', code: 'invalid_mask_image_format', type: 'image_generation_user_error' }],
    [() => edit({ model: 'dall-e-3' }), { message: "400 Invalid value: 'dall-e-3'. Value must be 'dall-e-2'.", param: 'model', code: 'invalid_value' }],
    [() => edit({ model: 'dall-e-2' }), { message: "400 Invalid input image - format must be in ['RGBA', 'LA', 'L'], got RGB.", param: null, code: null }],
    [() => edit({ image: Array(17).fill(image) }), { param: 'image', code: 'array_above_max_length' }],
    [async () => edit({ image: await toFile(Buffer.from('x'), 'a.png', png) }), { param: null, code: 'invalid_image_file', type: 'image_generation_user_error' }],
    [async () => variation({ image: await toFile(jpeg, 'a.jpg', { type: 'image/jpeg' }) }), { param: null, code: 'invalid_image_format' }],
    [() => variation({ model: 'gpt-image-2' }), { status: 400 }],
    [() => postJson({ image: 'x' }), { param: 'image', code: 'invalid_value' }],
    [() => postJson({ images: [] }), { param: 'images', code: 'empty_array' }],
    [() => postJson({ images: [{ image_url: 'data:image/png;base64,AAAA' }] }), { param: 'images[0].image_url', code: 'invalid_image_file', type: 'image_generation_user_error' }]
  ] as ReadonlyArray<readonly [() => PromiseLike<unknown>, object]>) {
    const error = await errorOf(call())
    t.equal(error.constructor.name, 'BadRequestError', `${call}`)
    t.match(error, { status: 400, type: 'invalid_request_error', ...facts }, `${call}`)
  }
})

const run = promisify(execFile)
const hasCurl = await run('curl', ['--version']).then(() => true, () => false)

t.test('curl uploads one image, several images, a mask, and files with other media types', { skip: !hasCurl && 'curl is not installed' }, async t => {
  const { baseURL } = await startMock(t)
  const folder = t.testdir()
  await Promise.all([['a.png', red], ['b.jpg', jpeg], ['c.webp', webp], ['mask.png', mask], ['plain.bin', red]].map(([name, bytes]) => writeFile(`${folder}/${name}`, bytes!)))
  const curl = async (path: string, ...parts: string[]) =>
    JSON.parse((await run('curl', ['--silent', '--show-error', `${baseURL}/images/${path}`, ...parts.flatMap(part => ['--form', part])], { cwd: folder, maxBuffer: 2 ** 26 })).stdout)
  const text = ['model=gpt-image-2', `prompt=${prompt}`, 'size=1024x640', 'quality=low']
  await checkPicture(t, await curl('edits', ...text, 'image=@a.png'))
  await checkPicture(t, await curl('edits', ...text, 'image[]=@a.png', 'image[]=@b.jpg', 'image[]=@c.webp;type=image/webp', 'image[]=@plain.bin;type=image/png'))
  await checkPicture(t, await curl('edits', ...text, 'image=@a.png', 'mask=@mask.png'))
  t.match(await curl('edits', ...text, 'image=@a.png', 'image=@b.jpg'), { error: { code: 'duplicate_parameter', param: 'image' } })
  t.match(await curl('edits', ...text, 'image=@plain.bin'), { error: { code: 'unsupported_file_mimetype' } })
  t.match(await curl('edits', ...text, 'image=<a.png'), { error: { message: "Invalid file 'image': missing filename", param: 'image' } })
  t.match(await curl('variations', 'image=@plain.bin', 'size=256x256'), { data: [{ url: /^http/ }] })
})
