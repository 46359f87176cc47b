/** Hostile uploads over sockets: each receives a refusal or a picture, and the mock keeps serving. */
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import type { AppOptions } from '../../../src/app.js'
import { startMock } from '../../build-mock.js'
import { pngChunk, pngFile } from '../../pictures/uploads/png-file.js'
import { formOf, imageOf, type Part } from '../uploads.js'

// The tests mostly wait for responses.
t.jobs = 4

const red = await imageOf()
const fields: Part[] = [
  { name: 'model', value: 'gpt-image-2' }, { name: 'prompt', value: 'An otter' }, { name: 'size', value: '1024x640' }, { name: 'quality', value: 'low' }
]
const image = (value: Buffer, name = 'image', type = 'image/png'): Part => ({ name, value, filename: 'a.png', type })
const megabytes = (count: number) => Buffer.alloc(count * 2 ** 20)
const formHead = (more: string) => `POST /v1/images/edits HTTP/1.1\r\nhost: a\r\ncontent-type: multipart/form-data; boundary=form-boundary\r\n${more}\r\n`
/** More than a body may have before it counts as large, and a file that is refused. */
const largeForm = formOf([...fields, image(megabytes(2))])
/** The first half of that form, on a connection that stays open. */
const halfForm = Buffer.concat([Buffer.from(formHead(`content-length: ${largeForm.payload.length}\r\n`)), largeForm.payload.subarray(0, 1.5 * 2 ** 20)])

const impatient = { timings: { headersTimeoutMs: 300, requestTimeoutMs: 300, timeoutCheckMs: 20 } }

interface Answer { status: number, body: string }

/** Sends a request on a connection of its own. */
async function send (url: string, payload: Buffer | string, headers: Record<string, string | number>, path = 'edits'): Promise<Answer> {
  const outgoing = request(`${url}/v1/images/${path}`, { method: 'POST', agent: false, headers })
  outgoing.on('error', () => {})
  outgoing.end(payload)
  const [response] = await once(outgoing, 'response') as [IncomingMessage]
  return { status: response.statusCode!, body: String(Buffer.concat(await response.toArray())) }
}

const sendForm = (url: string, parts: readonly Part[], path?: string) => {
  const { payload, headers } = formOf(parts)
  return send(url, payload, headers, path)
}
const sendJson = (url: string, body: string) => send(url, body, { 'content-type': 'application/json' })

function open (t: Test, url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  return socket.on('error', () => {})
}

/** Writes bytes as they are, and returns everything that the mock sends until it closes the connection. */
async function converse (t: Test, url: string, ...pieces: Array<string | Buffer>): Promise<string> {
  const socket = open(t, url)
  let received = ''
  socket.on('data', data => { received += data })
  for (const piece of pieces) socket.write(piece)
  await once(socket, 'close')
  return received
}

t.test('forms that are malformed or exceed a limit are refused, and the connection is usable', async t => {
  const { url } = await startMock(t)
  const part = (headers: string) => `--form-boundary\r\n${headers}\r\n\r\nx\r\n`
  const { headers } = formOf([])
  for (const [name, body] of [
    ['10,000 parts', part('content-disposition: form-data; name="a[]"').repeat(10_000) + '--form-boundary--\r\n'],
    ['1 MB of headers in a part', part(`content-disposition: form-data; name="a"\r\nx: ${'y'.repeat(2 ** 20)}`) + '--form-boundary--\r\n'],
    ['100,000 headers in a part', part(`content-disposition: form-data; name="a"${'\r\nx: y'.repeat(100_000)}`) + '--form-boundary--\r\n'],
    ['a part without a name', part('content-type: image/png') + '--form-boundary--\r\n'],
    ['a text of 5 MB', part('content-disposition: form-data; name="prompt"').replace('x', () => 'x'.repeat(5 * 2 ** 20)) + '--form-boundary--\r\n'],
    ['no last boundary', part('content-disposition: form-data; name="a"')],
    ['no boundary at all', 'x'.repeat(2 ** 20)],
    ['compressed', gzipSync(formOf(fields).payload)]
  ] as const) {
    t.match(await send(url, body, { ...headers, ...(name === 'compressed' && { 'content-encoding': 'gzip' }) }), { status: 400, body: /Could not parse multipart form/ }, name)
  }
  for (const contentType of ['multipart/form-data; boundary=', `multipart/form-data; boundary=${'x'.repeat(5000)}`, 'multipart/form-data; boundary="', 'multipart/form-data;boundary=é', 'multipart/form-data; charset=utf-8', 'Multipart/Form-Data; boundary=";"']) {
    t.match(await send(url, formOf(fields).payload, { 'content-type': contentType }), { status: 400 }, contentType.slice(0, 60))
  }
  t.match(await send(url, formOf(fields).payload, { 'content-type': 'multipart/mixed; boundary=form-boundary' }), { status: 400, body: /unsupported_content_type/ })
})

