/** Writes the OpenAPI documents into `dist/openapi/`: that of the imitated API for each set of families of models, and that of the control API. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('../', import.meta.url))
const license = { name: 'MIT', url: 'https://spdx.org/licenses/MIT' }

/** Writes the documents. */
export async function buildOpenapi () {
  const documents = await createOpenapiDocuments()
  await mkdir(join(folder, 'dist/openapi'), { recursive: true })
  for (const [name, document] of Object.entries(documents)) await writeFile(join(folder, `dist/openapi/${name}.json`), JSON.stringify(document))
}

/** Creates the documents from the schemas of the app's routes. `plugins` are esbuild plugins, for a test that changes the sources. */
export async function createOpenapiDocuments (plugins = []) {
  const sources = await loadSources(plugins)
  const documents = {}
  for (const families of setsOf(sources.families)) {
    const { images, control } = await createDocuments(sources, families)
    Object.assign(documents, { [sources.imagesDocument(families)]: images, control })
  }
  return JSON.parse(JSON.stringify(documents, withoutOwnKeywords))
}

/** Creates the documents of an app that serves the models of these families. */
async function createDocuments ({ buildApp, imageSchemas, keyHeader, models, operations, packageVersion: version }, families) {
  const securitySchemes = {
    ControlKey: { type: 'apiKey', in: 'header', name: keyHeader, description: 'Required if the setting `controlKey` is set.' }
  }
  const own = imageSchemas(families)
  const published = await publishedSchemas(families.map(({ name }) => name), Object.values(operations), own.map(({ $id }) => $id))
  // @fastify/swagger drops the examples of a body that is a single reference.
  const examples = new Map()
  const served = [...models].filter(([, { family }]) => families.includes(family)).map(([name]) => name)
  const app = buildApp({ models: served }, {
    configure (app) {
      app.addHook('onRoute', ({ schema }) => {
        const json = schema?.body?.content?.['application/json']?.schema ?? schema?.body
        if (json?.['x-examples']) examples.set(schema.operationId, json['x-examples'])
      })
      for (const schema of [...own, ...published]) app.addSchema(schema)
      app.register(swagger, {
        ...documentOf('Images', 'Models'),
        openapi: {
          openapi: '3.0.3',
          info: { title: 'OpenAI Images API (mock)', description: 'The endpoints for images as this mock imitates them.', version, license },
          servers: [{ url: '/v1' }],
          tags: [
            { name: 'Images', description: 'Given a prompt and/or an input image, the model generates a new image.' },
            { name: 'Models', description: 'List and describe the various models available in the API.' }
          ],
          components: { securitySchemes: { ApiKeyAuth: { type: 'http', scheme: 'bearer' } } },
          security: [{ ApiKeyAuth: [] }]
        }
      })
      app.register(swagger, {
        ...documentOf('Control'),
        decorator: 'controlDocument',
        openapi: {
          openapi: '3.1.0',
          info: { title: 'openai-images-mock control API', description: 'Reads and controls the state of the mock.', version, license },
          servers: [{ url: '/' }],
          tags: [{ name: 'Control', description: 'The state of the mock.' }],
          components: { securitySchemes },
          security: [{}, { ControlKey: [] }]
        },
        // Only the imitated API refers to the shared schemas.
        transformObject: ({ openapiObject }) => ({ ...openapiObject, components: { securitySchemes } })
      })
    }
  })
  await app.ready()
  const documents = { images: withExamples(app.swagger(), examples), control: app.controlDocument() }
  await app.close()
  return documents
}

/**
 * Returns the published schemas of edits, of the events of streams, and of every other request that `own` lacks, word for word,
 * with an `$id` each. The file of a request such as `CreateImageVariationRequest` is `create-image-variation-request.json`.
 */
async function publishedSchemas (families, operations, own) {
  const read = async name => JSON.parse(await readFile(join(folder, `fixtures/contract/${name}.json`), 'utf8'))
  const { components: { schemas }, ...edit } = await read('create-image-edit-request-2026')
  const { EditImageBodyJsonParam, ImageRefParam, InputFidelity, PartialImages } = schemas
  const published = {
    CreateImageEditRequest: edit,
    InputFidelity,
    PartialImages,
    ...(families.includes('gpt-image') && { EditImageBodyJsonParam, ImageRefParam, ...(await read('image-stream-events-2026')).components.schemas })
  }
  const requests = operations.flatMap(({ requestSchemas }) => Object.values(requestSchemas)).flatMap(byFamily => families.flatMap(name => byFamily[name] ?? []))
  for (const $id of requests) {
    if (!own.includes($id)) published[$id] ??= await read($id.replace(/\B[A-Z]/g, '-$&').toLowerCase())
  }
  return Object.entries(published).map(([$id, schema]) => ({ $id, ...asOpenapi30(schema) }))
}

/** OpenAPI 3.0 has no type `null`: an alternative of that type becomes `nullable`. References are those of Fastify. */
function asOpenapi30 (value) {
  if (Array.isArray(value)) return value.map(asOpenapi30)
  if (typeof value !== 'object' || value === null) return value
  const { anyOf, $ref, ...others } = value
  const members = Object.fromEntries(Object.entries(others).map(([name, member]) => [name, asOpenapi30(member)]))
  const reference = $ref && { $ref: `${$ref.split('/').at(-1)}#` }
  if (!anyOf) return { ...reference, ...members }
  const alternatives = anyOf.filter(({ type }) => type !== 'null').map(asOpenapi30)
  const isNullable = alternatives.length < anyOf.length
  const [only] = alternatives
  const merged = alternatives.length > 1 ? { anyOf: alternatives } : only.$ref ? { allOf: alternatives } : only
  return { ...merged, ...members, ...(isNullable && { nullable: true }) }
}

/** Returns the document with the examples of JSON bodies, by operation. */
function withExamples (document, examplesOf) {
  for (const { operationId, requestBody } of Object.values(document.paths).flatMap(Object.values)) {
    const media = requestBody?.content?.['application/json']
    if (media && examplesOf.has(operationId)) media.examples ??= examplesOf.get(operationId)
  }
  return document
}

/** Returns every set with at least one of these members, in their order. */
function setsOf ([first, ...rest]) {
  if (first === undefined) return []
  const others = setsOf(rest)
  return [[first], ...others.map(set => [first, ...set]), ...others]
}

/** Loads the sources, bundled into a file within the package, because they search for the package that contains them. */
async function loadSources (plugins) {
  const contents = `
    export { buildApp } from './src/app.js'
    export { packageVersion } from './src/config/package.js'
    export { keyHeader } from './src/http/control/control-access.js'
    export { families, models } from './src/contract/models.js'
    export { operations } from './src/contract/operations/operations.js'
    export { imageSchemas, imagesDocument } from './src/http/openapi/openapi-routes.js'`
  const outfile = join(folder, `build/openapi-${process.pid}.mjs`)
  await build({ stdin: { contents, resolveDir: folder }, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external', plugins })
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(outfile)
  }
}

/** Returns the options of a document that contains the routes with one of these tags. */
function documentOf (...tags) {
  return {
    hideUntagged: true,
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    transform: ({ schema, url }) => ({ schema: schema?.tags?.some(tag => tags.includes(tag)) ? schema : { ...schema, hide: true }, url })
  }
}

/** Removes `allowed`, which is used for the mock's own messages and is not a keyword of JSON Schema. */
function withoutOwnKeywords (name, value) {
  return name === 'allowed' ? undefined : value
}
