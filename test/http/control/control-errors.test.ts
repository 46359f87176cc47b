/** Error responses of the control API. */
import t from 'tap'
import { pino } from 'pino'
import { controlled } from './controlled.js'

t.test('invalid calls receive a 400 with a message', async t => {
  const { control } = controlled(t)
  for (const [method, path, body] of [
    ['GET', 'requests?status=abc'], ['GET', 'requests?nonsense=1'], ['GET', 'requests?limit=0'], ['GET', 'requests?prompt=/(/'], ['GET', 'requests?since=yesterday'],
    ['GET', 'requests/cards?limit=0'], ['GET', 'requests/cards?limit=1001'], ['GET', 'requests/cards?model=dall-e-3'],
    ['GET', 'requests/wait?timeout=soon'], ['GET', 'requests/wait?count=0'], ['DELETE', 'requests?limit=1'],
    ['POST', 'verify', { count: -1 }], ['POST', 'verify', { count: 1, atMost: 2 }], ['POST', 'verify'], ['POST', 'verify', []],
    ['POST', 'scenarios', { respond: { error: 'nope' } }], ['POST', 'scenarios', { respond: { fault: 'reset', error: 'server_error' } }],
    ['POST', 'scenarios', {}], ['POST', 'scenarios'], ['POST', 'scenarios', { respond: { image: '/etc/passwd' } }]
  ] as const) {
    const response = await control(method, path, { body })
    t.equal(response.status, 400, `${method} ${path} ${JSON.stringify(body)}`)
    t.match(response.body, { error: { message: /^(Expected [^]* for [^]*, got|Unknown member|Cannot use|Failed to) [^]*[.?]$/ } })
  }
  t.match(await control('GET', 'nothing'), { status: 404, body: { error: { message: 'Expected a route of the control API, got GET /_mock/nothing. See /_mock/openapi.json.' } } })
})

const requestMembers = 'prompt, model, n, size, quality, style, user, response_format, output_format, output_compression, background, moderation, stream, partial_images, input_fidelity, complexity, frame_count, frame_duration_ms, safety_identifier, operation, images, mask, upload, key, status, path, violations, kind'
const ruleMembers = 'description, match, respond, times'
const behaviourMembers = 'latency, imagesPerMinute, errorRate, errorRateError'

t.test('the message contains the member, its value and the allowed values', async t => {
  const { control } = controlled(t)
  for (const [method, path, body, message] of [
    ['GET', 'requests?modle=x', undefined, `Unknown member "modle" in the query string. Did you mean model? Expected some of ${requestMembers}, since, limit.`],
    ['GET', 'requests?limit=0', undefined, 'Expected an integer from 1 to 1000000 for limit in the query string, got "0".'],
    ['GET', 'requests?limit=abc', undefined, 'Expected an integer from 1 to 1000000 for limit in the query string, got "abc".'],
    ['GET', 'requests?limit=1&limit=2', undefined, 'Expected an integer from 1 to 1000000 for limit in the query string, got ["1","2"].'],
    ['GET', 'requests?status=6xx', undefined, 'Expected a status such as 429, or a class such as 4xx for status in the query string, got "6xx".'],
    ['GET', `requests?model=${'m'.repeat(4097)}`, undefined, `Expected a string of at most 4096 characters for model in the query string, got "${'m'.repeat(80)}...".`],
    ['GET', 'requests/cards?limit=1001', undefined, 'Expected an integer from 1 to 1000 for limit in the query string, got "1001".'],
    ['GET', 'requests/wait?count=0', undefined, 'Expected an integer from 1 to 999999 for count in the query string, got "0".'],
    ['GET', 'requests/wait?timeout=soon', undefined, 'Expected a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds) for timeout in the query string, got "soon".'],
    ['DELETE', 'requests?limit=1', undefined, `Unknown member "limit" in the query string. Expected some of ${requestMembers}, since.`],
    ['GET', 'events?view=card', undefined, 'Expected one of requests, cards for view in the query string, got "card". Did you mean cards?'],
    ['POST', 'verify', undefined, 'Expected an object with some of match, count, atLeast, atMost for the verification, got nothing.'],
    ['POST', 'verify', 'null', 'Expected an object with some of match, count, atLeast, atMost for the verification, got null.'],
    ['POST', 'verify', {}, 'Expected match, count, atLeast or atMost for the verification, got {}. Without them, any request would do.'],
    ['POST', 'requests/find', 'null', `Expected an object with some of ${requestMembers}, since, limit for the filter, got null.`],
    ['POST', 'requests/find', { limit: 0 }, 'Expected an integer from 1 to 1000000 for limit in the filter, got 0.'],
    ['POST', 'requests/wait', [], 'Expected an object with some of match, count, timeout for the body, got [].'],
    ['POST', 'requests/wait', { macth: {} }, 'Unknown member "macth" in the options of waitFor. Expected some of count, timeout.'],
    ['POST', 'requests/wait', { timeout: -1 }, 'Expected a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds) for timeout in the options of waitFor, got -1.'],
    ['POST', 'assert-sound', { allow: 'x' }, 'Expected an array of ids of findings (such as never-fetched) for allow in the options of assertSound, got "x".'],
    ['POST', 'verify', { cuont: 1 }, 'Unknown member "cuont" in the verification. Did you mean count? Expected some of match, count, atLeast, atMost.'],
    ['POST', 'verify', { count: -1 }, 'Expected an integer of at least 0 for count in the verification, got -1.'],
    ['POST', 'verify', { match: { n: [1] } }, 'Expected an integer for match.n in the verification, got [1].'],
    ['POST', 'scenarios', undefined, `Expected an object with some of ${ruleMembers} for the rule, got nothing.`],
    ['POST', 'scenarios', { respond: { error: { status: '500', message: 'x', type: 'x' } } }, 'Expected an integer from 400 to 599 for respond.error.status, got "500".']
  ] as const) {
    const { status, body: { error } } = await control(method, path, { body })
    t.strictSame({ status, message: error.message }, { status: 400, message }, `${method} ${path}`)
  }
})

