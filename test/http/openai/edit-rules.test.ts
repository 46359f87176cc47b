/** Rules, filters and behaviours on edits and variations: what all operations have in common. */
import { hash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { buildMock, startMock } from '../../build-mock.js'
import { formOf, halfMask, imageOf, postForm, type Part } from '../uploads.js'

const prompt = 'An otter with a hat'
const [red, blue, mask] = await Promise.all([imageOf(), imageOf({ color: '#2020d0' }), halfMask()])
const edit = { model: 'gpt-image-2', prompt, size: '1024x640', quality: 'low', image: red }
const variation = { image: red, size: '256x256', response_format: 'b64_json' }
const part = (name: string, value: Buffer): Part => ({ name, value, filename: `${name}.png` })

const filesOf = (body: { data: Array<{ b64_json: string }> }) => body.data.map(({ b64_json: base64 }) => Buffer.from(base64, 'base64'))
const colorOf = async (file: Buffer) => [...(await sharp(file).removeAlpha().raw().toBuffer()).subarray(0, 3)]

function ruled (t: Test, ...rules: object[]) {
  const { app } = buildMock(t)
  const add = async (rule: object) => {
    const response = await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: rule })
    t.equal(response.statusCode, 201, response.body)
  }
  return { app, ready: Promise.all(rules.map(add)) }
}

t.test('edits and variations return the image of a rule, regardless of their uploads', async t => {
  const scenarios = t.testdir({ 'rules.yaml': 'rules: [{ match: { prompt: "*hat*" }, respond: { image: green.png } }, { match: { operation: variation }, respond: { image: green.png } }]' })
  await writeFile(join(scenarios, 'green.png'), await imageOf({ color: '#20d020' }))
  const { app } = buildMock(t, { scenarios })
  for (const [path, fields, width, height] of [['edits', { ...edit, n: '2' }, 1024, 640], ['variations', { ...variation, n: '2' }, 256, 256]] as const) {
    const response = await postForm(app, path, fields)
    t.equal(response.statusCode, 200, response.body.slice(0, 300))
    for (const file of filesOf(response.json())) {
      t.strictSame(await colorOf(file), [0x20, 0xd0, 0x20])
      t.match(await sharp(file).metadata(), { width, height })
    }
  }
})

t.test('bytes, revised_prompt and usage of a rule apply', async t => {
  const { app, ready } = ruled(t,
    { match: { operation: 'edit' }, respond: { bytes: '1MB', usage: { output_tokens: 4160 } } },
    { match: { operation: 'variation' }, respond: { bytes: '1MB', revised_prompt: 'An otter at dawn' } })
  await ready
  const edited = (await postForm(app, 'edits', edit)).json()
  t.equal(edited.usage.output_tokens, 4160)
  t.ok(edited.usage.total_tokens > 4160)
  t.ok(filesOf(edited)[0]!.length >= 1e6)
  const varied = (await postForm(app, 'variations', variation)).json()
  t.equal(varied.data[0].revised_prompt, 'An otter at dawn')
  t.ok(filesOf(varied)[0]!.length >= 1e6)
  const directed = (await postForm(app, 'edits', { ...edit, prompt: `${prompt} [mock bytes=2MB]` })).json()
  t.ok(filesOf(directed)[0]!.length >= 2e6)
})

t.test('posted rules match by number of images, mask and upload', async t => {
  const error = (code: string) => ({ error: { status: 418, message: 'No.', type: 'test', code } })
  const { app, ready } = ruled(t,
    { match: { images: 2 }, respond: error('two') },
    { match: { mask: true }, respond: error('mask') },
    { match: { upload: hash('sha256', blue) }, respond: error('blue') },
    { match: { upload: hash('sha256', 'file-1') }, respond: error('file') })
  await ready
  const { image: _, ...rest } = edit
  const code = async (...files: Part[]) => {
    const response = await postForm(app, 'edits', [...Object.entries(rest).map(([name, value]) => ({ name, value })), ...files])
    return response.statusCode === 200 ? undefined : response.json().error.code
  }
  t.equal(await code(part('image', red)), undefined)
  t.equal(await code(part('image[]', red), part('image[]', blue)), 'blue', 'the newest rule comes first')
  t.equal(await code(part('image[]', red), part('image[]', red)), 'two')
  t.equal(await code(part('image[]', red), part('mask', mask)), 'mask')
  t.equal(await code(part('image', blue)), 'blue')
  const payload = { ...rest, images: [{ file_id: 'file-1' }] }
  t.equal((await app.inject({ method: 'POST', url: '/v1/images/edits', payload })).json().error.code, 'file')
  t.equal((await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt, size: '256x256' } })).statusCode, 200)
})

