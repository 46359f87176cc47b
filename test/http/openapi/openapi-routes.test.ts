/** The OpenAPI documents and the documentation page. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { lintFromString, loadConfig } from '@redocly/openapi-core'
import { packageFolder } from '../../../src/config/package.js'
import { gptImage } from '../../../src/contract/families/gpt-image.js'
import { models } from '../../../src/contract/models.js'
import { buildMock } from '../../build-mock.js'

const contract = JSON.parse(await readFile(join(packageFolder, 'fixtures/contract/create-image-request.json'), 'utf8'))

const refTo = (...ids: string[]) => {
  const refs = ids.map(id => ({ $ref: `#/components/schemas/${id}` }))
  return refs.length === 1 ? refs[0] : { anyOf: refs }
}

t.test('the documented request body is that of the families that are served', async t => {
  for (const [settings, ...ids] of [
    [{}, 'CreateImageRequest', 'CreateGptImageRequest'],
    [{ models: 'dall-e-*' }, 'CreateImageRequest'],
    [{ models: 'gpt-image-2' }, 'CreateGptImageRequest'],
    [{ models: 'gpt-image-1-mini' }, 'CreateGptImageRequest'],
    [{ models: 'dall-e-2' }, 'CreateImageRequest'],
    [{ models: 'our-alias' }, 'CreateGptImageRequest'],
    [{ asOf: '2026-05-12' }, 'CreateGptImageRequest'],
    [{ asOf: '2025-01-01' }, 'CreateImageRequest']
  ] as const) {
    const { app } = buildMock(t, settings)
    const document = (await app.inject('/openapi.json')).json()
    t.equal(document.openapi, '3.0.3')
    const operations = ids.includes('CreateImageRequest' as never) ? ['generations', 'edits', 'variations'] : ['generations', 'edits']
    t.strictSame(Object.keys(document.paths), [...operations.map(name => `/images/${name}`), '/models', '/models/{model}'])
    const { post } = document.paths['/images/generations']
    const { 'application/json': { schema, examples } } = post.requestBody.content
    t.strictSame(schema, refTo(...ids), JSON.stringify(settings))
    t.strictSame(Object.keys(examples), ids.toReversed().map(id => id === 'CreateImageRequest' ? 'dall-e' : 'gpt-image'), JSON.stringify(settings))
    for (const { value } of Object.values<{ value: object }>(examples)) {
      // An alias has no example of its own.
      const payload = 'models' in settings && settings.models === 'our-alias' ? { ...value, model: 'our-alias' } : value
      t.equal((await app.inject({ method: 'POST', url: '/v1/images/generations', payload })).statusCode, 200, JSON.stringify(payload))
    }
    t.strictSame(Object.keys(document.components.schemas).filter(id => /^Create(?:Gpt)?ImageRequest$/.test(id)), ids)
  }
})

t.test('the documented request of DALL·E equals the contract', async t => {
  for (const settings of [{}, { models: 'dall-e-*' }]) {
    const { app } = buildMock(t, settings)
    const { CreateImageRequest } = (await app.inject('/openapi.json')).json().components.schemas
    t.strictSame(CreateImageRequest, contract)
    t.strictSame(Object.keys(CreateImageRequest.properties), Object.keys(contract.properties))
  }
})

t.test('the documented request of the GPT image models is that of their family', async t => {
  const { app } = buildMock(t)
  const { CreateGptImageRequest } = (await app.inject('/openapi.json')).json().components.schemas
  const { $id, ...request } = JSON.parse(JSON.stringify(gptImage.request))
  t.strictSame(CreateGptImageRequest, request)
  t.strictSame(CreateGptImageRequest.properties.model.anyOf[1].enum.slice().sort(),
    [...models].filter(([, { family }]) => family === gptImage).map(([name]) => name).sort(), 'every model is listed')
})

t.test('the documented edits and variations equal the contracts, except for the type null', async t => {
  const { app } = buildMock(t)
  const { paths, components: { schemas } } = (await app.inject('/openapi.json')).json()
  const read = async (name: string) => JSON.parse(await readFile(join(packageFolder, `fixtures/contract/${name}.json`), 'utf8'))
  const { components: { schemas: parts }, ...edit } = await read('create-image-edit-request-2026')
  const expected = {
    CreateImageEditRequest: edit,
    CreateImageVariationRequest: await read('create-image-variation-request'),
    ...Object.fromEntries(['EditImageBodyJsonParam', 'ImageRefParam', 'InputFidelity', 'PartialImages'].map(name => [name, parts[name]]))
  }
  for (const [name, schema] of Object.entries(expected)) {
    t.strictSame(comparable(schemas[name]), comparable(schema), name)
    if (schema.properties) t.strictSame(Object.keys(schemas[name].properties), Object.keys(schema.properties), name)
  }
  const { 'application/json': { examples, ...json }, ...others } = paths['/images/edits'].post.requestBody.content
  t.strictSame(others, { 'multipart/form-data': { schema: refTo('CreateImageEditRequest') } })
  t.strictSame(json, { schema: refTo('EditImageBodyJsonParam') })
  t.strictSame(Object.keys(examples), ['gpt-image'])
  t.strictSame(paths['/images/variations'].post.requestBody.content, { 'multipart/form-data': { schema: refTo('CreateImageVariationRequest') } })
})

/** A schema with the two ways of writing that null is allowed made equal. */
function comparable (value: any): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const { anyOf, allOf, nullable, ...others } = value
  const alternatives = (anyOf ?? allOf ?? []).filter(({ type }: { type?: string }) => type !== 'null')
  const isNullable = nullable === true || alternatives.length < (anyOf ?? []).length
  const [only] = alternatives
  const merged = alternatives.length === 1 ? { ...only, ...others } : { ...others, ...(alternatives.length > 0 && { anyOf: alternatives }) }
  return Object.fromEntries(Object.entries({ ...merged, ...(isNullable && { nullable: true }) }).map(([name, member]) => [name, comparable(member)]))
}