t.test('names of parts and files can be paths, or have control characters, or be members of Object.prototype', async t => {
  const mock = await startMock(t)
  for (const name of ['../../etc/passwd', 'a\0b', 'a\rb', '__proto__', 'constructor', 'toString', 'image[__proto__]', 'image[][]', '[]', '', 'x'.repeat(10_000)]) {
    t.match(await sendForm(mock.url, [...fields, image(red), { name, value: 'x' }]), { status: 400 }, JSON.stringify(name.slice(0, 30)))
  }
  t.match(await sendForm(mock.url, [...fields, image(red, 'image[999999999999]')]), { status: 200 })
  for (const filename of ['../../../../tmp/evil.png', 'C:\\evil.png', 'a\0.png', '/dev/null', '.', '~/.ssh/id_rsa']) {
    t.match(await sendForm(mock.url, [...fields, { ...image(red), filename }]), { status: 200 }, filename)
  }
  const entries = await mock.waitFor({ status: 200 }, { count: 7 })
  for (const { body } of entries) t.notMatch(body, /"filename":"[^"]*[/\\]/)
})

t.test('a form within a part is a text, not a form', async t => {
  const { url } = await startMock(t)
  const inner = formOf([...fields, image(red)]).payload
  const outer = Buffer.concat([Buffer.from('--outer\r\ncontent-disposition: form-data; name="image"\r\ncontent-type: multipart/mixed; boundary=form-boundary\r\n\r\n'), inner, Buffer.from('\r\n--outer--\r\n')])
  t.match(await send(url, outer, { 'content-type': 'multipart/form-data; boundary=outer' }), { status: 400 })
})

