/** The metrics, read by a strict parser of Prometheus' text format. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { buildMock, startMock } from '../build-mock.js'

interface Family { type: string, samples: Map<string, number> }

/**
 * Parses the text format of Prometheus, version 0.0.4. Throws for a line that the format does not have, a sample outside its
 * family, a repeated sample, and a histogram that does not add up.
 */
function parseMetrics (text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line has no line feed')
  const families = new Map<string, Family>()
  let current: { name: string, family: Family } = { name: '', family: { type: '', samples: new Map() } }
  for (const line of text.split('\n').filter(line => line !== '')) {
    const [, keyword, described, rest] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line) ?? []
    if (keyword === 'HELP') {
      if (families.has(described!)) throw new Error(`${described} is repeated`)
      current = { name: described!, family: { type: '', samples: new Map() } }
      families.set(described!, current.family)
    } else if (keyword === 'TYPE') {
      if (described !== current.name || current.family.samples.size > 0) throw new Error(`Not after its help: ${line}`)
      if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest!)) throw new Error(`Unknown type: ${line}`)
      current.family.type = rest!
    } else {
      const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/.exec(line) ?? []
      if (!name) throw new Error(`Not a sample: ${line}`)
      const suffix = name.slice(current.name.length)
      const isInFamily = current.family.type !== '' && name.startsWith(current.name) && (current.family.type === 'histogram' ? /^_(bucket|sum|count)$/.test(suffix) : suffix === '')
      if (!isInFamily) throw new Error(`Outside its family: ${line}`)
      const key = `${suffix}{${labels.split(/,(?=\w+=)/).sort().join()}}`
      if (current.family.samples.has(key)) throw new Error(`Repeated: ${line}`)
      if (!Number.isFinite(Number(value)) || (current.family.type === 'counter' && Number(value) < 0)) throw new Error(`Not a value: ${line}`)
      current.family.samples.set(key, Number(value))
    }
  }
  for (const [name, { type, samples }] of families) if (type === 'histogram') checkHistogram(name, samples)
  return families
}

function checkHistogram (name: string, samples: Map<string, number>): void {
  for (const [key, count] of samples) {
    const [, labels] = /^_count\{(.*)\}$/.exec(key) ?? []
    if (labels === undefined) continue
    const buckets = [...samples].filter(([key]) => key.startsWith('_bucket') && key.includes(labels))
      .map(([key, value]) => ({ limit: Number(/le="(.+?)"/.exec(key)![1]!.replace('+Inf', 'Infinity')), value }))
      .sort((one, other) => one.limit - other.limit)
    if (buckets.at(-1)?.limit !== Infinity || buckets.at(-1)?.value !== count) throw new Error(`${name} has a count that is not its last bucket`)
    if (buckets.some(({ value }, index) => index > 0 && value < buckets[index - 1]!.value)) throw new Error(`${name} has a bucket that decreases`)
    if (!samples.has(`_sum{${labels}}`)) throw new Error(`${name} has no sum`)
  }
}

/** Reads the metrics; `value` returns the sum of the samples of a metric that have all of these labels. */
function readMetrics (text: string) {
  const families = parseMetrics(text)
  return {
    families,
    value: (name: string, labels: Record<string, string> = {}, suffix = '') => [...families.get(`openai_images_mock_${name}`)!.samples]
      .filter(([key]) => key.startsWith(`${suffix}{`) && Object.entries(labels).every(([label, value]) => key.includes(`${label}="${value}"`)))
      .reduce((sum, [, value]) => sum + value, 0)
  }
}

