/** A new parameter, a new model and a new operation only need new lines in the tables. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type * as App from '../../src/app.js'
import { packageFolder } from '../../src/config/package.js'
import type * as Calls from '../../src/inbox/data/calls/calls.js'
import type * as FormFields from '../../src/inbox/data/form-fields.js'
import type * as MockApi from '../../src/inbox/data/mock-api.js'
import type * as Search from '../../src/inbox/data/calls/search.js'
import type * as Snippets from '../../src/inbox/data/snippets/snippets.js'

const insertions: Record<string, [before: string, line: string]> = {
  'parameters.ts': [
    '  user: {', "  sparkle: { type: 'string', label: 'Sparkle', match: 'exact', picture: true, examples: ['bright'], description: 'The sparkle.' },\n  glitter: { type: 'integer', label: 'Glitter', match: 'exact', picture: true, examples: [2], description: 'The glitter.' },\n"
  ],
  'dall-e.ts': [
    '      user: {', "      sparkle: { type: 'string', enum: ['bright', 'faint'], default: 'faint', nullable: true, description: 'Sparkle.' },\n"
  ],
  'gpt-image.ts': [
    '      user: {', "      glitter: { type: 'integer', minimum: 0, maximum: 3, default: 1, nullable: true, description: 'Glitter.' },\n"
  ],
  'models.ts': [
    "  ['dall-e-3', {", `  ['gpt-image-9', { ...gptImage25, released: '2030-01-01', evidence: 'Made up.' }],
  ['made-up-1', {
    family: dallE,
    parameters: { size: { enum: ['auto'] } },
    freeSizes: { multiple: 16, longestEdge: 3840, aspectRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
    auto: { size: '1536x864' },
    revisesPrompt: false,
    released: '2026-01-01',
    created: 1,
    evidence: 'Made up.'
  }],\n`
  ],
  'operations.ts': [
    '} satisfies Record<string, OperationDescription>', `,
  upscale: {
    path: '/images/upscales',
    operationId: 'createImageUpscale',
    summary: 'Enlarges an image.',
    label: 'Upscale',
    clientMethods: { node: 'upscale', python: 'enlarge' },
    hasPrompt: false,
    sourceKind: 'edit',
    requestSchemas: { 'multipart/form-data': { 'gpt-image': 'CreateImageEditRequest' } },
    eventSchemas: { 'gpt-image': 'ImageEditStreamEvent' },
    eventPrefix: 'image_upscale',
    requestExamples: {}
  }\n`
  ],
  'all-contracts.ts': [
    '  edit: editContract,', `  upscale: {
    ...editContract,
    operation: 'upscale',
    families: {
      form: Object.fromEntries(Object.entries(editContract.families.form!).map(([name, { request: { properties: { prompt: _, mask: __, ...properties }, ...request }, ...family }]) =>
        [name, { ...family, request: { ...request, required: ['image'], properties } }]))
    }
  },\n`
  ]
}

/** Parts of the inbox that follow from the table of parameters. */
const inboxFiles = ['calls/calls', 'form-fields', 'calls/search', 'mock-api', 'snippets/snippets']

interface Extended {
  app: typeof App
  inbox: typeof Calls & typeof FormFields & typeof MockApi & typeof Search & typeof Snippets
}

/** Inserts a line into each table while esbuild bundles it. */
const insertLines: Plugin = {
  name: 'insert a line into each table',
  setup: ({ onLoad }) => onLoad({ filter: /src\/contract\/(parameters|families\/(?:dall-e|gpt-image)|models|operations\/(?:operations|all-contracts))\.ts$/ }, async ({ path }) => {
    const text = await readFile(path, 'utf8')
    const [before, line] = insertions[path.split('/').at(-1)!]!
    if (text.split(before).length !== 2) throw new Error(`Expected one ${JSON.stringify(before)} in ${path}`)
    return { contents: text.replace(before, line + before), loader: 'ts' }
  })
}

