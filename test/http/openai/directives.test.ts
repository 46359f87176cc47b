/** Directives in headers and prompts. */
import { once } from 'node:events'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import t from 'tap'
import sharp from 'sharp'
import { buildMock, startMock } from '../../build-mock.js'

const prompt = 'A cute baby sea otter'

t.test('every named error has its status, by header and by prompt', async t => {
  const { send } = buildMock(t)
  for (const [name, status] of Object.entries({
    invalid_api_key: 401,
    missing_api_key: 401,
    organization_unverified: 403,
    content_policy_violation: 400,
    billing_hard_limit_reached: 400,
    rate_limit_exceeded: 429,
    insufficient_quota: 429,
    server_error: 500,
    server_is_overloaded: 503,
    image_generation_failed: 500,
    null_message: 400
  })) {
    const byHeader = await send({ prompt }, { 'x-mock': `error=${name}` })
    const byPrompt = await send({ prompt: `[mock error=${name}] ${prompt}` })
    t.equal(byHeader.statusCode, status, name)
    t.equal(byPrompt.statusCode, status, name)
    t.strictSame(Object.keys(byHeader.json().error), ['message', 'type', 'param', 'code'])
  }
  t.equal((await send({ prompt }, { 'x-mock': 'error=null_message' })).json().error.message, null)
  const refusedOf = async (model: string) => (await send({ model, prompt }, { 'x-mock': 'error=content_policy_violation' })).json().error.message
  t.match(await refusedOf('dall-e-2'), /safety system\. Your prompt may contain text that is not allowed by our safety system\.$/)
  t.match(await refusedOf('dall-e-3'), /Image descriptions generated from your prompt may contain text/)
  t.match((await send({ prompt }, { 'x-mock': 'error=server_is_overloaded retryAfter=1500ms' })).headers, { 'retry-after': '2', 'retry-after-ms': '1500' })
})

t.test('an error message contains the values of the request', async t => {
  const { send } = buildMock(t)
  const generate = (error: string) => send({ prompt, model: 'our-gateway/dall-e' }, { authorization: 'Bearer sk-1234567890abcdef', 'x-mock': `error=${error}` })
  t.match((await generate('invalid_api_key')).json().error.message, 'Incorrect API key provided: sk-12345*******cdef. ')
  t.match((await generate('organization_unverified')).json().error.message, 'to use the model `our-gateway/dall-e`. ')
  const failed = await generate('server_error')
  t.match(failed.json().error.message, `(Please include the request ID ${failed.headers['x-request-id']} in your email.)`)
})