t.test('the error of an invalid rule has the path of the member', async t => {
  const { control } = controlled(t)
  t.match((await control('POST', 'scenarios', { body: { respond: { eror: 'x' } } })).body, { error: { where: 'respond', unknown: 'eror' } })
  t.match((await control('POST', 'scenarios', { body: { respond: { delay: -5 } } })).body, { error: { where: 'respond.delay' } })
})

t.test('a body that is too large or has an invalid content type is refused', async t => {
  const { app } = controlled(t, { bodyLimit: 100 })
  const post = async (payload: string, type: string) => (await app.inject({ method: 'POST', url: '/_mock/scenarios', payload, headers: { 'content-type': type } })).json()
  t.strictSame(await post('x'.repeat(101), 'application/json'), { error: { message: 'Expected at most 100 bytes for the body, got more. Send a smaller body or raise bodyLimit.' } })
  t.strictSame(await post('{}', '@@'), { error: { message: 'Expected a valid content type for the body, got "@@". Send it as application/json.' } })
})

t.test('a deeply nested body is refused without a stack overflow', async t => {
  const { app } = controlled(t)
  const lists = '['.repeat(200_000) + ']'.repeat(200_000)
  const objects = (member: string) => `{"${member}":`.repeat(70_000) + '1' + '}'.repeat(70_000)
  for (const [method, path, body, message] of [
    ['POST', 'scenarios', lists, `Expected an object with some of ${ruleMembers} for the rule, got [[[[...]]]].`],
    ['POST', 'scenarios', objects('match'), 'Unknown member "match" in match. Expected some of prompt, model, n, size, quality, style, user, response_format, output_format, output_compression, background, moderation, stream, partial_images, input_fidelity, complexity, frame_count, frame_duration_ms, safety_identifier, operation, images, mask, upload, key.'],
    ['POST', 'scenarios', `{"respond":{},"times":${objects('times')}}`, 'Expected an integer from 1 to 1000000 for times, got {"times":{"times":{"times":{...}}}}.'],
    ['PATCH', 'behaviours', lists, `Expected an object with some of ${behaviourMembers} for the behaviours, got [[[[...]]]].`],
    ['PATCH', 'behaviours', objects('errorRate'), 'Expected a number from 0 to 1 for errorRate in the behaviours, got {"errorRate":{"errorRate":{"errorRate":{...}}}}.'],
    ['POST', 'verify', lists, 'Expected an object with some of match, count, atLeast, atMost for the verification, got [[[[...]]]].'],
    ['POST', 'verify', objects('count'), 'Expected an integer of at least 0 for count in the verification, got {"count":{"count":{"count":{...}}}}.']
  ] as const) {
    const response = await app.inject({ method, url: `/_mock/${path}`, payload: body })
    t.strictSame({ status: response.statusCode, message: response.json().error.message }, { status: 400, message }, `${method} ${path}`)
  }
})

t.test('an internal error has the same format, and its stack is logged, not sent', async t => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => { lines.push(line) } })
  const { app, control } = controlled(t, {}, { logger })
  app.addHook('preHandler', async () => { throw new Error('secret detail') })
  t.strictSame(await control('GET', 'requests'), {
    status: 500, body: { error: { message: 'The mock itself failed. See its log.' } }
  })
  t.match(lines.join(''), /secret detail.*control-errors\.test/)
})