t.test('a rule without an operation applies to all operations, and its times counts all of them', async t => {
  const { app, ready } = ruled(t, { respond: { error: 'server_error' }, times: 3 })
  await ready
  const statuses = []
  for (let count = 0; count < 2; count++) {
    statuses.push((await postForm(app, 'edits', edit)).statusCode, (await postForm(app, 'variations', variation)).statusCode)
  }
  t.strictSame(statuses, [500, 500, 500, 200])
})

t.test('delays, the error rate and the limit of images apply to edits and variations', async t => {
  const { app } = buildMock(t, { imagesPerMinute: 1 })
  t.equal((await postForm(app, 'edits', edit)).statusCode, 200)
  t.match((await postForm(app, 'edits', edit)).json().error, { code: 'rate_limit_exceeded', type: 'input-images' })
  t.match((await postForm(app, 'variations', variation)).json().error, { code: 'rate_limit_exceeded', type: 'requests' })
  const failing = buildMock(t, { errorRate: 1, latency: '20ms' })
  for (const [path, fields] of [['edits', edit], ['variations', variation]] as const) {
    t.equal((await postForm(failing.app, path, fields)).statusCode, 500)
    const [entry] = (await failing.app.inject('/_mock/requests?limit=1')).json()
    t.match(entry.decidedBy, { kind: 'behaviour', name: 'errorRate' })
    t.ok(entry.durationMs >= 19)
  }
})

t.test('waitFor and verify in code match the images of a request', async t => {
  const mock = await startMock(t)
  const arrived = mock.waitFor({ operation: 'edit', mask: true, upload: hash('sha256', mask) })
  const form = formOf([...Object.entries({ ...edit, image: '' }).filter(([name]) => name !== 'image').map(([name, value]) => ({ name, value: value as string })), part('image', red), part('mask', mask)])
  await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', headers: form.headers, body: new Uint8Array(form.payload) })
  t.match(await arrived, [{ operation: 'edit', inputs: [{ role: 'image', sha256: hash('sha256', red) }, { role: 'mask', width: 64 }] }])
  mock.verify({ match: { operation: 'edit', images: 1, mask: true, upload: hash('sha256', red) }, count: 1 })
  t.throws(() => mock.verify({ match: { operation: 'variation', images: 2, upload: 'ffffffff' } }), {
    message: new RegExp([
      'operation {2}"edit" +← expected "variation"', 'images {5}1 +← expected 2', `upload {5}"${hash('sha256', red).slice(0, 20)}.*← expected "ffffffff"`
    ].join('\\n +'))
  })
})

t.test('ignored fields and an unknown model are logged as warnings', async t => {
  const lines: string[] = []
  const { app } = buildMock(t, { unknownParameters: 'ignore' }, { logger: pino({ level: 'warn' }, { write: line => lines.push(JSON.parse(line).msg) }) })
  t.equal((await postForm(app, 'edits', { ...edit, model: 'our-gateway/gpt', seed: '7' })).statusCode, 200)
  t.equal((await postForm(app, 'variations', { ...variation, seed: '7', steps: '8' })).statusCode, 200)
  t.strictSame(lines.filter(line => !line.includes('retired')), [
    'No API key was sent. OpenAI responds with 401; set apiKeys to any to do the same.',
    'Unknown model "our-gateway/gpt" was accepted. OpenAI responds with 400; set unknownModels to reject to do the same.',
    'Parameter "seed" was ignored. OpenAI responds with 400; set unknownParameters to reject to do the same.',
    'Parameter "steps" was ignored. OpenAI responds with 400; set unknownParameters to reject to do the same.'
  ])
})