t.test('files: damaged, animated, of other formats, of unusual sizes and kinds', async t => {
  const { url } = await startMock(t)
  const noise = await sharp({ create: { width: 200, height: 200, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 50 }, background: 'red' } }).png().toBuffer()
  const cmyk = await sharp(noise).toColourspace('cmyk').withMetadata({ orientation: 6 }).jpeg().toBuffer()
  const frames = await sharp(Buffer.alloc(64 * 128 * 4, 200), { raw: { width: 64, height: 128, channels: 4, pageHeight: 64 } }).webp().toBuffer()
  const bomb = pngFile({ width: 30_000, height: 30_000, bitDepth: 1, colourType: 0, rows: Buffer.alloc(2 ** 20) })
  const texts = Array.from({ length: 50 }, () => pngChunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), gzipSync(megabytes(1))])))
  const expectations: Array<[name: string, status: number, file: Buffer]> = [
    ['one pixel', 200, await imageOf({ width: 1, height: 1 })],
    ['32,768 pixels in a row', 200, pngFile({ width: 32_768, height: 1, bitDepth: 8, colourType: 0 })],
    ['16 bits', 200, pngFile({ width: 10, height: 10, bitDepth: 16, colourType: 6 })],
    ['CMYK with an orientation', 200, cmyk],
    ['an animated WebP file', 200, frames],
    ['an image that is also a web page and an archive', 200, Buffer.concat([red, Buffer.from('<html><script>alert(1)</script>PK\x03\x04')])],
    ['an image with compressed texts', 200, pngFile({ width: 10, height: 10, bitDepth: 8, colourType: 2, chunks: texts })],
    ['60,000 pixels in a row', 400, pngFile({ width: 60_000, height: 1, bitDepth: 8, colourType: 0 })],
    ['900 million pixels', 400, bomb],
    ['an image that ends early', 400, noise.subarray(0, noise.length >> 1)],
    ['a signature alone', 400, red.subarray(0, 8)],
    ['an empty file', 400, Buffer.alloc(0)],
    ['SVG', 400, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><image href="file:///etc/passwd"/></svg>')],
    ['GIF', 400, await sharp(red).gif().toBuffer()],
    ['TIFF', 400, await sharp(red).tiff().toBuffer()],
    ['PDF', 400, Buffer.from('%PDF-1.4\n%%EOF')]
  ]
  for (const [name, status, file] of expectations) {
    const response = await sendForm(url, [...fields, image(file)])
    t.equal(response.status, status, `${name}: ${response.body.slice(0, 200)}`)
    if (status === 400) t.match(response.body, 'Invalid image file or mode for image 1, please check your image file.', name)
  }
  t.match(await sendForm(url, [...fields, image(red), image(bomb, 'mask')]), { status: 400, body: /Invalid mask image format/ })
  t.notOk((await readdir(tmpdir())).some(name => name.startsWith('vips-')), 'no temporary file is left')
})

t.test('JSON: deep nesting, members of Object.prototype, long and malformed data URLs', async t => {
  const { url } = await startMock(t)
  const depth = 100_000
  const reference = JSON.stringify({ image_url: `data:image/png;base64,${red.toString('base64')}` })
  const body = (members: string) => `{"model":"gpt-image-2","prompt":"An otter","size":"1024x640","quality":"low",${members}}`
  for (const [name, members, status] of [
    ['nested images', `"images":${'['.repeat(depth)}${']'.repeat(depth)}`, 400],
    ['a nested image', `"images":[{"image_url":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}]`, 400],
    ['a nested mask', `"images":[${reference}],"mask":${'['.repeat(depth)}${']'.repeat(depth)}`, 400],
    ['a nested user, which is not checked', `"images":[${reference}],"user":${'['.repeat(depth)}${']'.repeat(depth)}`, 200],
    ['__proto__', `"images":[${reference}],"__proto__":{"n":2}`, 400],
    ['__proto__ in an image', '"images":[{"__proto__":{"image_url":"data:,"}}]', 400],
    ['sixteen images', `"images":[${Array(16).fill(reference)}]`, 200],
    ['seventeen images', `"images":[${Array(17).fill(reference)}]`, 400],
    ['a data URL of more than 20 MB', `"images":[{"image_url":"data:image/png;base64,${'A'.repeat(20_971_520)}"}]`, 400],
    ['a data URL of 20 MB', `"images":[{"image_url":"data:image/png;base64,${'A'.repeat(20_000_000)}"}]`, 400],
    ['a data URL of commas', `"images":[{"image_url":"data:${','.repeat(1_000_000)}"}]`, 400],
    ['a data URL of semicolons', `"images":[{"image_url":"data:${';'.repeat(1_000_000)}"}]`, 400],
    ['a data URL of percent signs', `"images":[{"image_url":"data:,${'%'.repeat(1_000_000)}"}]`, 400],
    ['an empty data URL', '"images":[{"image_url":"data:"}]', 400]
  ] as const) {
    const response = await sendJson(url, body(members))
    t.equal(response.status, status, `${name}: ${response.body.slice(0, 200)}`)
  }
})

