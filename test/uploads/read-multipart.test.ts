import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { eventuallyHolds } from '../holds.js'
import { MultipartError, readMultipart, type FormEntry, type MultipartFault } from '../../src/uploads/read-multipart.js'

const limits = { maxBytes: 10_000_000, maxParts: 100, maxTextBytes: 10_000 }
const formType = 'multipart/form-data; boundary=b'

/** A body whose lines are separated by CRLF. */
const lines = (...parts: Array<string | Buffer>) =>
  Buffer.concat(parts.flatMap((part, index) => index === 0 ? [Buffer.from(part as Buffer)] : [Buffer.from('\r\n'), Buffer.from(part as Buffer)]))

/** A form with one part that has these headers. */
const onePart = (headers: string[], value: string | Buffer = '') => lines('--b', ...headers, '', value, '--b--', '')

const read = (bytes: Buffer | Buffer[], contentType = formType, options = {}) =>
  readMultipart(Readable.from([bytes].flat(), { objectMode: false }), contentType, { ...limits, ...options })

/** An entry with its bytes as text. */
const shown = ({ name, value }: FormEntry) => typeof value === 'string' ? [name, value] : [name, { ...value, bytes: value.bytes.toString('latin1') }]

const entriesOf = async (...args: Parameters<typeof read>) => (await read(...args)).map(shown)

async function faultOf (promise: Promise<unknown>): Promise<[MultipartFault, string]> {
  const error = await promise.then(() => { throw new Error('Expected a rejection') }, (error: unknown) => error)
  if (!(error instanceof MultipartError)) throw error
  return [error.reason, error.message]
}

t.test('reads texts and files in the order in which they were sent', async t => {
  const body = lines(
    '--b', 'Content-Disposition: form-data; name="prompt"', '', 'a cat\r\nwith a hat',
    '--b', 'Content-Disposition: form-data; name="image[]"; filename="a.png"', 'Content-Type: image/png', '', 'first',
    '--b', 'content-disposition: form-data; name="image[]"; filename="b.png"', 'CONTENT-TYPE: Image/PNG; x=1', '', '',
    '--b', 'Content-Disposition: form-data; name=n', '', '2',
    '--b--')
  t.strictSame(await entriesOf(body), [
    ['prompt', 'a cat\r\nwith a hat'],
    ['image[]', { filename: 'a.png', mediaType: 'image/png', bytes: 'first' }],
    ['image[]', { filename: 'b.png', mediaType: 'image/png', bytes: '' }],
    ['n', '2']
  ])
})

t.test('reads a form without parts, and forms with preamble, epilogue and spaces after the last boundary', async t => {
  const part = ['Content-Disposition: form-data; name=a', '', '1']
  t.strictSame(await entriesOf(lines('--b--')), [])
  t.strictSame(await entriesOf(lines('--b--', '')), [])
  for (const body of [
    lines('--b', ...part, '--b--'),
    lines('', '--b', ...part, '--b--', ''),
    lines('preamble', 'of two lines', '--b', ...part, '--b--', 'epilogue', '--b', 'Content-Disposition: form-data; name=c', '', '', '--b--'),
    lines('--b', ...part, '--b--', '', ''),
    lines('--b', ...part, '--b--  ', '')
  ]) t.strictSame(await entriesOf(body), [['a', '1']], JSON.stringify(body.toString()))
})

