/** The published types of the package. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { packageFolder } from '../src/config/package.js'

const { ModuleKind, ModuleResolutionKind, ScriptTarget } = ts

const consumer = `
import { buildApp, startImageMock, SettingError, VerificationError, type Entry, type Finding, type ImageMock, type Report, type Rule } from 'openai-images-mock'

import { connectImageMock, VerificationError as ClientError, type ImageMockClient } from 'openai-images-mock/client'

const rule: Rule = { match: { prompt: '*otter*' }, respond: { error: 'rate_limit_exceeded', delay: '1s-2s' }, times: 2 }

export async function use (): Promise<string | undefined> {
  const mock: ImageMock = await startImageMock({ port: 0, imageCors: 'on', latency: 'realistic' })
  mock.scenarios.add(rule, { key: 'sk-suite-1' })
  mock.scenarios.add({ match: { operation: 'edit', images: 2, mask: true, upload: 'd1faf35f' }, respond: {} })
  const [edit] = mock.requests({ operation: 'edit', images: 2, mask: 'true' })
  const hasThumbnail: boolean | undefined = edit?.inputs?.some(({ role, width = 0, kept }) => role === 'mask' && width > 9 && kept.includes('thumbnail'))
  mock.verify({ match: { prompt: '*otter*', status: 429 }, atLeast: 1 })
  const entries: Entry[] = await mock.waitFor({ status: '4xx' }, { count: 2, timeout: '1s' })
  const { verdict, bill: { total } }: Report = await mock.report({ key: 'sk-suite-1' })
  const findings: readonly Finding[] = await mock.assertSound({ allow: ['never-fetched'], failOn: 'error' }).then(() => [], error => error.findings)
  if (verdict === 'sound' && findings.length > total) return findings[0]?.id
  const { errorRate } = mock.behaviours.set({ errorRate: 0.5, latency: null })
  const client: ImageMockClient = connectImageMock({ url: mock.url, key: 'sk-suite-1' })
  for (const handle of [mock, client]) {
    const [entry]: Entry[] = await handle.requests({ prompt: /otter/i, model: 'gpt-image-*' })
    const listed = await handle.scenarios.add({ match: { prompt: /otter/ }, respond: { error: 'server_error', delay: 250, retryAfter: '2s' } })
    const text: string | undefined = listed.rule.match?.prompt ?? entry?.id
    await handle.verify({ match: { user: text ?? /x/ }, count: 2 })
    await handle.behaviours.set({ latency: 500 })
    await handle.close()
  }
  return errorRate > 0 && hasThumbnail ? entries[0]?.decidedBy.reason : undefined
}

export async function build (): Promise<number> {
  const app = buildApp({ logLevel: 'silent' })
  app.addHook('onRequest', async (request, reply) => { reply.header('x-path', request.url) })
  app.addHook('onSend', async (_request, _reply, payload) => payload)
  app.addHook('preHandler', (_request, _reply, done) => done())
  app.get('/ping', async request => ({ method: request.method }))
  app.route({ method: 'POST', url: '/echo', schema: { body: { type: 'object' } }, handler: async ({ body }) => body })
  const response = await app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt: 'x' } })
  const { data } = response.json<{ data: Array<{ url: string }> }>()
  return data.length + response.rawPayload.length
}

export const nearestId = (error: unknown): string | undefined =>
  error instanceof VerificationError || error instanceof ClientError ? error.nearest?.id ?? String(error.expected.prompt) : undefined

export const isSettingError = (error: unknown) => error instanceof SettingError

// @ts-expect-error No setting has this name.
export const misspelt = () => startImageMock({ prot: 0 })
// @ts-expect-error No operation has this name.
export const plural: Rule = { match: { operation: 'edits' }, respond: {} }
// @ts-expect-error No finding has this id.
export const allowed = (mock: ImageMock) => mock.assertSound({ allow: ['never-fetch'] })
// @ts-expect-error No error has this name.
export const unknown: Rule = { respond: { error: 'teapot' } }
`

const using = `
import { startImageMock } from 'openai-images-mock'
import { connectImageMock } from 'openai-images-mock/client'
await using mock = await startImageMock()
await using client = connectImageMock({ url: mock.url })
`

/** The parsed declaration files, which take the longest. All programs parse a file in the same way if it is a module of the same kind. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Returns TypeScript's errors in the files, with the strictest options. It does not check declaration files, unless the options say so. */
function typeErrors (files: string[], options: ts.CompilerOptions): string[] {
  const all = {
    target: ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, types: [], skipLibCheck: true, skipDefaultLibCheck: true, ...options
  }
  const host = ts.createCompilerHost(all)
  // As in the command tsc: comments are parsed only where they matter for errors.
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors
  const { getSourceFile } = host
  host.getSourceFile = (name, parseOptions, ...rest) => {
    const key = `${name} ${typeof parseOptions === 'object' ? parseOptions.impliedNodeFormat : ''}`
    if (!parsed.has(key)) parsed.set(key, getSourceFile(name, parseOptions, ...rest))
    return parsed.get(key)
  }
  const program = ts.createProgram(files, all, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
}

t.test('the types work with every module resolution, without other types, and with await using where the libraries know it', async t => {
  const project = t.testdir({ 'consumer.mts': consumer, 'consumer.cts': consumer, 'using.mts': using })
  for (const file of ['package.json', 'dist/index.d.ts', 'dist/index.d.cts', 'dist/client.d.ts', 'dist/client.d.cts']) {
    await cp(join(packageFolder, file), join(project, 'node_modules/openai-images-mock', file))
  }
  const resolutions: Array<[string, string[], ts.CompilerOptions]> = [
    ['node10', ['consumer.cts'], { module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10 }],
    ['node16', ['consumer.mts', 'consumer.cts'], { module: ModuleKind.Node16 }],
    // The types import nothing, so it suffices to check them once.
    ['nodenext', ['consumer.mts', 'consumer.cts'], { module: ModuleKind.NodeNext, skipLibCheck: false }],
    ['bundler', ['consumer.mts'], { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler }],
    ['await using', ['using.mts'], { module: ModuleKind.NodeNext, lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'] }]
  ]
  for (const [name, files, options] of resolutions) t.strictSame(typeErrors(files.map(file => join(project, file)), options), [], name)
})

t.test('the types import nothing, and do not augment Fastify\'s types', async t => {
  for (const name of ['index', 'client']) {
    const text = await readFile(join(packageFolder, `dist/${name}.d.ts`), 'utf8')
    t.strictSame(ts.preProcessFile(text).importedFiles, [])
    t.notMatch(text, /declare (module|global)|<reference/)
    t.equal(await readFile(join(packageFolder, `dist/${name}.d.cts`), 'utf8'), text)
  }
})

t.test('each setting, and each member within an array, has its description and its default as a comment, in the order of the schema', async t => {
  const text = await readFile(join(packageFolder, 'dist/index.d.ts'), 'utf8')
  t.match(text, '    /** Port to listen on; `0` picks a free one. `startImageMock` picks a free one by default. Default: `8080`. */\n    port: number;\n')
  t.match(text, /\n( +)\/\*\* The day in UTC, such as `2026-11-28`\. \*\/\n +day: string;\n +\/\*\* The model\. \*\/\n +model: string;\n/)
  t.match(text, ' logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";')
})

t.test('the app can be cast to Fastify\'s own type; the types of the test runners are those of the runners, with the mock as a fixture', async t => {
  const folder = join(packageFolder, 'build/test/types')
  await mkdir(folder, { recursive: true })
  t.teardown(() => rm(folder, { recursive: true }))
  const files = {
    'as-fastify.mts': `
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../../dist/index.js'
export const app = buildApp() as FastifyInstance
`,
    'a.mts': `
import { useImageMock } from '../../../dist/node-test.cjs'
import { imageMock } from '../../../dist/jest.cjs'
import nodeTest from 'node:test'
import { test } from '../../../dist/vitest.js'
nodeTest('a', async t => { const { apiKey, verify } = await useImageMock(t, { strict: true }); await verify({ match: { user: apiKey }, count: 1 }) })
test('b', async ({ imageMock, expect }) => { expect((await imageMock.requests())[0]?.status).toBe(200) })
test.extend({ imageMockSettings: { asOf: 'today' } })('c', async ({ imageMock }) => { await imageMock.assertSound() })
export const url: string = imageMock.url
// @ts-expect-error There is no such fixture.
test('d', async ({ imageMok }) => imageMok)
`,
    'b.cts': `
import { test, expect } from '../../../dist/playwright.cjs'
import { useImageMock, type TestMock } from '../../../dist/node-test.cjs'
test.use({ imageMockUrl: 'http://mock:8080', imageMockSettings: { strict: true } })
test('a', async ({ page, imageMock }) => { await page.goto(imageMock.url); await expect(page).toHaveTitle(/mock/) })
export const withTap = (t: { teardown: (hook: () => Promise<void>) => void, passing: () => boolean }): Promise<TestMock> => useImageMock(t)
// @ts-expect-error No setting has this name.
test.use({ imageMockSettings: { prot: 0 } })
`
  }
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
  t.strictSame(typeErrors(Object.keys(files).map(file => join(folder, file)), { module: ModuleKind.NodeNext, types: ['node'] }), [])
})