t.test('chunks, trailers, lengths that are wrong, and Expect', async t => {
  const { url } = await startMock(t)
  const { payload } = formOf([...fields, image(red)])
  const chunk = (bytes: Buffer) => [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n']
  const chunked = [...chunk(payload.subarray(0, 100)), ...chunk(payload.subarray(100)), '0\r\nx-checksum: 1\r\n\r\n']
  t.match(await converse(t, url, formHead('transfer-encoding: chunked\r\ntrailer: x-checksum\r\nconnection: close\r\n'), ...chunked), /^HTTP\/1\.1 200 OK/)
  t.match(await converse(t, url, formHead('transfer-encoding: chunked\r\nconnection: close\r\n'), 'zz\r\n'), /^HTTP\/1\.1 400 Bad Request/)
  t.match(await converse(t, url, formHead(`content-length: ${payload.length - 50}\r\nconnection: close\r\n`), payload), /^HTTP\/1\.1 400 Bad Request[^]*Could not parse multipart form/)
  t.match(await converse(t, url, formHead(`expect: 100-continue\r\ncontent-length: ${payload.length}\r\nconnection: close\r\n`), payload), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  t.match(await converse(t, url, formHead('content-length: 99999999999\r\nconnection: close\r\n'), payload), /^HTTP\/1\.1 413 /)
})

t.test('an upload that stops or is not valid HTTP is refused, and its connection closes', async t => {
  const [usual, hasty] = await Promise.all([startMock(t, { apiKeys: 'sk-right' }), startMock(t, { apiKeys: 'sk-right' }, impatient)])
  for (const path of ['edits', 'variations']) {
    const head = formHead('').trimEnd().replace('edits', path)
    t.match(await converse(t, hasty.url, `${head}\r\ncontent-length: 1000\r\n\r\nx`), /^HTTP\/1\.1 408 Request Timeout\r\n[^]*connection: close/)
    t.match(await converse(t, usual.url, `${head}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`), /^HTTP\/1\.1 400 Bad Request\r\n[^]*connection: close/)
  }
})

/** Sends uploads that stay in the memory for large bodies, until the returned function lets them continue. */
async function occupy (t: Test, options: AppOptions = {}) {
  let letContinue = () => {}
  const isFree = new Promise<void>(resolve => { letContinue = resolve })
  let waiting = 0
  let allWait = () => {}
  const areWaiting = new Promise<void>(resolve => { allWait = resolve })
  const mock = await startMock(t, {}, {
    ...options,
    configure: app => app.addHook('preHandler', async request => {
      if (request.headers['x-wait'] === undefined) return
      if (++waiting === 2) allWait()
      await isFree
    })
  })
  t.teardown(letContinue)
  // Node's time limit would also apply to these uploads on a busy machine.
  Object.assign(mock.app.server, { requestTimeout: 0, headersTimeout: 0 })
  const responses = [0, 1].map(() => send(mock.url, largeForm.payload, { ...largeForm.headers, 'x-wait': '1' }))
  await areWaiting
  return { mock, responses, letContinue }
}

/** Resolves when a request has arrived. */
const arrival = ({ app }: Awaited<ReturnType<typeof startMock>>) => once(app.server, 'request') as Promise<[IncomingMessage]>

t.test('small uploads are served while large ones wait, and large ones whose clients disconnect take no memory', async t => {
  const { mock, responses, letContinue } = await occupy(t)
  for (let index = 0; index < 5; index++) {
    const arrived = arrival(mock)
    const socket = open(t, mock.url)
    socket.write(index % 2 === 0 ? halfForm : Buffer.concat([halfForm, largeForm.payload.subarray(1.5 * 2 ** 20)]))
    await arrived
    t.match(await sendForm(mock.url, [...fields, image(red)]), { status: 200 })
    if (index === 4) socket.end()
    else socket.destroy()
  }
  letContinue()
  t.match(await Promise.all(responses), [{ status: 400 }, { status: 400 }])
  t.match(await Promise.all([1, 2, 3].map(() => send(mock.url, largeForm.payload, largeForm.headers))), [{ status: 400 }, { status: 400 }, { status: 400 }])
})

t.test('an upload that waits for memory is not refused for the time that it waits', async t => {
  const { mock, responses, letContinue } = await occupy(t, { timings: { timeoutCheckMs: 20 } })
  const { payload, headers } = formOf([...fields, image(megabytes(8))])
  const waits = send(mock.url, payload, headers)
  const [incoming] = await arrival(mock)
  // Its buffer is full: the rest is not read.
  while (incoming.readableLength < incoming.readableHighWaterMark) await setImmediate()
  Object.assign(mock.app.server, { requestTimeout: 1, headersTimeout: 1 })
  // Sent later, and refused by the same check of all connections.
  t.match(await converse(t, mock.url, formHead('content-length: 1000\r\n'), 'x'), /^HTTP\/1\.1 408 /)
  letContinue()
  for (const response of [...responses, waits]) t.match(await response, { status: 400, body: /Invalid image file/ })
})

t.test('an upload that does not continue after its wait receives a 408, and its memory is released', async t => {
  const { mock, responses, letContinue } = await occupy(t, impatient)
  const stopped = [converse(t, mock.url, halfForm), converse(t, mock.url, halfForm)]
  await arrival(mock)
  letContinue()
  for (const response of responses) t.match(await response, { status: 400 })
  // The second one may not have had to wait.
  Object.assign(mock.app.server, { requestTimeout: 1, headersTimeout: 1 })
  for (const response of stopped) t.match(await response, /^HTTP\/1\.1 408 /)
  Object.assign(mock.app.server, { requestTimeout: 0, headersTimeout: 0 })
  t.match(await send(mock.url, largeForm.payload, largeForm.headers), { status: 400, body: /Invalid image file/ })
})

t.test('memory is released after a refused key, errors in hooks, hanging responses and clients that disconnect', async t => {
  const mock = await startMock(t, { apiKeys: 'sk-right' }, {
    // Two hooks fail on purpose.
    logger: pino({ level: 'silent' }),
    configure: app => {
      app.addHook('preValidation', async request => { if (request.headers['x-fail'] === 'preValidation') throw new Error('A hook failed') })
      app.addHook('onSend', async request => { if (request.headers['x-fail'] === 'onSend') throw new Error('A hook failed') })
    }
  })
  const authorization = 'Bearer sk-right'
  const post = (headers: Record<string, string>) => send(mock.url, largeForm.payload, { ...largeForm.headers, authorization, ...headers })
  for (let round = 0; round < 3; round++) {
    t.match(await post({ authorization: 'Bearer sk-wrong' }), { status: 401 })
    t.match(await post({ 'x-fail': 'preValidation' }), { status: 500 })
    t.match(await post({ 'x-fail': 'onSend' }), { status: 500 })
    t.match(await post({ 'content-type': 'multipart/form-data; boundary=other' }), { status: 400 })
    const large = formOf([...fields, image(Buffer.concat([red, megabytes(2)]))])
    const hung = request(`${mock.url}/v1/images/edits`, { method: 'POST', agent: false, headers: { ...large.headers, authorization, 'x-mock': 'fault=hang' } })
    hung.on('error', () => {}).end(large.payload)
    t.teardown(() => hung.destroy())
    const socket = open(t, mock.url)
    const arrived = arrival(mock)
    socket.write(halfForm)
    await arrived
    socket.destroy()
  }
  t.match(await post({}), { status: 400, body: /Invalid image file/ })
})

t.test('a mock that closes responds to uploads in progress and to those that wait', async t => {
  const mock = await startMock(t)
  const sockets = Array.from({ length: 6 }, () => open(t, mock.url))
  const responses = sockets.map(async socket => String(Buffer.concat(await socket.toArray())))
  for (const socket of sockets) {
    const arrived = arrival(mock)
    socket.write(halfForm)
    await arrived
  }
  const closed = mock.close()
  for (const socket of sockets) socket.write(largeForm.payload.subarray(1.5 * 2 ** 20))
  for (const response of responses) t.match(await response, /^HTTP\/1\.1 400 Bad Request[^]*Invalid image file/)
  await closed
})
