/** Streams with the official clients, curl and a browser over sockets: the events, and what each client makes of each failure. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as ai from 'ai'
import { createOpenAI } from '@ai-sdk/openai'
import OpenAI4, { toFile as toFile4 } from 'openai4'
import OpenAI5, { toFile as toFile5 } from 'openai5'
import OpenAI6, { toFile as toFile6 } from 'openai6'
import OpenAI, { toFile } from 'openai7'
import sharp from 'sharp'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { startMock } from '../build-mock.js'
import { imageOf } from '../http/uploads.js'
import { openBrowser, withoutBrowser } from '../inbox/chromium.js'

// The tests mostly wait for clients.
t.jobs = 4

const small = { model: 'gpt-image-2', prompt: 'A cute baby sea otter', size: '1024x640', quality: 'low', stream: true, partial_images: 2 } as const
const red = await imageOf()
const connect = (baseURL: string, Client: unknown = OpenAI, options: object = {}) =>
  new (Client as typeof OpenAI)({ baseURL, apiKey: 'sk-test', maxRetries: 0, ...options })
const mocked = (directive?: string) => ({ headers: directive === undefined ? {} : { 'x-mock': directive } })

interface Event { type: string, b64_json: string, partial_image_index?: number }

/** The names of all events as in `['partial_image 0', 'completed']`. */
const namesOf = (events: readonly Event[]) => events.map(({ type, partial_image_index: index }) => `${type.split('.')[1]}${index === undefined ? '' : ` ${index}`}`)
const whole = ['partial_image 0', 'partial_image 1', 'completed']

/** Reads a stream to its end, or until the client throws. */
async function receive (call: PromiseLike<unknown>): Promise<{ events: Event[], error?: Error & { cause?: unknown } }> {
  const events: Event[] = []
  try {
    // Version 4 puts the events into an envelope.
    for await (const event of await call as AsyncIterable<Event & { data?: Event }>) events.push(event.data ?? event)
    return { events }
  } catch (error) {
    return { events, error: error as Error }
  }
}

/** The rows about failures in docs/streaming.md: `| situation | directives | what the official client does |`. */
const documented = (await readFile(join(packageFolder, 'docs/streaming.md'), 'utf8')).split('\n').filter(line => /^\| .* \| `.*` \| (?:throws|yields) /.test(line))

/** The clients that stream images, and version 4, whose methods for images do not: its `post` does. */
const clients = [
  ['4', (baseURL: string) => ({
    generate: (options: object) => connect(baseURL, OpenAI4).post('/images/generations', { body: small, stream: true, ...options }),
    edit: async () => connect(baseURL, OpenAI4).post('/images/edits', await multipart4({ ...small, image: await toFile4(red, 'a.png', { type: 'image/png' }) }) as object)
  })],
  ...([['5', OpenAI5, toFile5], ['6', OpenAI6, toFile6], ['7', OpenAI, toFile]] as const).map(([version, Client, toFile]) => [version, (baseURL: string) => ({
    generate: (options: object) => connect(baseURL, Client).images.generate(small, options),
    edit: async () => connect(baseURL, Client).images.edit({ ...small, image: await toFile(red, 'a.png', { type: 'image/png' }) as File })
  })] as const)
] as const

// One mock for all: each picture is drawn once.
const { baseURL } = await startMock(t)