/** Bundles the app and parts of the inbox with one more line in each table. */
async function buildExtended (t: Test): Promise<Extended> {
  const folder = await mkdtemp(join(packageFolder, 'build/extension-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await build({
    absWorkingDir: packageFolder,
    entryPoints: {
      mock: 'src/app.ts',
      'draw-worker': 'src/pictures/draw-worker.ts',
      ...Object.fromEntries(inboxFiles.map(name => [`inbox/${name}`, `src/inbox/data/${name}.ts`]))
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outdir: folder,
    plugins: [insertLines]
  })
  const modules = await Promise.all(inboxFiles.map(name => import(join(folder, `inbox/${name}.js`))))
  return { app: await import(join(folder, 'mock.js')), inbox: Object.assign({}, ...modules) }
}

const { app: { buildApp }, inbox } = await buildExtended(t)
// The documents are written when the package is built.
const { createOpenapiDocuments } = await import(join(packageFolder, 'scripts/build-openapi.js'))
const documents = await createOpenapiDocuments([insertLines])

t.test('a line in each table adds a parameter and a model to validation, documents, rules, filters, pictures and the inbox', async t => {
  const app = buildApp() as FastifyInstance
  t.teardown(() => app.close())
  const send = async (body: object) => (await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt: 'An otter', ...body } })).json()
  const control = async (url: string, payload?: object) => (await app.inject({ url, ...(payload && { method: 'POST', payload }) })).json()

  t.match(await send({ model: 'dall-e-3', sparkle: 'dull' }), {
    error: {
      message: "Invalid value: 'dull'. Supported values are: 'bright' and 'faint'.", param: 'sparkle', code: 'invalid_value'
    }
  })
  t.match(await send({ model: 'made-up-1', size: '1000x1000' }), {
    error: {
      message: "Invalid size '1000x1000'. Width and height must both be divisible by 16.", param: 'size'
    }
  })
  t.match(await send({ model: 'made-up-1', size: 'large' }), { error: { message: "Invalid size 'large'. Expected WIDTHxHEIGHT, for example '1824x1024'." } })

  t.match(await send({ model: 'gpt-image-9', glitter: 4 }), {
    error: { message: "Invalid 'glitter': integer above maximum value. Expected a value <= 3, but got 4 instead.", param: 'glitter' }
  })
  t.match(await send({ model: 'gpt-image-9', size: '1024x640', quality: 'max', output_format: 'webp' }), {
    output_format: 'webp', quality: 'max', data: [{ b64_json: String }], usage: { output_tokens: Number }
  })

  const { components } = documents['images-dall-e+gpt-image']
  t.match(components.schemas.CreateImageRequest.properties.sparkle, { enum: ['bright', 'faint'], default: 'faint' })

  t.match(components.schemas.CreateGptImageRequest.properties.glitter, { minimum: 0, maximum: 3, default: 1 })

  await control('/_mock/scenarios', { match: { glitter: 2 }, respond: { error: 'slow_down' } })
  t.match(await send({ model: 'gpt-image-9', glitter: 2 }), { error: { code: 'slow_down' } })
  await control('/_mock/scenarios', { match: { sparkle: 'bright' }, respond: { error: 'rate_limit_exceeded' } })
  t.match(await send({ model: 'made-up-1', sparkle: 'bright' }), { error: { code: 'rate_limit_exceeded' } })
  t.match(await control('/_mock/scenarios', { match: { sparkle: 'dull' }, respond: {} }), { error: { message: /sparkle/ } })

  const { data: [{ url }] } = await send({ model: 'made-up-1', size: 'auto' })
  const { pathname, search } = new URL(url)
  t.equal((await app.inject(pathname + search)).statusCode, 200, 'the picture of a free size with a new parameter is drawn')

  const requests = await control('/_mock/requests?sparkle=bright')
  t.match(requests, [{ request: { model: 'made-up-1', sparkle: 'bright' } }])
  t.equal(requests.length, 1)

  const cards = await control('/_mock/requests/cards')
  const [card] = cards.filter(({ request }: { request?: { model: string, size: string } }) => request?.model === 'made-up-1' && request.size === 'auto')
  t.match(card, { request: { sparkle: 'faint' }, dimensions: { width: 1536, height: 864 } })

  const calls = inbox.createCalls()
  calls.addNewer([card])
  for (const [query, count] of [['sparkle:faint', 1], ['sparkle:bright', 0], ['-sparkle:bright', 1]] as const) {
    t.equal(calls.list().filter(inbox.parseSearch(query)).length, count, query)
  }
  t.strictSame(inbox.unknownFilters('sparkle:faint'), [])
  t.equal(inbox.filterExamples['sparkle'], 'sparkle:bright')
  t.strictSame(inbox.formFields(components.schemas.CreateImageRequest.properties).find(({ name }) => name === 'sparkle' as string), {
    name: 'sparkle', label: 'Sparkle', control: 'select', values: ['bright', 'faint'], placeholder: 'faint (default)'
  })

  const [{ id }] = requests
  const snippets = inbox.snippetsOf(await control(`/_mock/requests/${id}`), 'http://localhost/')
  t.match(snippets.find(({ name }) => name === 'Python')?.text, '    sparkle="bright",')
  t.match(snippets.find(({ name }) => name === 'Rule')?.text, '      sparkle: "bright"')
})

