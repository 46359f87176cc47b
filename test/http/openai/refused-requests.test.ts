/** Requests that are refused before their parameters are validated. */
import { pino } from 'pino'
import t from 'tap'
import { buildMock } from '../../build-mock.js'
import { controlled } from '../control/controlled.js'

const prompt = 'A cute baby sea otter'
const unparsable = 'Invalid body: failed to parse JSON value. Please check the value to ensure it is valid JSON. (Common errors include trailing commas, missing closing brackets, missing quotation marks, etc.)'

function envelope (message: string, code: string | null = null, param: string | null = null, type = 'invalid_request_error') {
  return JSON.stringify({ error: { message, type, param, code } }, null, 2)
}

t.test('a body that is not valid JSON is refused', async t => {
  const { send } = buildMock(t)
  for (const body of ['{', '{"prompt":"x",}', ' ', '\n', '{"prompt":"x"} {}', "{'prompt':'x'}", '\uFEFF{"prompt":"x"}', '{"prompt":"\\ud83e"}', '{"\\udda6":1}', '{"prompt":"\\udda6\\ud83e"}', '{"prompt":"\\ud83e\\n\\udda6"}', '{"prompt":"a\u0000b"}']) {
    const response = await send(body)
    t.equal(response.statusCode, 400, JSON.stringify(body))
    t.equal(response.body, envelope(unparsable, 'invalid_json'))
  }
  t.equal((await send('{"prompt":"\\ud83e\\udda6 \\\\ud83e"}')).statusCode, 200, 'a complete surrogate pair and an escaped backslash are valid')
  const deep = await send(`{"prompt":"x","user":${'['.repeat(100_000)}"\\ud83e\\udda6"${']'.repeat(100_000)}}`)
  t.equal(deep.json().error.code, 'invalid_type', 'a complete surrogate pair is valid at any depth')
})

t.test('a body that is not UTF-8 is refused', async t => {
  const { send } = buildMock(t)
  const response = await send(Buffer.from('{"prompt":"ol\xe9"}', 'latin1'))
  t.equal(response.statusCode, 400)
  t.match(response.json().error.message, /^Invalid body: encountered a unicode decode error/)
})

t.test('an empty body lacks the prompt', async t => {
  const { app, send } = buildMock(t)
  const expected = envelope("Missing required parameter: 'prompt'.", 'missing_required_parameter', 'prompt')
  t.equal((await send('')).body, expected)
  t.equal((await app.inject({ method: 'POST', url: '/v1/images/generations', headers: { 'content-type': 'application/json' } })).body, expected)
  t.equal((await send('{}')).body, expected)
})

t.test('a body that is not an object is refused', async t => {
  const { send } = buildMock(t)
  for (const [body, kind] of [['null', 'null'], ['[]', 'an array'], ['"x"', 'a string'], ['3', 'an integer'], ['1e400', 'a decimal number']] as const) {
    const response = await send(body)
    t.equal(response.statusCode, 400)
    t.equal(response.body, envelope(`Invalid type: expected an object, but got ${kind} instead.`, 'invalid_type'))
  }
})

t.test('a missing content type and one other than JSON are refused', async t => {
  const { app, send } = buildMock(t)
  for (const [given, type] of [
    ['text/plain', 'text/plain'],
    ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x', 'multipart/form-data'],
    ['nonsense ;charset=utf-8', 'nonsense'],
    ['application/jsonp', 'application/jsonp']
  ] as const) {
    const response = await send({ prompt }, { 'content-type': given })
    t.equal(response.statusCode, 400)
    t.equal(response.body, envelope(`Unsupported content type: '${type}'. This API method only accepts 'application/json' requests, but you specified the header 'Content-Type: ${type}'. Please try again with a supported content type.`, 'unsupported_content_type'))
  }
  for (const payload of [undefined, Buffer.from('{}')]) {
    const response = await app.inject({ method: 'POST', url: '/v1/images/generations', ...(payload && { payload }) })
    t.equal(response.statusCode, 400)
    t.equal(response.body, envelope('expected request with Content-Type: application/json', 'unsupported_content_type'))
  }
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/vnd.api+json']) {
    t.equal((await send({ prompt }, { 'content-type': type })).statusCode, 200, type)
  }
})

