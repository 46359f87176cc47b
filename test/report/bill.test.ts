/** The bill: prices, what is charged, and what is wasted. */
import t from 'tap'
import { models } from '../../src/contract/models.js'
import { costOf, priceOf, prices } from '../../src/contract/usage/prices.js'
import { usageOf } from '../../src/contract/usage/usage.js'
import { mockWithClient } from './client.js'

t.test('every model has a price, for every size and quality', async t => {
  for (const [name, { parameters, imageTokens }] of models) {
    const price = priceOf(name)
    t.ok(price, name)
    t.ok(price!.source)
    t.match(price!.date, /^\d{4}-\d{2}$/)
    t.equal('perImage' in price!, imageTokens === undefined, `${name} is charged by ${imageTokens ? 'the token' : 'the image'}`)
    if (imageTokens) continue
    for (const size of (parameters['size'] as { enum: string[] }).enum) {
      for (const quality of name === 'dall-e-3' ? ['standard', 'hd'] : [undefined]) t.ok(costOf(price!, { size, quality, n: 1, usage: undefined }), `${name} ${quality} ${size}`)
    }
  }
  t.equal(prices.has('gpt-image-2-2026-04-21'), false)
  t.equal(priceOf('otter-1'), undefined)
})

t.test('the cost of an image is the one that OpenAI lists', async t => {
  for (const [name, quality, dollars] of [['gpt-image-1', 'low', 0.011], ['gpt-image-1', 'medium', 0.042], ['gpt-image-1', 'high', 0.167], ['gpt-image-1.5', 'high', 0.133]] as const) {
    const { imageTokens } = models.get(name)!
    const tokens = imageTokens as { perSize: Record<string, Record<string, number>> }
    const usage = usageOf({ imageTokens: { perSize: tokens.perSize }, quality, size: '1024x1024', n: 1, promptTokens: 0 })
    t.ok(Math.abs(costOf(priceOf(name)!, { size: '1024x1024', quality, n: 1, usage })! - dollars) < 0.0015, `${name} ${quality}`)
  }
  t.equal(costOf(priceOf('dall-e-3')!, { size: '1024x1792', quality: 'hd', n: 1, usage: undefined }), 0.12)
})

t.test('lists what the run would have cost, by day, model and key', async t => {
  const { mock, receive, pass } = await mockWithClient(t)
  const gptImage = { model: 'gpt-image-1', size: '1024x1024', quality: 'low', response_format: undefined }
  await receive({ n: 2 })
  await receive({ prompt: 'A boat' })
  await receive({}, { key: 'sk-suite-2' })
  await receive(gptImage)
  await receive({ size: '1x1' })
  await receive({ prompt: '[mock error=server_error]' })
  pass(24 * 3600 * 1000)
  await receive({ model: 'otter-1', size: '1024x1024' })
  const { bill } = await mock.report()
  t.match(bill, {
    note: 'The mock itself costs nothing: this is what OpenAI would have charged.',
    currency: 'USD',
    wasted: 0,
    lines: [
      { model: 'dall-e-2', key: '…te-1', requests: 2, images: 3, inputTokens: 0, outputTokens: 0, cost: 0.048, wasted: 0 },
      { model: 'dall-e-2', key: '…te-2', requests: 1, images: 1, cost: 0.016 },
      { model: 'gpt-image-1', key: '…te-1', requests: 1, images: 1, outputTokens: 272 },
      { model: 'otter-1', images: 1, cost: undefined, wasted: 0 }
    ],
    prices: [{ model: 'dall-e-2', price: /^\$0\.016 for 256x256/ }, { model: 'gpt-image-1', price: /^\$5 per million tokens of text input/ }]
  })
  t.equal(bill.prices.length, 2)
  const [, , gpt, other] = bill.lines
  t.equal(gpt!.cost, Math.round(gpt!.inputTokens * 5 + 272 * 40) / 1e6)
  t.ok(other!.day > gpt!.day)
  t.equal(bill.total, Math.round((0.048 + 0.016 + gpt!.cost!) * 1e6) / 1e6)
})

t.test('the cost of a response that the client did not receive, or requested again, is wasted', async t => {
  const { mock, receive, abandon, pass } = await mockWithClient(t)
  await receive()
  await abandon({ prompt: '[mock delay=20s]' })
  for (const fault of ['lost', 'gateway_timeout', 'truncate', 'malformed', 'bad_base64', 'empty_data']) await receive({ prompt: `[mock fault=${fault}]` })
  await receive({ prompt: 'A boat' }, { attempt: 0 })
  pass(1000)
  await receive({ prompt: 'A boat' }, { attempt: 1 })
  for (const fault of ['reset', 'empty']) await receive({ prompt: `[mock fault=${fault}]` })
  await mock.waitFor({}, { count: 12 })
  t.match((await mock.report()).bill, { total: 0.16, wasted: 0.128, lines: [{ requests: 10, images: 10 }] })
})

t.test('the bill of a key has only its requests', async t => {
  const { mock, receive } = await mockWithClient(t)
  await receive()
  await receive({}, { key: 'sk-suite-2' })
  t.match((await mock.report({ key: 'sk-suite-2' })).bill, { total: 0.016, lines: [{ key: '…te-2' }] })
})

t.test('a request that OpenAI would refuse costs nothing, although the mock answers it', async t => {
  const { receive, mock } = await mockWithClient(t, { validation: 'warn' })
  const body = { model: 'gpt-image-2', size: '1024x640', quality: 'low', response_format: undefined }
  await receive({ ...body, n: 99 })
  t.match((await mock.report()).bill, { total: 0, lines: [] })
  await receive(body)
  t.ok((await mock.report()).bill.total > 0)
})
