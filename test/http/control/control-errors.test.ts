import t from 'tap'
import { pino } from 'pino'
import { controlled } from './controlled.js'

t.test('what makes no sense is refused in one form', async t => {
  const { control } = controlled(t)
  for (const [method, path, body] of [
    ['GET', 'requests?status=abc'], ['GET', 'requests?nonsense=1'], ['GET', 'requests?limit=0'], ['GET', 'requests?prompt=/(/'], ['GET', 'requests?since=yesterday'],
    ['GET', 'requests/cards?limit=0'], ['GET', 'requests/cards?limit=1001'], ['GET', 'requests/cards?model=dall-e-3'],
    ['GET', 'requests/wait?timeout=soon'], ['GET', 'requests/wait?count=0'], ['DELETE', 'requests?limit=1'],
    ['POST', 'verify', { count: -1 }], ['POST', 'verify', { count: 1, atMost: 2 }], ['POST', 'verify'], ['POST', 'verify', []],
    ['POST', 'scenarios', { respond: { error: 'nope' } }], ['POST', 'scenarios', { respond: { fault: 'reset', error: 'server_error' } }],
    ['POST', 'scenarios', {}], ['POST', 'scenarios'], ['POST', 'scenarios', { respond: { image: '/etc/passwd' } }]
  ] as const) {
    const answer = await control(method, path, { body })
    t.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body)}`)
    t.match(answer.body, { error: { message: /^Failed to [^]*: found [^]*\. Please [^]*\.$/ } })
  }
  t.match(await control('GET', 'nothing'), { status: 404, body: { error: { message: 'Failed to GET /_mock/nothing: found nothing there. Please see /_mock/openapi.json.' } } })
})

const requestMembers = 'prompt, model, n, size, quality, style, user, response_format, key, status, path'
const ruleMembers = 'description, match, respond, times'
const behaviourMembers = 'latency, imagesPerMinute, errorRate, errorRateError'

t.test('a refusal names the member, what was found there and what is allowed', async t => {
  const { control } = controlled(t)
  for (const [method, path, body, message] of [
    ['GET', 'requests?modle=x', undefined, `the query string: found an unknown member "modle". Please give one of ${requestMembers}, since, limit (did you mean model?).`],
    ['GET', 'requests?limit=0', undefined, 'limit in the query string: found "0". Please give an integer from 1 to 1000000.'],
    ['GET', 'requests?limit=abc', undefined, 'limit in the query string: found "abc". Please give an integer from 1 to 1000000.'],
    ['GET', 'requests?limit=1&limit=2', undefined, 'limit in the query string: found ["1","2"]. Please give an integer from 1 to 1000000.'],
    ['GET', 'requests?status=6xx', undefined, 'status in the query string: found "6xx". Please give a status such as 429, or a class such as 4xx.'],
    ['GET', `requests?model=${'m'.repeat(4097)}`, undefined, `model in the query string: found "${'m'.repeat(80)}...". Please give a text of at most 4096 characters.`],
    ['GET', 'requests/cards?limit=1001', undefined, 'limit in the query string: found "1001". Please give an integer from 1 to 1000.'],
    ['GET', 'requests/wait?count=0', undefined, 'count in the query string: found "0". Please give an integer from 1 to 999999.'],
    ['GET', 'requests/wait?timeout=soon', undefined, 'timeout in the query string: found "soon". Please give a duration of at most 60m, such as 250ms, 2s or 1m.'],
    ['DELETE', 'requests?limit=1', undefined, `the query string: found an unknown member "limit". Please give one of ${requestMembers}, since.`],
    ['GET', 'events?view=card', undefined, 'view in the query string: found "card". Please give one of requests, cards (did you mean cards?).'],
    ['POST', 'verify', undefined, 'the verification: found nothing. Please give an object with some of match, count, atLeast, atMost.'],
    ['POST', 'verify', 'null', 'the verification: found null. Please give an object with some of match, count, atLeast, atMost.'],
    ['POST', 'verify', { cuont: 1 }, 'the verification: found an unknown member "cuont". Please give one of match, count, atLeast, atMost (did you mean count?).'],
    ['POST', 'verify', { count: -1 }, 'count in the verification: found -1. Please give an integer of at least 0.'],
    ['POST', 'verify', { match: { n: [1] } }, 'match.n in the verification: found [1]. Please give an integer.'],
    ['POST', 'scenarios', undefined, `the top level: found nothing. Please give an object with some of ${ruleMembers}.`],
    ['POST', 'scenarios', { respond: { error: { status: '500', message: 'x', type: 'x' } } }, 'respond.error.status: found "500". Please give an integer from 400 to 599.']
  ] as const) {
    t.strictSame(await control(method, path, { body }), { status: 400, body: { error: { message: `Failed to read ${message}` } } }, `${method} ${path}`)
  }
})

t.test('a body that is too large, or of no content type, is refused by the same formula', async t => {
  const { app } = controlled(t, { bodyLimit: 100 })
  const post = async (payload: string, type: string) => (await app.inject({ method: 'POST', url: '/_mock/scenarios', payload, headers: { 'content-type': type } })).json()
  t.strictSame(await post('x'.repeat(101), 'application/json'), { error: { message: 'Failed to read the body: found more than 100 bytes. Please send less, or set bodyLimit.' } })
  t.strictSame(await post('{}', '@@'), { error: { message: 'Failed to read the body: found "@@" as its content type. Please declare it as application/json.' } })
})

t.test('a body nested deeper than the stack is refused like any other', async t => {
  const { app } = controlled(t)
  const lists = '['.repeat(200_000) + ']'.repeat(200_000)
  const objects = (member: string) => `{"${member}":`.repeat(70_000) + '1' + '}'.repeat(70_000)
  for (const [method, path, body, message] of [
    ['POST', 'scenarios', lists, `the top level: found [[[[...]]]]. Please give an object with some of ${ruleMembers}.`],
    ['POST', 'scenarios', objects('match'), 'match: found an unknown member "match". Please give one of prompt, model, n, size, quality, style, user, response_format, key.'],
    ['POST', 'scenarios', `{"respond":{},"times":${objects('times')}}`, 'times: found {"times":{"times":{"times":{...}}}}. Please give an integer from 1 to 1000000.'],
    ['PATCH', 'behaviours', lists, `the top level: found [[[[...]]]]. Please give an object with some of ${behaviourMembers}.`],
    ['PATCH', 'behaviours', objects('errorRate'), 'errorRate: found {"errorRate":{"errorRate":{"errorRate":{...}}}}. Please give a number from 0 to 1.'],
    ['POST', 'verify', lists, 'the verification: found [[[[...]]]]. Please give an object with some of match, count, atLeast, atMost.'],
    ['POST', 'verify', objects('count'), 'count in the verification: found {"count":{"count":{"count":{...}}}}. Please give an integer of at least 0.']
  ] as const) {
    const answer = await app.inject({ method, url: `/_mock/${path}`, payload: body })
    t.strictSame({ status: answer.statusCode, body: answer.json() }, { status: 400, body: { error: { message: `Failed to read ${message}` } } }, `${method} ${path}`)
  }
})

t.test('a fault of ours is told in the same form, its stack in the log and not in the answer', async t => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => { lines.push(line) } })
  const { app, control } = controlled(t, {}, { logger })
  app.addHook('preHandler', async () => { throw new Error('secret detail') })
  t.strictSame(await control('GET', 'requests'), {
    status: 500, body: { error: { message: 'Failed to answer: found a fault of the mock. Please see its log.' } }
  })
  t.match(lines.join(''), /secret detail.*control-errors\.test/)
})