t.test('the documented events of streams equal the contract, and only the families that stream have them', async t => {
  const { components: { schemas: events } } = JSON.parse(await readFile(join(packageFolder, 'fixtures/contract/image-stream-events-2026.json'), 'utf8'))
  for (const [settings, streams] of [[{}, true], [{ models: 'gpt-image-2' }, true], [{ models: 'dall-e-*' }, false]] as const) {
    const { app } = buildMock(t, settings)
    const { paths, components: { schemas } } = (await app.inject('/openapi.json')).json()
    for (const name of Object.keys(events)) t.strictSame(schemas[name], streams ? events[name] : undefined, name)
    for (const [path, id] of [['/images/generations', 'ImageGenStreamEvent'], ['/images/edits', 'ImageEditStreamEvent'], ['/images/variations', undefined]] as const) {
      const content = paths[path]?.post.responses['200'].content
      t.strictSame(content?.['text/event-stream'], streams && id ? { schema: refTo(id) } : undefined, path)
    }
  }
})

t.test('the events that are sent have the documented members', async t => {
  const { app, send } = buildMock(t)
  const { components: { schemas } } = (await app.inject('/openapi.json')).json()
  const { body } = await send({ model: 'gpt-image-2', prompt: 'An otter', size: '1024x640', quality: 'low', stream: true, partial_images: 1 })
  const [partial, completed] = [...body.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data!))
  for (const [event, name] of [[partial, 'ImageGenPartialImageEvent'], [completed, 'ImageGenCompletedEvent']]) {
    const { properties, required } = schemas[name]
    t.strictSame(required.filter((member: string) => event[member] === undefined), [], name)
    // Recorded, and not in the contract.
    t.strictSame(Object.keys(event).filter(member => !properties[member]), ['sequence_number'], name)
    for (const [member, { enum: values }] of Object.entries<any>(properties)) if (values) t.ok(values.includes(event[member]), `${name} ${member}`)
  }
})

for (const name of ['create-image-edit-request-2026', 'create-image-variation-request', 'image-stream-events-2026']) {
  const original = join(packageFolder, `../shared/contract/${name}.json`)
  t.test(`the copy of ${name} equals the original`, { skip: !existsSync(original) && 'the original is not available' }, async t => {
    t.strictSame(await readFile(join(packageFolder, `fixtures/contract/${name}.json`), 'utf8'), await readFile(original, 'utf8'))
  })
}

