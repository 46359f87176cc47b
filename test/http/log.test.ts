import { pino } from 'pino'
import t from 'tap'
import { buildMock, startMock } from '../build-mock.js'

const prompt = 'A cute baby sea otter'
const operation = 'POST /v1/images/generations'

interface Line { level: number, requestId: string, end: number | string, decidedBy: string, path: string, msg: string, error?: object }

/** What the mock logs, and the words for people without the time that it took. */
function createLog () {
  const lines: Line[] = []
  const logger = pino({}, { write: (line: string) => { lines.push(JSON.parse(line)) } })
  return { lines, logger, words: () => lines.map(({ msg }) => msg.replace(/ in [\d.]+ ms/, '')) }
}

t.test('a line says what was asked and how it ended', async t => {
  const { lines, logger, words } = createLog()
  const { send, app } = buildMock(t, {}, { logger })
  const { headers, ...answer } = await send({ prompt, n: 2, size: '512x512' })
  t.match(lines, [{ level: 30, requestId: headers['x-request-id'], method: 'POST', path: '/v1/images/generations', end: 200, durationMs: Number, decidedBy: 'none' }])
  t.match(lines[0]!.msg, /^POST \/v1\/images\/generations 200 in [\d.]+ ms \| dall-e-2 512x512 n=2 url "A cute baby sea otter"$/)

  const { pathname, search } = new URL(answer.json().data[0].url)
  await app.inject(pathname + search)
  await app.inject(pathname)
  await send({ model: 'dall-e-3', prompt, size: '1024x1792', quality: 'hd', style: 'natural', response_format: 'b64_json' })
  const file = pathname.slice(pathname.lastIndexOf('/'))
  t.strictSame(words().slice(1), [
    `GET /private/...${file} 200`,
    `GET /private/...${file} 409 | The URL is unsigned`,
    `${operation} 200 | dall-e-3 1024x1792 hd natural b64_json "A cute baby sea otter"`
  ])
})

t.test('a refusal is a warning with its error, a fault of the server an error', async t => {
  const { lines, logger, words } = createLog()
  const { send, app } = buildMock(t, {}, { logger })
  await send({ prompt, n: 11 })
  await send({ prompt }, { 'x-mock': 'error=server_error' })
  await app.inject('/v1/models')
  t.strictSame(lines.map(({ level }) => level), [40, 50, 40])
  t.match(lines[0], { end: 400, decidedBy: 'validation', error: { type: 'invalid_request_error', param: 'n' } })
  t.match(words(), [/^POST \/v1\/images\/generations 400 \| .*11/, /^POST \/v1\/images\/generations 500 \| dall-e-2 .* \| /, /^GET \/v1\/models 404 \| /])
})

t.test('an answer that was broken off is told by how, though its status went out', async t => {
  const { lines, logger, words } = createLog()
  const { baseURL, waitFor } = await startMock(t, {}, { logger })
  for (const [index, fault] of ['truncate', 'reset'].entries()) {
    await t.rejects(async () => (await fetch(`${baseURL}/images/generations`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': `fault=${fault}` }, body: JSON.stringify({ prompt })
    })).text())
    await waitFor({}, { count: index + 1 })
  }
  t.match(lines, [{ level: 40, end: 'truncate', decidedBy: 'header' }, { level: 40, end: 'reset', decidedBy: 'header' }])
  t.strictSame(words(), ['truncate', 'reset'].map(fault => `${operation} ${fault} | dall-e-2 1024x1024 url "${prompt}" | The header x-mock`))
})

t.test('what a client sends stays short and in its line', async t => {
  const { lines, logger, words } = createLog()
  const { send, app } = buildMock(t, {}, { logger })
  await send({ prompt: 'one\ntwo\u2028\u202ethree\u001b[31m' + 'x'.repeat(100) })
  await app.inject(`/${'a'.repeat(300)}`)
  await send({ prompt, ['y'.repeat(100_000)]: 1 })
  t.match(lines[2]!.error, { code: 'unknown_parameter', param: `${'y'.repeat(120)}…${'y'.repeat(30)}` })
  t.ok(JSON.stringify(lines[2]).length < 1_000)
  const [asked, path] = words() as [string, string]
  t.equal(asked, `${operation} 200 | dall-e-2 1024x1024 url "one\\ntwo\\u2028\\u202ethree\\u001b[31m${'x'.repeat(41)}"`)
  t.ok(path.startsWith(`GET /${'a'.repeat(119)}…${'a'.repeat(30)} 404 | `))
})

t.test('the mock\'s own pages and paths are logged nowhere', async t => {
  const { lines, logger } = createLog()
  const { app } = buildMock(t, {}, { logger })
  for (const path of ['/_mock/health', '/_mock/requests', '/openapi.json', '/docs']) await app.inject(path)
  t.strictSame(lines, [])
})