t.test('distinguishes missing, empty and given media types, and files from texts', async t => {
  const cases: [headers: string[], value: unknown][] = [
    [['Content-Disposition: form-data; name=a'], 'x'],
    [['Content-Disposition: form-data; name=a', 'Content-Type: text/plain; charset=utf-8'], 'x'],
    [['Content-Disposition: form-data; name=a', 'Content-Type: '], 'x'],
    [['Content-Disposition: form-data; name=a; filename=a.png'], { filename: 'a.png', mediaType: undefined, bytes: 'x' }],
    [['Content-Disposition: form-data; name=a; filename=a.png', 'Content-Type: '], { filename: 'a.png', mediaType: '', bytes: 'x' }],
    [['Content-Disposition: form-data; name=a; filename=a.png', 'Content-Type:'], { filename: 'a.png', mediaType: '', bytes: 'x' }],
    [['Content-Disposition: form-data; name=a; filename=a.png', 'Content-Type: text/plain'], { filename: 'a.png', mediaType: 'text/plain', bytes: 'x' }],
    [['Content-Disposition: form-data; name=a; filename=""', 'Content-Type: application/octet-stream'], { filename: '', mediaType: 'application/octet-stream', bytes: 'x' }],
    [['Content-Disposition: form-data; name=a; filename*=utf-8\'\'b.png'], { filename: 'b.png', mediaType: undefined, bytes: 'x' }],
    [['Content-Disposition: form-data; name=a', 'Content-Type: image/png'], { filename: undefined, mediaType: 'image/png', bytes: 'x' }],
    [['Content-Type: image', 'Content-Disposition: form-data; name=a'], { filename: undefined, mediaType: 'image', bytes: 'x' }],
    // ruby-openai
    [['Content-Disposition: form-data; name="a"; filename="image.png"', 'Content-Length: 249', 'Content-Type: ', 'Content-Transfer-Encoding: binary'],
      { filename: 'image.png', mediaType: '', bytes: 'x' }],
    // openai-dotnet
    [['Content-Disposition: form-data; name=a; filename="Assets/a.png"; filename*=utf-8\'\'Assets%2fa.png'], { filename: 'a.png', mediaType: undefined, bytes: 'x' }]
  ]
  for (const [headers, value] of cases) t.strictSame(await entriesOf(onePart(headers, 'x')), [['a', value]], headers.join(' | '))
})