t.test('the documented responses are the images and one error format', async t => {
  for (const [settings, ...ids] of [
    [{}, 'ImagesResponse', 'GptImagesResponse'], [{ models: 'dall-e-*' }, 'ImagesResponse'], [{ models: 'gpt-image-2' }, 'GptImagesResponse']
  ] as const) {
    const { app } = buildMock(t, settings)
    const { paths, components } = (await app.inject('/openapi.json')).json()
    const { responses } = paths['/images/generations'].post
    t.strictSame(Object.keys(responses), ['200', '400', '401', '403', '404', '405', '413', '429', '500', '503'])
    for (const [status, { content }] of Object.entries<any>(responses)) {
      t.strictSame(content['application/json'].schema, status === '200' ? refTo(...ids) : refTo('ErrorResponse'))
    }
    t.strictSame(components.schemas.ErrorResponse.properties.error.required, ['message', 'type', 'param', 'code'])
    t.strictSame(Object.keys(components.schemas.Image.properties), ['b64_json', 'revised_prompt', 'url'])
  }
})

const config = await loadConfig({ configPath: join(packageFolder, 'redocly.yaml') })

for (const path of ['/openapi.json', '/openapi.yaml', '/_mock/openapi.json']) {
  t.test(`${path} passes Redocly's linter without errors`, async t => {
    const { app } = buildMock(t)
    const { body } = await app.inject(path)
    const problems = await lintFromString({ source: body, absoluteRef: path, config })
    t.strictSame(problems.filter(({ severity }) => severity === 'error').map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer })), [])
  })
}

t.test('the control API has its own document', async t => {
  const { app } = buildMock(t)
  const { paths } = (await app.inject('/_mock/openapi.json')).json()
  t.ok(Object.keys(paths).length > 8)
  t.ok(Object.keys(paths).every(path => path.startsWith('/_mock/')))
  t.strictSame(paths['/_mock/health'].get.security, [], 'it needs no key')
  const { app: without } = buildMock(t, { controlApi: 'off' })
  t.strictSame(Object.keys((await without.inject('/_mock/openapi.json')).json().paths), ['/_mock/health'])
  t.match((await app.inject('/_mock/health')).json(), { status: 'ok', version: /^\d+\.\d+\.\d+/ })
})

t.test('the documentation page works offline', async t => {
  const { app } = buildMock(t)
  const page = await app.inject('/docs/')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-type'], 'text/html')
  t.notMatch(page.body, /(src|href)="(https?:)?\/\//)
  for (const [, asset] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
    t.equal((await app.inject(new URL(asset!, 'http://localhost/docs/').pathname)).statusCode, 200, String(asset))
  }
})

t.test('the documents list servers below the prefix that each client uses', async t => {
  const { app } = buildMock(t)
  for (const [prefix, url] of [['/mock', '/mock/v1'], ['/a/b/', '/a/b/v1'], ['//evil.example', '/v1'], [undefined, '/v1']] as const) {
    const { servers } = (await app.inject({ url: '/openapi.json', headers: { ...(prefix && { 'x-forwarded-prefix': prefix }) } })).json()
    t.strictSame(servers, [{ url }], String(prefix))
  }
})

t.test('the documents list servers below the path of publicUrl', async t => {
  for (const [publicUrl, images, control] of [
    [undefined, '/v1', '/'],
    ['https://ci.example', '/v1', '/'],
    ['https://ci.example/mock/', '/mock/v1', '/mock/'],
    // The base URL for SDKs, by mistake.
    ['https://ci.example/v1', '/v1', '/'],
    ['https://ci.example/mock/v1/', '/mock/v1', '/mock/']
  ] as const) {
    const { app } = buildMock(t, { ...(publicUrl && { publicUrl }) })
    for (const [path, url] of [['/openapi.json', images], ['/_mock/openapi.json', control]] as const) {
      t.strictSame((await app.inject(path)).json().servers, [{ url }], `${publicUrl} ${path}`)
    }
    t.match((await app.inject('/openapi.yaml')).body, `\nservers:\n  - url: ${images}\n`)
  }
})

t.test('/docs redirects to /docs/, also below a proxy\'s prefix', async t => {
  const { app } = buildMock(t)
  for (const [url, location] of [['/docs', 'docs/'], ['/docs?a=1', 'docs/?a=1']]) {
    const { statusCode, headers } = await app.inject(url!)
    t.strictSame([statusCode, headers.location], [302, location])
  }
})
