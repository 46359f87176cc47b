/** The images of recorded requests: digests in entries and cards, thumbnails and files. */
import { hash } from 'node:crypto'
import t, { type Test } from 'tap'
import sharp from 'sharp'
import { Value } from 'typebox/value'
import { Card } from '../../../src/journal/entries/card.js'
import { Entry } from '../../../src/journal/entries/entry.js'
import { buildMock } from '../../build-mock.js'
import { formOf, halfMask, imageOf, postForm, type Part } from '../uploads.js'

const [red, wide, mask] = await Promise.all([imageOf(), imageOf({ width: 640, height: 320, format: 'jpeg' }), halfMask()])
const fields = { model: 'gpt-image-2', prompt: 'An otter with a hat', size: '1024x640', quality: 'low' }
const sha256 = (bytes: Buffer | string) => hash('sha256', bytes)

function edited (t: Test, settings: Parameters<typeof buildMock>[1] = {}) {
  const { app } = buildMock(t, settings)
  const newest = async () => {
    const [[entry], [card]] = (await Promise.all(['?limit=1', '/cards?limit=1'].map(query => app.inject(`/_mock/requests${query}`)))).map(({ json }) => json())
    t.ok(Value.Check(Entry, entry) && Value.Check(Card, card), 'entry and card match their schemas')
    t.strictSame(card.inputs, entry.inputs)
    return { entry, card, id: entry.id as string }
  }
  const edit = async (parts: Parameters<typeof postForm>[2], headers = {}) => {
    const response = await postForm(app, 'edits', parts, headers)
    return { response, ...await newest() }
  }
  const upload = (id: string, rest: string, headers = {}) => app.inject({ url: `/_mock/requests/${id}/uploads/${rest}`, headers })
  return { app, edit, upload, newest }
}

t.test('entry and card show operation, images and mask with name, type, size and hash', async t => {
  const { edit } = edited(t)
  const { response, entry, card } = await edit([
    ...Object.entries(fields).map(([name, value]) => ({ name, value })),
    { name: 'mask', value: mask, filename: 'mask.png' },
    { name: 'image[]', value: red, filename: 'red.png' },
    { name: 'image[]', value: wide, filename: 'wide.jpg', type: 'image/jpeg' }
  ])
  t.equal(response.statusCode, 200, response.body.slice(0, 300))
  const kept = ['thumbnail']
  t.strictSame(entry.inputs, [
    { role: 'image', name: 'image[0]', filename: 'red.png', mediaType: 'image/png', bytes: red.length, sha256: sha256(red), format: 'png', width: 64, height: 64, hasAlpha: false, kept },
    { role: 'image', name: 'image[1]', filename: 'wide.jpg', mediaType: 'image/jpeg', bytes: wide.length, sha256: sha256(wide), format: 'jpeg', width: 640, height: 320, hasAlpha: false, kept },
    { role: 'mask', name: 'mask', filename: 'mask.png', mediaType: 'image/png', bytes: mask.length, sha256: sha256(mask), format: 'png', width: 64, height: 64, hasAlpha: true, kept }
  ])
  t.match([entry, card], [{ operation: 'edit', request: fields }, { operation: 'edit', images: 1, dimensions: { width: 1024, height: 640 } }])
})

t.test('other requests have the operation generation, variation or none', async t => {
  const { app, newest } = edited(t)
  await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt: 'An otter', size: '256x256' } })
  const { entry, card } = await newest()
  t.match([entry, card], [{ operation: 'generation' }, { operation: 'generation' }])
  t.notOk('inputs' in entry || 'inputs' in card)
  await postForm(app, 'variations', { image: red, size: '256x256' })
  t.match((await newest()).card, { operation: 'variation', inputs: [{ role: 'image', name: 'image', sha256: sha256(red) }] })
  await app.inject('/v1/unknown')
  t.notOk('operation' in (await newest()).card)
})

t.test('references in JSON are a URL, a file id or a data URL', async t => {
  const { app, newest, upload } = edited(t, { journalUploads: 'full' })
  const url = 'https://example.com/otter.png'
  const payload = { ...fields, images: [{ image_url: url }, { image_url: `data:image/png;base64,${red.toString('base64')}` }], mask: { file_id: 'file-1' } }
  const response = await app.inject({ method: 'POST', url: '/v1/images/edits', payload })
  t.equal(response.statusCode, 200, response.body.slice(0, 300))
  const { entry, id } = await newest()
  t.match(entry.inputs, [
    { role: 'image', name: 'images[0].image_url', url, sha256: sha256(url), kept: ['thumbnail'] },
    { role: 'image', name: 'images[1].image_url', mediaType: 'image/png', bytes: red.length, sha256: sha256(red), kept: ['thumbnail', 'file'] },
    { role: 'mask', name: 'mask.file_id', fileId: 'file-1', sha256: sha256('file-1'), kept: ['thumbnail'] }
  ])
  t.notOk('bytes' in entry.inputs[0])
  t.equal((await upload(id, '0/file')).statusCode, 404)
  t.ok((await upload(id, '1/file')).rawPayload.equals(red))
})