t.test('reads any name', async t => {
  for (const name of ['__proto__', 'constructor', '', 'image[0]', '"quoted"', 'a\\b', 'naïve', '日本', 'a\0b', 'a\tb', 'x'.repeat(1000)]) {
    const quoted = name.replace(/["\\]/g, '\\$&')
    t.strictSame(await entriesOf(onePart([`Content-Disposition: form-data; name="${quoted}"`], 'x')), [[name, 'x']], JSON.stringify(name))
  }
  t.equal(({} as Record<string, unknown>).filename, undefined)
})

t.test('decodes the charset of a text, and keeps every byte of a file', async t => {
  const disposition = 'Content-Disposition: form-data; name=a'
  t.strictSame(await entriesOf(onePart([disposition], '猫 🐈')), [['a', '猫 🐈']])
  t.strictSame(await entriesOf(onePart([disposition], Buffer.from([0x61, 0xff]))), [['a', 'a\ufffd']])
  t.strictSame(await entriesOf(onePart([disposition, 'Content-Type: text/plain; charset="ISO-8859-1"'], Buffer.from([0xe9]))), [['a', 'é']])
  const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const [entry] = await read(onePart([`${disposition}; filename=a`], allBytes))
  t.strictSame((entry!.value as { bytes: Buffer }).bytes, allBytes)
})

t.test('reads quoted boundaries with "=" and "_", and boundaries of 200 characters', async t => {
  for (const boundary of ['eWaUU3IR7UhEs2iCcA9sOus4IH=JmhnpTWMxTKvt8mHVMD6CCrW5aFwQk7YTXwkEA22urF', '----form_data', 'a b', '--', 'x'.repeat(200)]) {
    const body = lines(`--${boundary}`, 'Content-Disposition: form-data; name=a', '', '1', `--${boundary}--`, '')
    t.strictSame(await entriesOf(body, `Multipart/Form-Data; charset=utf-8; Boundary="${boundary}"`), [['a', '1']], boundary)
  }
})

t.test('does not parse a form within a part', async t => {
  const inner = lines('--inner', 'Content-Disposition: form-data; name=secret', '', 'x', '--inner--', '')
  const body = onePart(['Content-Disposition: form-data; name=files', 'Content-Type: multipart/mixed; boundary=inner'], inner)
  t.strictSame(await entriesOf(body), [['files', { filename: undefined, mediaType: 'multipart/mixed', bytes: inner.toString() }]])
})

t.test('reads the same entries from any chunks, with text that resembles boundaries', async t => {
  const fragments = fc.constantFrom('\r\n', '\r', '\n', '-', '--', '\r\n--', '\r\n--bound', 'bound', 'x', '\r\n\r\n', '\0')
  const content = fc.array(fragments, { maxLength: 12 }).map(texts => texts.join('')).filter(text => !`\r\n${text}\r\n--boun`.includes('\r\n--boundary'))
  const parts = fc.array(fc.record({ isFile: fc.boolean(), content }), { maxLength: 5 })
  const chunkLengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
  await eventuallyHolds(t, [parts, chunkLengths, fc.constantFrom('', 'preamble\r\n'), fc.constantFrom('', '\r\n', '\r\nepilogue')], async (parts, chunkLengths, preamble, epilogue) => {
    const body = lines(...parts.flatMap(({ isFile, content }, index) =>
      ['--boundary', `Content-Disposition: form-data; name=${index}${isFile ? '; filename=f' : ''}`, '', content]), '--boundary--')
    const entries = await entriesOf(splitInto(Buffer.concat([Buffer.from(preamble), body, Buffer.from(epilogue)]), chunkLengths), 'multipart/form-data; boundary=boundary')
    const expected = parts.map(({ isFile, content }, index) => [`${index}`, isFile ? { filename: 'f', mediaType: undefined, bytes: content } : content])
    if (JSON.stringify(entries) !== JSON.stringify(expected)) throw new Error(JSON.stringify(entries))
  }, 1000)
})

t.test('resolves with entries or rejects with a MultipartError for any bytes', async t => {
  const fragments = fc.constantFrom('\r\n', '\r\n\r\n', '--b', '--', '--b--', 'Content-Disposition: form-data; name=a', '; filename=f', 'Content-Type: image/png', ':', ' ', '\0', 'x')
  const body = fc.array(fragments, { minLength: 1, maxLength: 20 }).map(texts => Buffer.from(texts.join('')))
  await eventuallyHolds(t, [body, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 })], async (body, chunkLengths) => {
    await read(splitInto(body, chunkLengths)).catch((error: unknown) => {
      if (!(error instanceof MultipartError)) throw error
    })
  }, 1000)
})

/** Splits bytes into chunks of these lengths, which are repeated. */
function splitInto (bytes: Buffer, lengths: number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let start = 0; start < bytes.length; start += chunks.at(-1)!.length) {
    chunks.push(bytes.subarray(start, start + lengths[chunks.length % lengths.length]!))
  }
  return chunks
}

t.test('reads large files in one chunk and in many', async t => {
  const file = Buffer.alloc(3_000_000, 'a\r\n--')
  const disposition = 'Content-Disposition: form-data; name=image; filename=a.png'
  const body = lines('--b', disposition, '', file, '--b', disposition, '', file, '--b--', '')
  for (const length of [body.length, body.length - 1, 65_536, 1_000]) {
    const entries = await read(splitInto(body, [length]))
    t.ok(entries.length === 2 && entries.every(({ value }) => file.equals((value as { bytes: Buffer }).bytes)), `chunks of ${length}`)
  }
})