for (const [version, connectTo] of clients) {
  t.test(`version ${version} yields partial images and the final one of generations and edits`, async t => {
    const { generate, edit } = connectTo(baseURL)
    for (const [kind, call] of [['image_generation', generate({})], ['image_edit', edit()]] as const) {
      const { events, error } = await receive(call)
      t.equal(error, undefined)
      t.strictSame(namesOf(events), whole)
      for (const { type, b64_json: base64 } of events) {
        t.match(type, new RegExp(`^${kind}\\.`))
        t.match(await sharp(Buffer.from(base64, 'base64')).metadata(), { format: 'png', width: 1024, height: 640 })
      }
    }
  })

  const blocked = { code: 'moderation_blocked', type: 'image_generation_user_error', param: null, status: undefined, message: /^Your request was rejected by the safety system\./ }
  const isOld = version === '4'
  for (const [directive, names, error] of [
    ['error=slow_down', [], ['RateLimitError', { status: 429, code: 'slow_down', message: /^429 Your request rate increased too quickly\./ }]],
    ['fault=reset', [], ['APIConnectionError', { message: 'Connection error.' }]],
    ['fault=empty', [], ['APIConnectionError', { message: 'Connection error.' }]],
    ['error=moderation_blocked_output after=1', ['partial_image 0'], ['APIError', blocked]],
    ['error=server_error after=2', ['partial_image 0', 'partial_image 1'], ['APIError', { code: 'server_error', status: undefined }]],
    ['fault=truncate after=1', ['partial_image 0'], isOld ? ['Error', { message: 'Premature close' }] : ['TypeError', { message: 'terminated', cause: { code: 'UND_ERR_SOCKET' } }]],
    ['fault=reset after=1', ['partial_image 0'], isOld ? ['Error', { code: 'ECONNRESET' }] : ['TypeError', { message: 'terminated', cause: { code: 'ECONNRESET' } }]],
    ['fault=malformed after=1', ['partial_image 0'], ['SyntaxError', { message: /JSON/ }]],
    // Nothing is thrown: the program must notice that `completed` is missing.
    ['fault=empty_data', ['partial_image 0', 'partial_image 1'], undefined],
    ['fault=unknown_event after=1', ['partial_image 0', 'unknown', 'partial_image 1', 'completed'], undefined],
    ['fault=duplicate_partial', ['partial_image 0', 'partial_image 0', 'partial_image 1', 'completed'], undefined],
    ['fault=keepalive', whole, undefined],
    ['partials=1', ['partial_image 0', 'completed'], undefined],
    ['partials=0', ['completed'], undefined]
  ] as ReadonlyArray<readonly [string, string[], readonly [string, object] | undefined]>) {
    t.test(`version ${version}: ${directive} ${error ? `throws ${error[0]}` : 'throws nothing'} after ${names.length} events`, async t => {
      const received = await receive(connectTo(baseURL).generate(mocked(directive)))
      t.strictSame(namesOf(received.events), names)
      t.equal(received.error?.constructor.name, error?.[0])
      if (error) t.match(received.error, error[1])
      const row = documented.find(row => row.includes(`\`${directive}\``))
      if (row && error && !isOld) t.match(row, `throws \`${error[0]}\``)
      if (row && !error && !row.includes('SyntaxError')) t.notMatch(row, 'throws')
    })
  }

  t.test(`version ${version}: cuts within types, base64, characters and line ends do not change the events`, async t => {
    const options = { body: { ...small, model: 'gpt-image-2.5-flare', safety_identifier: '🦦 Zoë' } }
    const eventsOf = async (directive?: string) => {
      const { events } = await receive(connect(baseURL, Object.fromEntries([['4', OpenAI4], ['5', OpenAI5], ['6', OpenAI6], ['7', OpenAI]])[version]).post('/images/generations', { ...options, stream: true, ...mocked(directive) }))
      return events.map(event => ({ ...event, created_at: undefined }))
    }
    const dripped = await eventsOf('fault=drip')
    t.match(dripped.at(-1), { safety_identifier: '🦦 Zoë' })
    t.strictSame(dripped, await eventsOf())
  })
}

/** The options of version 4 for a form. */
async function multipart4 (body: object): Promise<object> {
  const { multipartFormRequestOptions } = await import('openai4/core')
  return multipartFormRequestOptions({ body: body as Record<string, unknown>, stream: true })
}

t.test('docs/streaming.md says what the official client does in eight situations', async t => {
  t.equal(documented.length, 8)
})