t.test('a thumbnail is a PNG of at most 320 pixels, a file is as sent', async t => {
  const { edit, upload } = edited(t, { journalUploads: 'full' })
  const { id } = await edit({ ...fields, image: wide })
  const safe = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" }
  const thumbnail = await upload(id, '0')
  t.match({ ...thumbnail, headers: thumbnail.headers }, { statusCode: 200, headers: { ...safe, 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' } })
  t.match(await sharp(thumbnail.rawPayload).metadata(), { format: 'png', width: 320, height: 160 })
  const file = await upload(id, '0/file')
  t.match(file.headers, { ...safe, 'content-type': 'image/jpeg', 'content-disposition': `attachment; filename="${id}-0.jpeg"` })
  t.ok(file.rawPayload.equals(wide))
})

t.test('the journal keeps what journalUploads says', async t => {
  for (const [journalUploads, kept, statuses] of [['none', [], [404, 404]], ['thumbnail', ['thumbnail'], [200, 404]], ['full', ['thumbnail', 'file'], [200, 200]]] as const) {
    const { edit, upload } = edited(t, { journalUploads })
    const { id, entry } = await edit({ ...fields, image: red })
    t.strictSame(entry.inputs[0].kept, kept)
    t.strictSame([(await upload(id, '0')).statusCode, (await upload(id, '0/file')).statusCode], statuses)
  }
})

t.test('a file that is not an image is served as bytes, regardless of the type that the client sent', async t => {
  const { edit, upload } = edited(t, { journalUploads: 'full' })
  const page = Buffer.from('<script>alert(1)</script>')
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)"/>')
  for (const [value, type, status] of [[page, 'image/png', 400], [drawing, 'image/png', 400], [page, 'text/html', 400], [drawing, 'image/svg+xml', 400]] as const) {
    const { id, response, entry } = await edit([...Object.entries(fields).map(([name, value]) => ({ name, value })), { name: 'image', value, filename: 'a.svg', type }])
    t.equal(response.statusCode, status)
    t.strictSame(entry.inputs, [{ role: 'image', name: 'image', filename: 'a.svg', mediaType: type, bytes: value.length, sha256: sha256(value), kept: ['file'] }], `${type} is shown`)
    const file = await upload(id, '0/file')
    t.match(file.headers, { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff', 'content-disposition': `attachment; filename="${id}-0.bin"` })
    t.ok(file.rawPayload.equals(value))
    t.equal((await upload(id, '0')).statusCode, 404)
  }
})

t.test('a refused request shows the files that it sent, and its fields', async t => {
  const { app, edit, newest } = edited(t, { apiKeys: 'sk-right' })
  const bearer = { authorization: 'Bearer sk-right' }
  const image: Part = { name: 'image', value: red, filename: 'red.png' }
  const prompt: Part = { name: 'prompt', value: fields.prompt }
  const shown = { role: 'image', bytes: red.length, sha256: sha256(red), kept: [] }
  for (const [what, parts, headers, inputs] of [
    ['a wrong key', [image, prompt], {}, [{ ...shown, name: 'image' }]],
    ['a name that occurs twice', [image, image, prompt], bearer, [{ ...shown, name: 'image[0]' }, { ...shown, name: 'image[1]' }]],
    ['an unknown name', [{ ...image, name: 'picture' }, prompt], bearer, [{ ...shown, name: 'picture' }]],
    ['a wrong parameter', [image, prompt, { name: 'n', value: '11' }], bearer, [{ ...shown, name: 'image' }]],
    ['a mask only', [{ ...image, name: 'mask' }, prompt], bearer, [{ ...shown, role: 'mask', name: 'mask' }]]
  ] as const) {
    const { response, entry } = await edit(parts, headers)
    t.ok(response.statusCode === 400 || response.statusCode === 401, what)
    t.match(entry.inputs, inputs, what)
    t.equal(entry.inputs.length, inputs.length)
    t.equal(JSON.parse(entry.body).prompt, fields.prompt)
    t.notMatch(entry.body, 'form-boundary')
  }
  const post = async (payload: object) => {
    const response = await app.inject({ method: 'POST', url: '/v1/images/edits', payload, headers: bearer })
    t.equal(response.statusCode, 400)
    return (await newest()).entry
  }
  t.match(await post({ ...fields, images: [{ file_id: 'file-1' }, { image_url: 7 }, null, { file_id: 7 }, 'x'] }), { inputs: [{ name: 'images[0].file_id', fileId: 'file-1' }] })
  t.equal((await post({ ...fields, images: Array.from({ length: 5_000 }, () => ({ file_id: 'file-1' })) })).inputs.length, 100)
  for (const images of [undefined, 7, [], 'x']) t.notOk('inputs' in await post({ ...fields, images }))
})

t.test('long texts of inputs are truncated', async t => {
  const { app, newest } = edited(t)
  const url = `https://example.com/${'x'.repeat(3_000)}`
  await app.inject({ method: 'POST', url: '/v1/images/edits', payload: { ...fields, images: [{ image_url: url }] } })
  t.match((await newest()).entry.inputs, [{ url: url.slice(0, 1_000), sha256: sha256(url) }])
})

t.test('the body of a form has its directive, and the request does not', async t => {
  const { edit } = edited(t)
  const prompt = `${fields.prompt} [mock delay=1ms]`
  const { entry } = await edit({ ...fields, prompt, image: red })
  t.equal(JSON.parse(entry.body).prompt, prompt)
  t.equal(entry.request.prompt, fields.prompt)
})

t.test('a form that no operation reads is not shown as text', async t => {
  const { app, newest } = edited(t)
  const form = formOf([{ name: 'prompt', value: 'An otter' }, { name: 'image', value: red, filename: 'red.png' }])
  for (const [url, payload, headers, status] of [
    ['/v1/images/edit', form.payload, form.headers, 404],
    ['/v1/images/generations', form.payload, form.headers, 400],
    ['/v1/images/edits', form.payload.subarray(0, 300), form.headers, 400],
    ['/v1/images/edits', form.payload, { 'content-type': 'multipart/form-data' }, 400]
  ] as const) {
    const response = await app.inject({ method: 'POST', url, payload, headers })
    t.equal(response.statusCode, status, url)
    t.notOk('body' in (await newest()).entry, url)
  }
  await app.inject({ method: 'POST', url: '/v1/images/edits', payload: form.payload, headers: { 'content-type': 'text/plain' } })
  t.match((await newest()).entry, { status: 400, operation: 'edit' })
})

t.test('unknown uploads get a 404 with a message, as do those of another key', async t => {
  const { edit, upload } = edited(t)
  const { id } = await edit({ ...fields, image: red }, { authorization: 'Bearer sk-one' })
  for (const [which, index] of [[id, '1'], [id, 'length'], [id, '-1'], [id, '1e0'], ['req_none', '0']] as const) {
    for (const end of ['', '/file']) {
      const response = await upload(which, `${index}${end}`)
      t.equal(response.statusCode, 404)
      t.strictSame(response.json(), {
        error: { message: `Expected an image that a request brought, got index "${index}" of request "${which}". See its inputs in GET /_mock/requests/cards.` }
      })
    }
  }
  t.equal((await upload(id, '0/file')).json().error.message, `Expected an image whose file is kept, got index "0" of request "${id}". It was not sent itself, or journalUploads is not full.`)
  for (const [key, status] of [['sk-one', 200], ['sk-two', 404]] as const) {
    t.equal((await upload(id, '0', { authorization: `Bearer ${key}` })).statusCode, status)
  }
})

t.test('kept files count towards journalBytes', async t => {
  const { app, edit } = edited(t, { journalUploads: 'full', journalBytes: '1MB' })
  const noise = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#fff', noise: { type: 'gaussian', mean: 128, sigma: 60 } } }).png().toBuffer()
  t.ok(noise.length > 300_000)
  for (let count = 0; count < 4; count++) await edit({ ...fields, image: noise })
  t.ok((await app.inject('/_mock/requests')).json().length < 4)
})

t.test('an equal form is a retry, regardless of its boundary', async t => {
  const { app, newest } = edited(t)
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { error: 'server_error' }, times: 2 } })
  const send = async (boundary: string, image: Buffer, headers = {}) => {
    const form = formOf([{ name: 'image', value: image, filename: 'a.png' }, ...Object.entries(fields).map(([name, value]) => ({ name, value }))])
    const payload = Buffer.from(form.payload.toString('latin1').replaceAll('form-boundary', boundary), 'latin1')
    await app.inject({ method: 'POST', url: '/v1/images/edits', payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers } })
    return (await newest()).entry
  }
  const first = await send('one', red)
  t.match(first, { status: 500 })
  t.notOk('retryOf' in await send('two', await imageOf({ color: '#2020d0' })), 'another image')
  t.match(await send('three', red), { status: 200, retryOf: first.id, retryInferred: true })
  const counted = await send('four', red, { 'x-stainless-retry-count': '0' })
  t.match(await send('five', red, { 'x-stainless-retry-count': '1' }), { retryOf: counted.id })
})