t.test('rejects malformed bodies and content types', async t => {
  const disposition = 'Content-Disposition: form-data; name=a'
  const form = onePart([disposition], 'x')
  const cases: Record<string, [body: Buffer, contentType?: string]> = {
    'no boundary': [form, 'multipart/form-data'],
    'empty boundary': [form, 'multipart/form-data; boundary=""'],
    'boundary that is too long': [form, `multipart/form-data; boundary=${'b'.repeat(201)}`],
    'another content type': [form, 'application/json; boundary=b'],
    'another multipart type': [form, 'multipart/mixed; boundary=b'],
    'another boundary in the body': [form, 'multipart/form-data; boundary=c'],
    'empty body': [Buffer.alloc(0)],
    JSON: [Buffer.from('{"image":"a.png"}')],
    'no last boundary': [lines('--b', disposition, '', 'x', '--b')],
    'one hyphen after the last boundary': [lines('--b', disposition, '', 'x', '--b-')],
    'end within the headers': [lines('--b', disposition)],
    'boundary within the headers': [lines('--b', disposition, '--b--')],
    'no headers': [lines('--b', '', 'x', '--b--')],
    'no name': [onePart(['Content-Disposition: form-data; filename=a.png'])],
    'no disposition': [onePart(['Content-Type: image/png'])],
    'another disposition': [onePart(['Content-Disposition: attachment; name=a'])],
    'line feed in a name': [onePart(['Content-Disposition: form-data; name="a\nb"'])],
    'carriage return in a name': [onePart(['Content-Disposition: form-data; name="a\rb"'])],
    'lines without carriage return': [Buffer.from(form.toString().replaceAll('\r', ''))]
  }
  for (const [title, [body, contentType]] of Object.entries(cases)) {
    const [reason, message] = await faultOf(read(body, contentType))
    t.equal(reason, 'malformed', title)
    t.match(message, /^Expected .* for .*, got .*\.$/s, message)
  }
})

t.test('rejects a form that ends early, wherever it ends', async t => {
  const form = lines('--b', 'Content-Disposition: form-data; name=a; filename=a.png', 'Content-Type: image/png', '', 'bytes', '--b', 'Content-Disposition: form-data; name=n', '', '1', '--b--')
  for (let length = 0; length < form.length; length++) t.equal((await faultOf(read(form.subarray(0, length))))[0], 'malformed', `${length} bytes`)
  t.equal((await read(form)).length, 2)
})

t.test('rejects values above a limit, and accepts exactly the limit', async t => {
  const disposition = 'Content-Disposition: form-data; name=a'
  const text = onePart([disposition], 'x'.repeat(100))
  const parts = (count: number) => lines(...Array.from({ length: count }, () => ['--b', disposition, '', '']).flat(), '--b--')
  const headers = (byteCount: number) => onePart([disposition, `X: ${'x'.repeat(byteCount - disposition.length - 2 - 'X: \r\n'.length)}`])
  const cases: Record<string, [accepted: Buffer, rejected: Buffer, options: object]> = {
    'body too large': [text, Buffer.concat([text, Buffer.from('x')]), { maxBytes: text.length }],
    'text too large': [text, onePart([disposition], 'x'.repeat(101)), { maxTextBytes: 100 }],
    'too many parts': [parts(3), parts(4), { maxParts: 3 }],
    'headers too large': [headers(500), headers(501), { maxHeaderBytes: 500 }]
  }
  for (const [reason, [accepted, rejected, options]] of Object.entries(cases)) {
    for (const length of [1, 7, 10_000]) {
      t.equal((await read(splitInto(accepted, [length]), formType, options)).length, reason === 'too many parts' ? 3 : 1, `${reason}: accepts the limit in chunks of ${length}`)
      t.strictSame((await faultOf(read(splitInto(rejected, [length]), formType, options)))[0], reason, `${reason}: rejects more in chunks of ${length}`)
    }
  }
  t.equal((await read(onePart([`${disposition}; filename=a`], 'x'.repeat(101)), formType, { maxTextBytes: 100 })).length, 1, 'a file is not a text')
})

