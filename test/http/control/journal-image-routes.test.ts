/** The pictures of recorded requests. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { pino } from 'pino'
import sharp from 'sharp'
import { assemble } from '../../../src/app.js'
import { picturesOf } from '../../../src/pictures/picture.js'
import { buildMock, startMock } from '../../build-mock.js'
import { imageRequest } from '../../image-request.js'
import { exchange } from '../../journal/exchanges.js'

const prompt = 'A cute baby sea otter'

function startApp (t: Test, settings: Parameters<typeof buildMock>[1] = {}) {
  const { app, send } = buildMock(t, settings)
  const generate = async (body: object, headers: Record<string, string> = {}) => {
    const response = await send(body, headers).catch(() => undefined)
    const [entry] = (await app.inject('/_mock/requests?limit=1')).json()
    return { response, id: entry.id as string }
  }
  const image = (id: string, index: number | string, query = '') => app.inject(`/_mock/requests/${id}/images/${index}${query}`)
  return { app, generate, image }
}

t.test('the pictures of a request equal those of its URLs', async t => {
  const { app, generate, image } = startApp(t)
  const { response, id } = await generate({ prompt, n: 2, size: '256x256' })
  for (const [index, { url }] of response!.json().data.entries()) {
    const found = await image(id, index)
    t.equal(found.statusCode, 200)
    t.match(found.headers, { 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' })
    t.ok(found.rawPayload.equals((await app.inject(url)).rawPayload))
  }
  t.match((await app.inject('/_mock/requests/cards')).json(), [{}, {}, { id, images: 2, pictures: 2, downloads: 2 }], 'viewing a picture does not count as a download')
  t.equal((await app.inject({ method: 'HEAD', url: `/_mock/requests/${id}/images/0` })).statusCode, 200)
})

t.test('a thumbnail has the requested width and the original proportions, and is never enlarged', async t => {
  const { generate, image } = startApp(t)
  const { id } = await generate({ prompt, model: 'dall-e-3', size: '1024x1792', response_format: 'b64_json' })
  for (const [query, width, height] of [['?w=16', 16, 28], ['?w=256', 256, 448], ['?w=1792', 1024, 1792]] as const) {
    const { statusCode, headers, rawPayload } = await image(id, 0, query)
    t.match({ statusCode, headers }, { statusCode: 200, headers: { 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' } })
    t.match(await sharp(rawPayload).metadata(), { format: 'png', width, height, channels: 3 })
  }
  t.ok((await image(id, 0, '?w=256')).rawPayload.length < 100_000)
})

t.test('a response that a fault changed has its original pictures, a refusal has none', async t => {
  const { generate, image } = startApp(t)
  for (const fault of ['empty_data', 'bad_base64', 'malformed', 'truncate', 'reset']) {
    const { id } = await generate({ prompt, size: '256x256', response_format: 'b64_json' }, { 'x-mock': `fault=${fault}` })
    t.equal((await image(id, 0)).statusCode, 200, fault)
  }
  const { id: spoilt } = await generate({ prompt, size: '256x256' }, { 'x-mock': 'asset=missing' })
  t.equal((await image(spoilt, 0)).statusCode, 200)
  const { id: refused } = await generate({ prompt, n: 11 })
  t.equal((await image(refused, 0)).statusCode, 404)
})

t.test('missing pictures and invalid widths are refused with a message', async t => {
  const { app, generate, image } = startApp(t)
  const { id } = await generate({ prompt, size: '256x256' }, { authorization: 'Bearer sk-one' })
  for (const [which, index] of [[id, 1], [id, 'length'], [id, '-1'], ['req_none', 0]] as const) {
    const response = await image(which, index)
    t.equal(response.statusCode, 404)
    t.equal(response.headers['cache-control'], undefined)
    t.strictSame(response.json(), {
      error: {
        message: `Expected an existing picture, got index "${index}" of request "${which}". See GET /_mock/requests/cards.`
      }
    })
  }
  for (const [key, status] of [['sk-one', 200], ['sk-two', 404]] as const) {
    t.equal((await app.inject({ url: `/_mock/requests/${id}/images/0`, headers: { authorization: `Bearer ${key}` } })).statusCode, status)
  }
  for (const w of ['15', '1793', '0', '-20', '1e2', '', 'x', '20.5']) {
    const response = await image(id, 0, `?w=${w}`)
    t.equal(response.statusCode, 400, w)
    t.strictSame(response.json(), { error: { message: `Expected an integer from 16 to 1792 for w in the query string, got "${w}".` } })
  }
  t.equal((await image(id, 0, '?width=20')).statusCode, 400)
})

t.test('the image of a rule is available after the rule was removed', async t => {
  const folder = t.testdir({ 'rules.yaml': 'rules: [{ respond: { image: red.png } }]' })
  await writeFile(join(folder, 'red.png'), await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } }).png().toBuffer())
  const { app, generate, image } = startApp(t, { scenarios: folder, cacheBytes: 0 })
  const { id } = await generate({ prompt, size: '256x256' })
  const { data } = await sharp((await image(id, 0, '?w=16')).rawPayload).raw().toBuffer({ resolveWithObject: true })
  t.strictSame([...data.subarray(0, 3)], [255, 0, 0])
  await rm(join(folder, 'rules.yaml'))
  await writeFile(join(folder, 'rules.json'), '{ "rules": [] }')
  while ((await app.inject('/_mock/scenarios')).json().length > 0) await new Promise(resolve => setImmediate(resolve))
  t.equal((await image(id, 0)).statusCode, 200)
})

t.test('an image that was evicted receives a 404 with the reason', async t => {
  const { app, services } = assemble({}, {})
  t.teardown(() => app.close())
  const [picture] = picturesOf(imageRequest({ prompt }), { userImages: ['0'.repeat(64)] })
  services.journal.record(exchange({ id: 'req_old', pictures: [picture!] }))
  const gone = await app.inject('/_mock/requests/req_old/images/0')
  t.equal(gone.statusCode, 404)
  t.strictSame(gone.json(), {
    error: { message: 'Expected an existing picture, got index "0" of request "req_old", whose image file was evicted. See GET /_mock/requests/cards.' }
  })
})

t.test('a browser that disconnects ends its request without an error', async t => {
  const lines: string[] = []
  const { url, baseURL, app } = await startMock(t, {}, { logger: pino({ level: 'error' }, { write: line => lines.push(line) }) })
  const { headers } = await fetch(`${baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt, n: 10, size: '256x256' })
  })
  const path = `/_mock/requests/${headers.get('x-request-id')}/images`
  const browser = new AbortController()
  let arrived = 0
  app.server.on('request', () => { if (++arrived === 10) browser.abort() })
  const pictures = Array.from({ length: 10 }, (_, index) => fetch(`${url}${path}/${index}?w=64`, { signal: browser.signal }))
  await Promise.allSettled(pictures)
  for (let index = 0; index < 10; index++) t.equal((await app.inject(`${path}/${index}?w=64`)).statusCode, 200)
  t.strictSame(lines, [])
})