t.test('the directive header can have several lines in UTF-8', async t => {
  const { baseURL } = await startMock(t)
  const lines = ['revised_prompt="Ein süßer Otter 🦦"', 'times=1'].map(line => Buffer.from(line).toString('latin1'))
  const generate = async () => {
    const sent = request(`${baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': lines } })
    // A Buffer: Node would send a string together with the headers, and encode both as UTF-8 again.
    sent.end(Buffer.from(JSON.stringify({ prompt })))
    const [response] = await once(sent, 'response')
    return await json(response) as { data: object[] }
  }
  t.match((await generate()).data, [{ revised_prompt: 'Ein süßer Otter 🦦' }])
  t.strictSame(Object.keys((await generate()).data[0]!), ['url'], 'its only use is spent')
})

t.test('times=2 fails twice, counted for each API key and prompt', async t => {
  const { send } = buildMock(t)
  const generate = async (text: string, key: string) => (await send({ prompt: `${text} [mock error=server_error times=2]` }, { authorization: `Bearer ${key}` })).statusCode
  t.strictSame([await generate('a', 'k1'), await generate('a', 'k1'), await generate('a', 'k1'), await generate('a', 'k1')], [500, 500, 200, 200])
  t.equal(await generate('a', 'k2'), 500)
  t.equal(await generate('b', 'k1'), 500)
})

t.test('a directive is removed from the caption and the revised prompt, and does not count towards the prompt length', async t => {
  const { send } = buildMock(t)
  const { data: [{ revised_prompt: revised }] } = (await send({ prompt: `${prompt} [mock delay=1ms]`, model: 'dall-e-3' })).json()
  t.match(revised, new RegExp(`${prompt}$`))
  t.equal((await send({ prompt: `${'x'.repeat(1000)} [mock delay=1ms]` })).statusCode, 200)
  t.match((await send({ prompt: `${'x'.repeat(1001)} [mock delay=1ms]` })).json().error.message, /got a string with length 1001/)
  const inline = async (text: string) => (await send({ prompt: text, size: '256x256', response_format: 'b64_json' })).json().data[0].b64_json
  t.equal(await inline(`${prompt} [mock delay=1ms]`), await inline(prompt))
  const { xmpAsString: xmp } = await sharp(Buffer.from(await inline(`[mock delay=1ms] ${prompt}`), 'base64')).metadata()
  t.match(xmp, `<rdf:li xml:lang="x-default">${prompt}</rdf:li>`)
  t.equal((await send({ prompt: '[mock delay=1ms]' })).statusCode, 200, 'a prompt that consists only of a directive is blank, not empty')
})

t.test('a response that the request does not allow is refused for a directive, and skipped for a rule', async t => {
  const mock = await startMock(t)
  const send = async (format: string, directive?: string) => {
    const response = await fetch(`${mock.baseURL}/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(directive && { 'x-mock': directive }) },
      body: JSON.stringify({ prompt, size: '256x256', response_format: format })
    })
    return { status: response.status, ...await response.json() as { error: { message: string }, data: Array<{ url: string, b64_json: string }> } }
  }
  t.match(await send('url', 'fault=bad_base64'), { status: 400, error: { message: 'Expected b64_json (required by fault bad_base64) for response_format, got "url".' } })
  t.match(await send('b64_json', 'asset=expired'), { status: 400, error: { message: 'Expected url (required by asset expired) for response_format, got "b64_json".' } })

  mock.scenarios.add({ respond: { asset: 'missing' }, times: 1 })
  mock.scenarios.add({ respond: { fault: 'bad_base64' }, times: 1 })
  t.equal((await fetch((await send('url')).data[0]!.url)).status, 404)
  t.equal((await send('b64_json')).data[0]!.b64_json.length % 4, 1)
  t.match(mock.scenarios.list(), [{ left: 0 }, { left: 0 }])
})

t.test('an invalid directive is a 400 that lists what is allowed', async t => {
  const { send } = buildMock(t)
  for (const directive of ['error=nope', 'times=2 eror=x', 'error=server_error bytes=3MB', 'image=x.png', 'error', '', 'times=0 fault=drip', `error=${'x'.repeat(9000)}`]) {
    const response = await send({ prompt }, { 'x-mock': directive })
    t.equal(response.statusCode, 400, directive.slice(0, 40))
    t.match(response.json().error, { message: /^(Expected .* for .*, got .*|Unknown word .* Expected some of .*|Cannot use .*: .*)\.$/, code: 'invalid_mock_directive' })
  }
})

t.test('directives: off turns directives off', async t => {
  const { send } = buildMock(t, { directives: 'off' })
  const response = await send({ prompt: `${prompt} [mock error=server_error]`, model: 'dall-e-3' }, { 'x-mock': 'error=server_error' })
  t.equal(response.statusCode, 200)
  t.match(response.json().data[0].revised_prompt, /\[mock error=server_error\]$/)
})

t.test('the order of precedence is header, prompt, posted rule', async t => {
  const mock = await startMock(t)
  mock.scenarios.add({ respond: { error: 'server_is_overloaded' } })
  const generate = async (text: string, header?: string) => (await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...(header && { 'x-mock': header }) }, body: JSON.stringify({ prompt: text })
  })).status
  t.equal(await generate(prompt), 503)
  t.equal(await generate(`${prompt} [mock error=server_error]`), 500)
  t.equal(await generate(`${prompt} [mock error=server_error]`, 'error=rate_limit_exceeded'), 429)
  t.match(mock.requests().map(({ decidedBy }) => decidedBy.kind), ['header', 'prompt', 'rule'])
})
