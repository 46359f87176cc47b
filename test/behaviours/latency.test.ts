import t from 'tap'
import { models, parameterSchemas } from '../../src/contract/models.js'
import { dallE } from '../../src/contract/families/dall-e.js'
import { delayMs, parseDelay } from '../../src/behaviours/latency.js'
import { latencies } from '../../src/behaviours/latency-table.js'
import { imageRequest } from '../image-request.js'

const latencyKey = (parameters: { model: string, size: string, quality?: string | undefined }) =>
  ({ model: { family: { name: /gpt|chatgpt/.test(parameters.model) ? 'gpt-image' : 'dall-e' } }, effective: parameters })

t.test('a delay is a duration of at most an hour, a range, or realistic', async t => {
  t.strictSame(['2s', 250, '60m', '1s-3s', 'realistic'].map(parseDelay), [{ minMs: 2000, maxMs: 2000 }, { minMs: 250, maxMs: 250 }, { minMs: 3_600_000, maxMs: 3_600_000 }, { minMs: 1000, maxMs: 3000 }, 'realistic'])
})

t.test('any other value is not a delay', async t => {
  for (const text of ['', '2', '2h', '-2s', '61m', '2s ', 'soon', '1s-', '-1s', '1s-2s-3s', '3s-1s', '1s-61m', -1, 3_600_001, NaN, Infinity]) t.equal(parseDelay(text), undefined, String(text))
})

t.test('a delay is drawn from its range', async t => {
  const request = imageRequest({ size: '256x256' })
  t.strictSame([0, 0.5, 0.9999].map(random => delayMs({ minMs: 1000, maxMs: 3000 }, request, () => random)), [1000, 2000, 3000])
  t.strictSame([0, 1].map(random => delayMs('realistic', request, () => random)), [6_739, 8_873])
  t.equal(delayMs('realistic', latencyKey({ model: 'dall-e-3', quality: 'standard', size: '1024x1024' }), () => 0), 10_974)
  t.equal(delayMs('realistic', latencyKey({ model: 'an-alias', quality: 'standard', size: '1792x1024' }), () => 1), 17_753)
  t.equal(delayMs('realistic', latencyKey({ model: 'an-alias', quality: 'hd', size: '256x256' }), () => 0), 6_739)
})

t.test('a model, quality or size without a row has the realistic delay of the most similar row', async t => {
  const least = (model: string, size: string, quality?: string) => delayMs('realistic', latencyKey({ model, size, quality }), () => 0)
  t.equal(least('our-gateway/dall-e', '1536x1024', 'high'), 14_516, 'nearest to 1792x1024, as standard')
  t.equal(least('our-gateway/dall-e', '1024x1536', 'low'), 11_625, 'nearest to 1024x1792')
  t.equal(least('our-gateway/dall-e', '3840x2160'), 14_516)
  t.equal(least('gpt-image-2', '3840x2160', 'low'), 12_000, 'the same quality of the model, whatever its size')
  t.equal(least('gpt-image-2-2026-04-21', '1024x1024', 'medium'), 49_887, 'a dated name has the rows of its alias')
  t.equal(least('chatgpt-image-latest', '1024x1024', 'medium'), 16_058, 'as gpt-image-1.5')
  t.equal(least('gpt-image-2.6-flare', '1024x1024', 'max'), 42_000, 'as gpt-image-2.5-flare')
  t.equal(least('our-gateway/gpt', '1024x1024', 'high'), 80_000, 'as gpt-image-2')
  t.equal(least('dall-e-3', '512x512', 'hd'), 16_000, 'a known model uses only its own rows')
  t.equal(least('dall-e-2', '1792x1024', 'hd'), 8_000)
  t.equal(least('', '1024x1024', ''), 10_974)
})

t.test('edits and variations have their own rows, otherwise those of generations', async t => {
  const range = (operation: 'edit' | 'variation', model: string, size: string, quality?: string) =>
    [0, 1].map(random => delayMs('realistic', { ...latencyKey({ model, size, quality }), operation }, () => random))
  t.strictSame(range('edit', 'dall-e-2', '256x256'), [8_061, 10_127])
  t.strictSame(range('variation', 'dall-e-2', '1024x1024'), [7_105, 9_378])
  t.strictSame(range('edit', 'gpt-image-1', '1536x1024', 'high'), [36_005, 60_879])
  t.strictSame(range('edit', 'gpt-image-1', '1024x1024', 'low'), [9_000, 16_000], 'no row of an edit with this quality')
  t.strictSame(range('edit', 'gpt-image-2', '1024x1024', 'low'), [12_000, 16_000])
})

t.test('a refused request has no realistic delay, but any other delay', async t => {
  const draws: number[] = []
  const random = () => draws.push(0) / 2
  t.equal(delayMs('realistic', undefined, random), 0)
  t.equal(draws.length, 0, 'no random number is drawn for it')
  t.equal(delayMs({ minMs: 1000, maxMs: 3000 }, undefined, random), 2000)
})

t.test('each quality of the GPT image models has a row with evidence', async t => {
  const qualities = { 'gpt-image-1': 3, 'gpt-image-1-mini': 3, 'gpt-image-1.5': 3, 'gpt-image-2': 3, 'gpt-image-2.5-flare': 5, 'gpt-image-2.5-sunburst': 5 }
  const rows = latencies.filter(({ model, operation }) => model.startsWith('gpt-') && operation === undefined)
  for (const [model, count] of Object.entries(qualities)) {
    const ofModel = rows.filter(row => row.model === model)
    t.strictSame(ofModel.map(({ quality }) => quality), ['low', 'medium', 'high', 'xhigh', 'max'].slice(0, count))
    for (const row of ofModel) t.match(row, { mark: /^(recorded|reported|assumed)$/, source: /\S/ })
    t.ok(ofModel.every(({ minMs, maxMs }) => minMs < maxMs))
  }
  t.equal(rows.length, Object.values(qualities).reduce((sum, count) => sum + count))
})

t.test('each quality and size of each model has one row with evidence', async t => {
  for (const [model, row] of models) {
    const schemas = parameterSchemas(row)
    if (row.family !== dallE) continue
    for (const size of schemas['size']!.enum!) {
      for (const quality of schemas['quality']?.enum ?? [undefined]) {
        const rows = latencies.filter(row => row.operation === undefined && row.model === model && row.size === size && row.quality === quality)
        t.match(rows, [{ mark: /^(recorded|assumed)$/, source: /\S/ }], `${model} ${size} ${quality}`)
        t.ok(rows.length === 1 && rows[0]!.minMs < rows[0]!.maxMs)
      }
    }
  }
})
