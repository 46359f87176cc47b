/** A new parameter and a new model are lines in the tables and no other edit. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type * as App from '../../src/app.js'
import { packageFolder } from '../../src/config/package.js'

const insertions: Record<string, [before: string, line: string]> = {
  'parameters.ts': [
    '  user: {', "  sparkle: { type: 'string', label: 'Sparkle', match: 'exact', picture: true, examples: ['bright'], description: 'The sparkle.' },\n"
  ],
  'dall-e.ts': [
    '      user: {', "      sparkle: { type: 'string', enum: ['bright', 'faint'], default: 'faint', nullable: true, description: 'Sparkle.' },\n"
  ],
  'models.ts': [
    "  ['dall-e-3', {", `  ['made-up-1', {
    family: dallE,
    parameters: { size: { enum: ['auto'] } },
    freeSizes: { multiple: 16, longestEdge: 3840, aspectRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
    autoSize: '1536x864',
    revisesPrompt: false,
    evidence: 'Made up.'
  }],\n`
  ]
}

/** The app, bundled with one line more in each table. */
async function extended (t: Test): Promise<typeof App> {
  const folder = await mkdtemp(join(packageFolder, 'build/extension-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await build({
    absWorkingDir: packageFolder,
    entryPoints: { mock: 'src/app.ts', 'draw-worker': 'src/pictures/draw-worker.ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outdir: folder,
    plugins: [{
      name: 'insert a line into each table',
      setup: ({ onLoad }) => onLoad({ filter: /src\/contract\/.*(parameters|dall-e|models)\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const [before, line] = insertions[path.split('/').at(-1)!]!
        if (text.split(before).length !== 2) throw new Error(`Expected one ${JSON.stringify(before)} in ${path}`)
        return { contents: text.replace(before, line + before), loader: 'ts' }
      })
    }]
  })
  return import(join(folder, 'mock.js'))
}

t.test('a line in each table adds a parameter and a model to validation, documents, rules, filters, pictures and the inbox', async t => {
  const { buildApp } = await extended(t)
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

  const { components } = await control('/openapi.json')
  t.match(components.schemas.CreateImageRequest.properties.sparkle, { enum: ['bright', 'faint'], default: 'faint' })

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
  const [card] = cards.filter(({ request }: { request?: { size: string } }) => request?.size === 'auto')
  t.match(card, { request: { sparkle: 'faint' }, dimensions: { width: 1536, height: 864 } })
})
