/** The search field's queries. */
import t from 'tap'
import { parameters } from '../../../../src/contract/parameters.js'
import { requestProperties } from '../../../../src/contract/request-properties.js'
import { createCalls } from '../../../../src/inbox/data/calls/calls.js'
import { explainUnknownFilter, filterExamples, parseSearch, unknownFilters } from '../../../../src/inbox/data/calls/search.js'
import { cardOf, refused } from '../../cards.js'

const calls = createCalls()
calls.addNewer([
  cardOf('otter', { downloads: 2 }),
  cardOf('limited', { ...refused, retryCount: 0 }),
  cardOf('again', { retryOf: 'limited', retryCount: 1 }),
  cardOf('refused', { status: 400, request: undefined as never, sent: { model: 'dall-e-3', n: 3, size: '1024x1792', quality: 'hd', style: 'vivid' }, prompt: 'Two foxes: a "red" one', key: '…09AB', error: { message: 'x', type: 'invalid_request_error', param: 'n', code: 'integer_above_max_value' } }),
  cardOf('square', { prompt: 'EIN FUCHS', request: { model: 'dall-e-2', n: 4, size: '512x512', response_format: 'b64_json', user: 'user-1234' } }),
  cardOf('broken', { prompt: 'model: a fox', outcome: 'reset', decidedBy: { kind: 'prompt', name: 'fault=reset', respond: { fault: 'reset' }, reason: 'A directive' } }),
  cardOf('chosen', {
    prompt: 'Ein Dachs',
    request: { model: 'gpt-image-2', n: 1, size: 'auto', quality: 'auto', output_format: 'webp', background: 'auto', stream: false },
    dimensions: { width: 1254, height: 1254 },
    chosen: { size: '1254x1254', quality: 'medium', background: 'opaque' }
  }),
  cardOf('unknown', { path: '/v1/images/unknown', status: 404, decidedBy: { kind: 'transport', reason: 'Invalid URL' } })
].map(card => card.id === 'unknown' ? (({ prompt, request, ...rest }) => rest)(card) : card))

const found = (text: string) => calls.list().filter(parseSearch(text)).map(({ key }) => key).reverse()
const all = ['otter', 'limited', 'refused', 'square', 'broken', 'chosen', 'unknown']

t.test('each query finds the expected requests', async t => {
  for (const [text, expected] of [
    ['', all],
    ['   ', all],
    ['otter', ['otter', 'limited']],
    ['SEA otter', ['otter', 'limited']],
    ['"baby sea"', ['otter', 'limited']],
    ['"sea baby"', []],
    ['fuchs', ['square']],
    ['unknown', ['unknown']],
    ['req_', []],
    ['model:dall-e-2', ['square']],
    ['model:DALL-E', ['otter', 'limited', 'refused', 'square', 'broken']],
    ['model:', all],
    ['otter model:', ['otter', 'limited']],
    ['size:1024x1792 otter', ['otter', 'limited']],
    ['size:512×512', ['square']],
    ['status:429', ['limited']],
    ['status:4xx', ['limited', 'refused', 'unknown']],
    ['status:reset', ['broken']],
    ['status:400 status:404', ['refused', 'unknown']],
    ['status:4xx key:…09ab', ['refused']],
    ['key:09AB', ['refused']],
    ['key:sk-proj-0123456709AB', ['refused']],
    ['key:ab', ['refused']],
    ['quality:hd style:vivid', ['otter', 'limited', 'refused', 'broken']],
    ['response_format:b64_json', ['square']],
    ['output_format:webp', ['chosen']],
    ['stream:false', ['chosen']],
    ['size:auto quality:auto', ['chosen']],
    ['size:1254x1254 quality:medium background:opaque', ['chosen']],
    ['user:user-1234', ['square']],
    ['n:4', ['square']],
    ['n:3', ['refused']],
    ['n:', all],
    ['by:rule', ['limited']],
    ['error:rate_limit_exceeded', ['limited']],
    ['error:invalid_request_error', ['refused']],
    ['error:reset', ['broken']],
    ['is:failed', ['refused', 'broken', 'unknown']],
    ['is:ok', ['otter', 'limited', 'square', 'chosen']],
    ['is:retried', ['limited']],
    ['is:downloaded', ['otter']],
    ['foxes:', ['refused']],
    ['is:green', []],
    ['is:broken', ['broken']],
    ['path:unknown', ['unknown']],
    ['-status:200', ['refused', 'unknown']],
    ['-status:4xx', ['otter', 'square', 'broken', 'chosen']],
    ['-otter', ['refused', 'square', 'broken', 'chosen', 'unknown']],
    ['-"baby sea" -status:404', ['refused', 'square', 'broken', 'chosen']],
    ['otter -is:retried', ['otter']],
    ['-model:dall-e-3 -model:dall-e-2', ['chosen', 'unknown']],
    ['-', all],
    ['otter -', ['otter', 'limited']],
    ['otter -status:', ['otter', 'limited']],
    ['constructor:x', []],
    ['"model: a', ['broken']],
    ['"', all]
  ] as const) t.strictSame(found(text), expected, text)
})