t.test('a malformed content type is refused after the URL and the API key are checked', async t => {
  const { app } = buildMock(t, { apiKeys: 'any' })
  const post = async (url: string, headers = {}) => {
    const { statusCode, body } = await app.inject({ method: 'POST', url, payload: '{}', headers: { 'content-type': '@@', ...headers } })
    return [statusCode, JSON.parse(body).error.message]
  }
  t.match(await post('/v1/nope'), [404, 'Invalid URL (POST /v1/nope)'])
  t.match(await post('/v1/images/generations'), [401, /^You didn't provide an API key/])
  t.match(await post('/v1/images/generations', { authorization: 'Bearer x' }), [400, /^Unsupported content type: '@@'/])
})

t.test('a URL that cannot be decoded is refused and recorded', async t => {
  const { app, control } = controlled(t)
  const response = await app.inject({ method: 'GET', url: '/v1/%zz?x=1' })
  t.equal(response.statusCode, 404)
  t.equal(response.body, envelope('Invalid URL (GET /v1/%zz)'))
  t.match(response.headers, { 'openai-processing-ms': /^\d+$/ })
  t.match((await control('GET', 'requests')).body, [{ method: 'GET', path: '/v1/%zz', status: 404 }])
  t.strictSame(await control('GET', 'requests/%'), { status: 404, body: { error: { message: 'Expected a route of the control API, got GET /_mock/requests/%. See /_mock/openapi.json.' } } })
})

t.test('a body above the limit is refused, and the longest valid prompt is below it', async t => {
  const { send } = buildMock(t)
  const response = await send(`{"prompt":"${'x'.repeat(2 ** 20)}"}`)
  t.equal(response.statusCode, 413)
  t.equal(response.body, envelope(`Maximum content size limit (1048576) exceeded (${2 ** 20 + 13} bytes read)`, null, null, 'server_error'))
  const escaped = JSON.stringify({ model: 'dall-e-3' }).slice(0, -1) + `,"prompt":"${'\\ud83e\\udda6'.repeat(4000)}"}`
  t.equal((await send(escaped)).statusCode, 200)
  t.equal((await send({ model: 'dall-e-3', prompt: '🦦'.repeat(4000), response_format: 'b64_json' })).statusCode, 200)
})

t.test('an unsupported method is refused, and the allowed methods are listed', async t => {
  const { app } = buildMock(t)
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
    for (const url of ['/v1/images/generations', '/images/generations?x=1']) {
      const response = await app.inject({ method, url, ...(method !== 'GET' && { payload: '{', headers: { 'content-type': 'application/json' } }) })
      t.equal(response.statusCode, 405)
      t.equal(response.headers.allow, 'POST, OPTIONS')
      t.equal(response.body, envelope(`Not allowed to ${method} on ${url.split('?')[0]}. (HINT: Perhaps you meant to use a different HTTP method?)`))
    }
  }
})

t.test('an unknown URL is refused with its method and path, regardless of its body', async t => {
  const { app } = buildMock(t, { apiKeys: 'any' })
  for (const [method, url, path = url] of [
    ['POST', '/v1/images/generations/images/generations'],
    ['POST', '/v1/images/generations/'],
    ['POST', '/v1/images/unknown'],
    ['GET', '/v1/nope?x=1', '/v1/nope'],
    ['POST', '/v1/%ff', '/v1/%ff'],
    ['GET', `/${'x'.repeat(5000)}`]
  ] as const) {
    const response = await app.inject({ method, url, ...(method === 'POST' && { payload: 'x'.repeat(2 ** 21) }) })
    t.equal(response.statusCode, 404)
    t.equal(response.body, envelope(`Invalid URL (${method} ${path})`))
  }
})

t.test('requests that no route accepts are refused without a 500', async t => {
  const { app } = buildMock(t)
  for (const [method, url, headers, status] of [
    ['QUERY', '/v1/images/generations', {}, 405],
    ['QUERY', '/nope', {}, 404],
    ['TRACE', '/v1/images/generations', {}, 405],
    ['GET', '/docs/%00', {}, 400],
    ['GET', '/docs/swagger-ui.css', { range: 'bytes=9999999-' }, 416],
    ['GET', '/docs/swagger-ui.css', { 'if-match': 'x' }, 412],
    ['GET', 'http://elsewhere.example/v1/images/generations', {}, 405]
  ] as const) {
    const response = await app.inject({ method: method as 'GET', url, headers })
    t.equal(response.statusCode, status, `${method} ${url}`)
    t.match(response.json(), { error: { message: String, type: 'invalid_request_error', param: null, code: null } })
  }
})

t.test('hostile bodies never cause a 500', async t => {
  const { send } = buildMock(t)
  const depth = 10_000
  for (const [body, status] of [
    ['{"prompt":"x","__proto__":{"n":5}}', 400],
    ['{"prompt":"x","constructor":{"prototype":{"n":5}}}', 400],
    [`{"prompt":${'['.repeat(depth)}${']'.repeat(depth)}}`, 400],
    [`{"prompt":"x","a":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`, 400],
    [`{"\\ud83e":${'['.repeat(depth)}${']'.repeat(depth)}}`, 400],
    [`${'['.repeat(depth)}`, 400],
    ['{"prompt":"one","prompt":"two"}', 200],
    ['{"prompt":"a\\u0000b","response_format":"b64_json","size":"256x256"}', 200],
    ['{"prompt":"\\u202eabc\\u2066\\u200f\\u200d","response_format":"b64_json","size":"256x256"}', 200],
    [JSON.stringify({ prompt: '<b>&amp;</b> </span> %s \\', response_format: 'b64_json', size: '256x256' }), 200],
    [JSON.stringify({ prompt: '\t\n \u3000', response_format: 'b64_json', size: '256x256' }), 200],
    [JSON.stringify({ prompt: 'e' + '\u0301'.repeat(900), response_format: 'b64_json', size: '256x256' }), 200],
    ['{"prompt":"x","n":1e400}', 400],
    ['{"prompt":"x","n":-1e400}', 400],
    ['{"prompt":"x","n":1e-400}', 400],
    [`{"prompt":"x","model":"${'m'.repeat(100_000)}"}`, 200],
    [`{"prompt":"x","${'k'.repeat(100_000)}":1}`, 400]
  ] as const) {
    const response = await send(body)
    t.equal(response.statusCode, status, body.slice(0, 80))
    if (status === 400) t.match(Object.keys(response.json().error), ['message', 'type', 'param', 'code'])
  }
})

t.test('an internal error is a 500 with the request id, and its stack is logged, not sent', async t => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => { lines.push(line) } })
  const { app } = buildMock(t, {}, { logger })
  app.get('/fault', async () => { throw new Error('secret detail') })
  const response = await app.inject('/fault')
  t.equal(response.statusCode, 500)
  const id = response.headers['x-request-id']
  t.equal(response.body, envelope(`The server had an error processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if you keep seeing this error. (Please include the request ID ${id} in your email.)`, null, null, 'server_error'))
  t.notMatch(response.body, /secret/)
  t.match(lines.join(''), /secret detail.*refused-requests\.test/)
})