t.test('counts requests, images, bytes, pictures and faults by labels, and a reset does not change the counts', async t => {
  const { app, send } = buildMock(t, { journalEntries: 2 })
  const metrics = async () => {
    const { statusCode, headers, body } = await app.inject('/_mock/metrics')
    t.strictSame([statusCode, headers['content-type']], [200, 'text/plain; version=0.0.4; charset=utf-8'])
    return readMetrics(body)
  }
  const empty = await metrics()
  t.equal(empty.value('requests_total'), 0)
  t.equal(empty.value('info'), 1)
  t.ok(Math.abs(Date.now() / 1000 - empty.value('start_time_seconds')) < 60)

  const small = { model: 'gpt-image-1', prompt: 'An otter', size: '1024x1024', quality: 'low' }
  const { data } = (await send({ ...small, n: 2 })).json()
  await send(small)
  await send({ ...small, n: 11 })
  await send({ model: 'some-alias', prompt: 'An otter', size: '256x256', response_format: 'b64_json' })
  await send({ ...small, prompt: 'An otter [mock fault=malformed]' })
  const url = (await send({ model: 'dall-e-2', prompt: 'An otter [mock asset=missing]', size: '256x256' })).json().data[0].url
  await app.inject(url.replace(/^https?:\/\/[^/]+/, ''))
  await app.inject({ url: '/v1/images/generations', method: 'POST', payload: '{' })
  await app.inject('/private/org-x/nothing.png')
  await app.inject({ url: '/v1/models' })
  await app.inject({ url: '/_mock/scenarios', method: 'POST', payload: { match: { prompt: 'Tea' }, respond: { error: { status: 418, message: 'A teapot', type: 'tea' } } } })
  await send({ ...small, prompt: 'Tea' })

  const { families, value } = await metrics()
  t.equal(value('requests_total', { operation: 'generation', model: 'gpt-image-1', status: '200', outcome: 'complete', fault: 'none' }), 2)
  t.equal(value('requests_total', { model: 'gpt-image-1', status: '400' }), 1, 'a refused request has its model')
  t.equal(value('requests_total', { model: 'gpt-image-1', status: '4xx' }), 1, 'other statuses are counted by class')
  t.equal(value('requests_total', { model: 'other', status: '200' }), 1, 'the name of an alias is no label')
  t.equal(value('requests_total', { model: 'none', status: '400', operation: 'generation' }), 1)
  t.equal(value('requests_total', { fault: 'malformed' }), 1)
  t.equal(value('requests_total', { operation: 'download', status: '404', fault: 'missing' }), 1)
  t.equal(value('requests_total', { operation: 'other' }), 1)
  t.equal(value('requests_total'), 11)
  t.equal(value('request_duration_seconds', {}, '_count'), 11, 'control calls are not counted')
  const bytes = data.reduce((sum: number, { b64_json: base64 }: { b64_json: string }) => sum + Buffer.from(base64, 'base64').length, 0)
  t.ok(value('image_bytes_total', { operation: 'generation' }) > bytes)
  t.equal(value('images_total', { model: 'gpt-image-1' }), 3)
  t.ok(value('request_bytes_total', { operation: 'generation' }) > 400)
  t.equal(value('journal_entries'), 2)
  t.ok(value('journal_bytes') > 1024)
  t.ok(value('picture_cache_hits_total') >= 1)
  t.equal(value('pictures_drawn_total'), 4)

  await app.inject({ url: '/_mock/reset', method: 'POST' })
  const later = await metrics()
  t.equal(later.value('journal_entries'), 0)
  for (const [name, { type, samples }] of families) if (type === 'counter') t.strictSame(later.families.get(name)!.samples, samples, name)
})

t.test('counts downloads, broken connections and open streams', async t => {
  const mock = await startMock(t)
  const metrics = async () => readMetrics(await (await fetch(`${mock.url}/_mock/metrics`)).text())
  const generate = (body: object, signal?: AbortSignal) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'gpt-image-1', size: '1024x1024', quality: 'low', ...body }), ...(signal && { signal })
  })
  const { data: [{ url }] } = await (await generate({ model: 'dall-e-2', prompt: 'An otter', size: '256x256', quality: undefined })).json() as { data: [{ url: string }] }
  const file = await (await fetch(url)).arrayBuffer()
  await t.rejects(generate({ prompt: 'An otter [mock fault=reset]' }))
  const leave = new AbortController()
  const stream = await generate({ prompt: 'An otter [mock partial-delay=60s]', stream: true, partial_images: 1 }, leave.signal)
  await stream.body!.getReader().read()
  const { value } = await metrics()
  t.equal(value('open_streams'), 1)
  t.equal(value('images_total', { operation: 'download' }), 1)
  t.equal(value('image_bytes_total', { operation: 'download' }), file.byteLength)
  t.equal(value('requests_total', { outcome: 'reset', fault: 'reset', status: 'none' }), 1)

  leave.abort()
  await mock.waitFor({}, { count: 3 })
  const ended = await metrics()
  t.equal(ended.value('open_streams'), 0)
  t.equal(ended.value('requests_total', { outcome: 'aborted', model: 'gpt-image-1' }), 1)
  t.equal(ended.value('images_total', { operation: 'generation', model: 'gpt-image-1' }), 1, 'the partial image')
})

t.test('the metrics have the access rules of the control API', async t => {
  const { app } = buildMock(t, { controlKey: 'correct-horse' })
  t.equal((await app.inject('/_mock/metrics')).statusCode, 401)
  t.equal((await app.inject({ url: '/_mock/metrics', headers: { 'x-mock-key': 'correct-horse' } })).statusCode, 200)
  t.equal((await buildMock(t).app.inject({ url: '/_mock/metrics', headers: { origin: 'https://example.com' } })).statusCode, 403)
  t.equal((await buildMock(t, { controlApi: false }).app.inject('/_mock/metrics')).statusCode, 404)
})

t.test('docs/http-api.md lists the metrics', async t => {
  const { body } = await buildMock(t).app.inject('/_mock/metrics')
  const page = await readFile(join(packageFolder, 'docs/http-api.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(openai_images_mock_\w+)` \|/gm)].map(([, name]) => name)
  t.strictSame(rows, [...parseMetrics(body).keys()])
})

t.test('the parser of these tests refuses what the format does not have', async t => {
  const family = '# HELP a b\n# TYPE a counter\n'
  for (const text of [`${family}a 1`, `${family}a -1\n`, `${family}b 1\n`, `${family}a{x=1} 1\n`, `${family}a 1\na 1\n`, 'a 1\n', '# TYPE a counter\n',
    '# HELP a b\n# TYPE a histogram\na_bucket{le="+Inf"} 2\na_sum 1\na_count 1\n']) t.throws(() => parseMetrics(text), text)
})