t.test('an unknown filter is named, with the list of filters', async t => {
  for (const [text, expected] of [
    ['foo:bar', ['foo:bar']],
    ['otter -foo:bar is:green status:4xx', ['foo:bar', 'is:green']],
    ['"foo:bar" foo: model:x is: path:/v1', []],
    ['a fox', []]
  ] as const) t.strictSame(unknownFilters(text), expected, text)
  t.equal(explainUnknownFilter('foo:bar'), `No filter foo. Filters: ${Object.keys(filterExamples).join(', ')}.`)
  t.equal(explainUnknownFilter('is:green'), 'No filter is:green. Filters: is:failed, is:ok, is:broken, is:retried, is:downloaded.')
})

t.test('every parameter besides the prompt and every other property of a request has a filter of its own', async t => {
  const names = [...Object.keys(parameters).filter(name => name !== 'prompt'), ...Object.keys(requestProperties)]
  t.strictSame(Object.keys(filterExamples), [...names, 'status', 'error', 'key', 'path', 'by', 'is'])
})

t.test('edits and variations are found by their operation, the number of their images and the names of the files', async t => {
  const inputOf = (filename: string, sha256: string) => ({ role: filename === 'mask.png' ? 'mask' as const : 'image' as const, name: 'image', filename, sha256, kept: [] })
  const calls = createCalls()
  calls.addNewer([
    cardOf('generated', { operation: 'generation' }),
    cardOf('edited', { operation: 'edit', inputs: [inputOf('Otter.PNG', 'ab'.repeat(32)), inputOf('hat.png', 'cd'.repeat(32)), inputOf('mask.png', 'ef'.repeat(32))] }),
    cardOf('varied', { operation: 'variation', path: '/v1/images/variations', prompt: '', inputs: [inputOf('fox.png', '01'.repeat(32))] }),
    cardOf('listed', { path: '/v1/models' })
  ])
  for (const [text, expected] of [
    ['operation:edit', ['edited']],
    ['operation:var', ['varied']],
    ['operation:edit operation:variation', ['varied', 'edited']],
    ['images:2', ['edited']],
    ['images:0', ['generated']],
    ['mask:true', ['edited']],
    ['mask:false', ['varied', 'generated']],
    ['upload:cdcdcdcd', ['edited']],
    ['upload:dcdc', []],
    ['otter.png', ['edited']],
    ['fox.png', ['varied']],
    ['variations', ['varied']]
  ] as const) t.strictSame(calls.list().filter(parseSearch(text)).map(({ key }) => key), expected, text)
})

t.test('a request is found by its id', async t => {
  const calls = createCalls()
  calls.addNewer([cardOf('req_0a1b', { retryCount: 0 }), cardOf('req_ffff', { retryOf: 'req_0a1b', retryCount: 1 }), cardOf('req_1')])
  t.strictSame(calls.list().filter(parseSearch('req_ff')).map(({ key }) => key), ['req_0a1b'])
})

t.test('every example is a filter that narrows the result', async t => {
  for (const example of Object.values(filterExamples)) {
    t.ok(found(example).length < all.length, example)
    t.strictSame(found(`nowhere ${example}`), [], example)
  }
})

t.test('ten thousand calls are searched in less than half a second', async t => {
  const calls = createCalls()
  calls.addNewer(Array.from({ length: 10_000 }, (_, number) => cardOf(`req_${number}`, { prompt: `${'An otter and a fox. '.repeat(20)}${number}` })))
  const started = performance.now()
  t.equal(calls.list().filter(parseSearch('fox. 99 model:dall-e-3 status:2xx is:ok')).length, 280)
  t.ok(performance.now() - started < 500, 'much less on any machine')
})