t.test('stops reading at the first fault, and leaves the stream usable', async t => {
  const disposition = 'Content-Disposition: form-data; name=a'
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => lines('--b', disposition, '', 'x', '')))
  const cases: Record<string, Buffer> = {
    'too many parts': many,
    'headers too large': lines('--b', `X: ${'x'.repeat(1_000_000)}`, disposition, '', ''),
    'text too large': onePart([disposition], 'x'.repeat(1_000_000)),
    malformed: Buffer.concat([onePart([]), many])
  }
  for (const [reason, bytes] of Object.entries(cases)) {
    let readBytes = 0
    const body = Readable.from((function * () {
      for (const chunk of splitInto(bytes, [1_000])) {
        readBytes += chunk.length
        yield chunk
      }
    })(), { objectMode: false, highWaterMark: 1_000 })
    t.equal((await faultOf(readMultipart(body, formType, limits)))[0], reason)
    t.ok(readBytes < 30_000, `${reason}: read ${readBytes} of ${bytes.length} bytes`)
    t.notOk(body.destroyed)
    body.resume()
    await once(body, 'end')
    t.equal(readBytes, bytes.length)
  }
})

t.test('rejects with the error of a stream that fails, that is destroyed, or that was destroyed before', async t => {
  const start = lines('--b', 'Content-Disposition: form-data; name=a', '', 'x')
  const failing = new PassThrough()
  failing.write(start)
  const failed = readMultipart(failing, formType, limits)
  failing.destroy(new Error('The disk is on fire'))
  await t.rejects(failed, { message: 'The disk is on fire' })

  const destroyed = new PassThrough()
  destroyed.write(start)
  const closed = readMultipart(destroyed, formType, limits)
  destroyed.destroy()
  await t.rejects(closed, { code: 'ERR_STREAM_PREMATURE_CLOSE' })
  await t.rejects(readMultipart(destroyed, formType, limits), { code: 'ERR_STREAM_PREMATURE_CLOSE' })
})

/** Sends a request to a server that reads one form. Returns what `readMultipart` returns. */
async function sendTo (t: Test, send: (url: string) => unknown): Promise<FormEntry[]> {
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const entries = once(server, 'request').then(async ([request, response]) => {
    try {
      return await readMultipart(request as IncomingMessage, (request as IncomingMessage).headers['content-type'] ?? '', limits)
    } finally {
      response.end()
    }
  })
  await Promise.all([entries.catch(() => {}), send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)])
  return entries
}

t.test('reads what fetch sends', async t => {
  const form = new FormData()
  form.append('prompt', 'a "cat"\nin two lines')
  form.append('image[]', new File(['first'], 'a "1".png', { type: 'image/png' }))
  form.append('image[]', new Blob(['second']))
  t.strictSame((await sendTo(t, url => fetch(url, { method: 'POST', body: form }))).map(shown), [
    ['prompt', 'a "cat"\r\nin two lines'],
    ['image[]', { filename: 'a %221%22.png', mediaType: 'image/png', bytes: 'first' }],
    ['image[]', { filename: 'blob', mediaType: 'application/octet-stream', bytes: 'second' }]
  ])
})

t.test('reads a chunked body, and rejects if the client ends the connection', async t => {
  const headers = { 'content-type': formType }
  t.strictSame((await sendTo(t, async url => {
    const request = httpRequest(url, { method: 'POST', headers })
    for (const chunk of splitInto(onePart(['Content-Disposition: form-data; name=a'], 'x'), [20])) request.write(chunk)
    request.end()
    const [response] = await once(request, 'response') as [IncomingMessage]
    response.resume()
  })).map(shown), [['a', 'x']])

  await t.rejects(sendTo(t, async url => {
    const request = httpRequest(url, { method: 'POST', headers: { ...headers, 'content-length': 1000 } })
    request.on('error', () => {})
    await new Promise(resolve => request.write(onePart(['Content-Disposition: form-data; name=a']), resolve))
    request.destroy()
  }), { code: 'ECONNRESET' })
})