t.test('the image methods of version 4 do not stream: they return the events as text', async t => {
  const text: unknown = await connect(baseURL, OpenAI4).images.generate(small)
  t.type(text, 'string')
  t.match(text, /^event: image_generation\.partial_image\ndata: \{/)
})

t.test('the official client retries an error before the stream, and none within it', async t => {
  const mock = await startMock(t)
  const client = connect(mock.baseURL, OpenAI, { maxRetries: 2 })
  const { events } = await receive(client.images.generate({ ...small, prompt: 'Retried [mock error=slow_down retry-after=1ms times=2]' }))
  t.strictSame(namesOf(events), whole)
  t.strictSame(mock.requests({ prompt: 'Retried*' }).map(({ status }) => status), [200, 429, 429])
  const { error } = await receive(client.images.generate({ ...small, prompt: 'Not retried' }, mocked('error=server_error after=0')))
  t.match(error, { code: 'server_error', status: undefined })
  t.equal((await mock.waitFor({ prompt: 'Not retried' })).length, 1)
})

t.test('the timeout of the official client does not end a stream that stalls; aborting it does, without an error', async t => {
  const mock = await startMock(t)
  // Draws the picture, so that the next response takes no time.
  await receive(connect(mock.baseURL).images.generate(small))
  mock.reset()
  const stream = await connect(mock.baseURL, OpenAI, { timeout: 3000 }).images.generate(small, mocked('fault=hang after=1'))
  const events = stream[Symbol.asyncIterator]()
  t.match(await events.next(), { value: { type: 'image_generation.partial_image' } })
  const next = events.next()
  t.equal(await Promise.race([next, setTimeout(3500, 'waiting')]), 'waiting')
  stream.controller.abort()
  t.strictSame(await next, { value: undefined, done: true })
  t.match(await mock.waitFor(), [{ outcome: 'hang', events: [{ type: 'image_generation.partial_image' }] }])
})

t.test('only the body decides whether the response is a stream', async t => {
  const mock = await startMock(t)
  await receive(connect(mock.baseURL).images.generate(small))
  t.equal(mock.requests()[0]!.headers['accept'], 'application/json', 'what the official client sends for a stream')
  for (const accept of ['application/json', 'text/event-stream', '*/*', 'image/png']) {
    for (const stream of [true, false]) {
      const response = await fetch(`${mock.baseURL}/images/generations`, {
        method: 'POST', headers: { 'content-type': 'application/json', accept }, body: JSON.stringify({ ...small, stream })
      })
      t.equal(response.headers.get('content-type'), stream ? 'text/event-stream; charset=utf-8' : 'application/json', `${accept} ${stream}`)
      await response.text()
    }
  }
})

const run = promisify(execFile)
const hasCurl = await run('curl', ['--version']).then(() => true, () => false)

t.test('curl -N shows each event when it is sent, and its exit code shows how the connection ended', { skip: !hasCurl && 'curl is not installed' }, async t => {
  const curl = async (directive: string, accept = '*/*') => {
    const child = spawn('curl', ['-N', '-sS', '--max-time', directive.startsWith('fault=hang') ? '4' : '8', `${baseURL}/images/generations`, '-H', 'content-type: application/json', '-H', `accept: ${accept}`, '-H', `x-mock: ${directive}`, '-d', JSON.stringify(small)])
    const receivedMs: number[] = []
    let text = ''
    child.stdout.on('data', piece => {
      text += piece
      while (receivedMs.length < text.split('\n\n').length - 1) receivedMs.push(performance.now())
    })
    const [code] = await once(child, 'close')
    return { code, receivedMs, events: text.match(/^event: .+$/gm) ?? [], text }
  }
  const [partial, completed] = ['event: image_generation.partial_image', 'event: image_generation.completed']
  const { code, events, receivedMs: [first, , last] } = await curl('partialDelay=500ms', 'application/json')
  t.strictSame([code, events], [0, [partial, partial, completed]])
  t.ok(last! - first! > 500)
  for (const [directive, code, events] of [
    ['error=server_error after=1', 0, [partial, 'event: error']], ['fault=empty_data', 0, [partial, partial]], ['fault=malformed after=0', 0, [partial, partial, completed]],
    ['fault=truncate after=1', 18, [partial, partial]], ['fault=reset after=1', 56, [partial]], ['fault=hang after=1', 28, [partial]], ['fault=empty', 52, []], ['error=slow_down', 0, []]
  ] as const) {
    const result = await curl(directive)
    t.strictSame([result.code, result.events], [code, events], directive)
    if (directive === 'error=slow_down') t.equal(JSON.parse(result.text).error.code, 'slow_down')
  }
})

t.test('fetch of a page of another origin reads the stream, and rejects if the connection ends', { skip: withoutBrowser }, async t => {
  const mock = await startMock(t)
  const pages = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>A page</title>'))
  await once(pages.listen(0, '127.0.0.1'), 'listening')
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser!.close()
    pages.close()
  })
  const page = await browser!.newPage()
  await page.goto(`http://pages.example:${(pages.address() as AddressInfo).port}/`)
  /** Runs in the page. */
  const read = async ({ url, body, directive }: { url: string, body: string, directive?: string | undefined }) => {
    const events: Event[] = []
    try {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-test', ...(directive && { 'x-mock': directive }) }
      const response = await fetch(url, { method: 'POST', headers, body })
      if (!response.ok) return { events, status: response.status, refusal: await response.json() as unknown }
      const requestId = response.headers.get('x-request-id')
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        const frames = (text + piece.value).split('\n\n')
        text = frames.pop()!
        for (const frame of frames) {
          const data = frame.split('\n').find(line => line.startsWith('data: '))
          if (data) events.push(JSON.parse(data.slice(6)))
        }
      }
      return { events, requestId }
    } catch (error) {
      return { events, error: (error as Error).name }
    }
  }
  const receiveInPage = (directive?: string, body: object = small) => page.evaluate(read, { url: `${mock.baseURL}/images/generations`, body: JSON.stringify(body), directive })
  const stream = await receiveInPage()
  t.strictSame(namesOf(stream.events), whole)
  t.match(stream.requestId, /^req_/)
  const { events } = await receive(connect(mock.baseURL).images.generate(small))
  t.strictSame(stream.events.map(({ b64_json: base64 }) => base64), events.map(({ b64_json: base64 }) => base64))
  const ofOtter = { ...small, model: 'gpt-image-2.5-flare', safety_identifier: '🦦 Zoë' }
  t.match((await receiveInPage('fault=drip', ofOtter)).events.at(-1), { type: 'image_generation.completed', safety_identifier: '🦦 Zoë' })
  t.match(await receiveInPage('error=slow_down'), { status: 429, refusal: { error: { code: 'slow_down' } } })
  t.match((await receiveInPage('error=moderation_blocked_output after=1')).events, [{ partial_image_index: 0 }, { type: 'error', error: { code: 'moderation_blocked' } }])
  for (const directive of ['fault=truncate after=1', 'fault=reset after=1', 'fault=reset', 'fault=empty']) t.equal((await receiveInPage(directive)).error, 'TypeError', directive)
  for (const [directive, names, error] of [
    ['fault=malformed after=1', ['partial_image 0'], 'SyntaxError'], ['fault=empty_data', ['partial_image 0', 'partial_image 1'], undefined],
    ['fault=keepalive', whole, undefined], ['fault=unknown_event', ['unknown', ...whole], undefined], ['fault=duplicate_partial', ['partial_image 0', ...whole], undefined]
  ] as const) {
    const received = await receiveInPage(directive)
    t.strictSame([namesOf(received.events), received.error], [names, error], directive)
  }
})

t.test('the Vercel AI SDK has no function that streams images, and does not ask for a stream', async t => {
  t.strictSame(Object.keys(ai).filter(name => /stream\w*image|image\w*stream/i.test(name)), [])
  const mock = await startMock(t)
  const model = createOpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' }).image('gpt-image-2')
  const { image } = await ai.generateImage({ model, prompt: small.prompt, size: small.size, providerOptions: { openai: { quality: 'low', stream: true, partialImages: 2, partial_images: 2 } } })
  t.ok(image.uint8Array.length > 0)
  t.strictSame(JSON.parse(mock.requests()[0]!.body!), { model: 'gpt-image-2', prompt: small.prompt, n: 1, size: small.size, quality: 'low' })
})