t.test('an entry and its contract add an operation to routes, documents, validation, rules, filters, the report and the inbox', async t => {
  const app = buildApp() as FastifyInstance
  t.teardown(() => app.close())
  const api = inbox.createMockApi(`${await app.listen()}/`)
  const call = async (path: string) => (await fetch(`${api.root}${path}`)).json() as Promise<any>
  const image = new File([await readFile(join(packageFolder, 'fixtures/scenarios/images/badge.png'))], 'otter.png', { type: 'image/png' })
  const send = (members: Record<string, string>, files = [image]) =>
    api.createImages('upscale' as 'edit', inbox.requestForm(members, { image: files }))

  const { requestId, ...answer } = await send({ model: 'gpt-image-2.5-flare', quality: 'low' })
  t.match(answer, { status: 200, body: { quality: 'low', data: [{ b64_json: String }], usage: { input_tokens_details: { image_tokens: Number } } } })
  t.match(await send({}, []), { status: 400, body: { error: { message: "Missing required parameter: 'image'.", param: 'image' } } })
  t.match(await send({ prompt: 'An otter' }), { status: 400, body: { error: { message: "Unknown parameter: 'prompt'." } } })
  t.match(await send({ model: 'dall-e-3' }), { status: 400, body: { error: { code: 'invalid_value' } } })
  t.equal((await fetch(`${api.baseURL}/images/upscales`)).status, 405)
  t.match(await send({ model: 'gpt-image-2', stream: 'true' }), { body: [{ type: 'image_upscale.completed', b64_json: String }] })

  const { paths } = documents['images-dall-e+gpt-image']
  t.match(paths['/images/upscales'].post, { operationId: 'createImageUpscale', requestBody: { content: { 'multipart/form-data': { schema: { $ref: '#/components/schemas/CreateImageEditRequest' } } } } })
  t.notOk(documents['images-dall-e'].paths['/images/upscales'], 'only the GPT image family has a schema')
  const { parameters } = documents.control.paths['/_mock/requests'].get
  t.match(parameters.find(({ name }: { name: string }) => name === 'operation'), {
    description: /`generation`, `edit`, `variation` or `upscale`/, schema: { enum: ['generation', 'edit', 'variation', 'upscale'] }
  })

  t.match((await api.models('upscale' as 'edit')).models.find(({ id }) => id === 'gpt-image-2'), { files: { image: { isRequired: true, maxItems: 16 } }, parameters: { quality: {} } })
  await api.addRule({ match: { operation: 'upscale', images: 1 }, respond: { error: 'slow_down' } } as never)
  t.match(await send({ model: 'gpt-image-2' }), { status: 429, body: { error: { code: 'slow_down' } } })
  await t.rejects(api.addRule({ match: { operation: 'upscales' }, respond: {} } as never), { message: /upscale/ })

  t.match(await call('_mock/requests?operation=upscale'), { length: 6 })
  t.strictSame(await call('_mock/requests?operation=edit'), [])
  const { coverage: { groups } } = await call('_mock/report')
  t.match(groups.find(({ name }: { name: string }) => name === 'operations'), { covered: ['upscale'], missing: ['generation', 'edit'] })
  await fetch(`${api.baseURL}/images/upscaled`, { method: 'POST' })
  t.match(await call('_mock/requests?path=/v1/images/upscaled'), [{ decidedBy: { reason: 'Only POST /v1/images/generations, /edits, /variations and /upscales and GET /v1/models are imitated.' } }])

  const calls = inbox.createCalls()
  calls.addNewer(await api.cards(50))
  t.equal(calls.list().filter(inbox.parseSearch('operation:upscale')).length, 6)
  const snippets = inbox.snippetsOf(await api.entry(requestId!), api.root)
  t.match(snippets.find(({ name }) => name === 'Node')?.text, 'await client.images.upscale({')
  t.match(snippets.find(({ name }) => name === 'Python')?.text, 'client.images.enlarge(')
  t.match(snippets.find(({ name }) => name === 'Rule')?.text, 'operation: "upscale"')

  const published = buildApp({ validation: 'schema' }) as FastifyInstance
  t.teardown(() => published.close())
  const { createImages } = inbox.createMockApi(`${await published.listen()}/`)
  t.match(await createImages('upscale' as 'edit', inbox.requestForm({ model: 'dall-e-3', prompt: 'An otter' }, { image: [image] })), { status: 200 })
})
