/** Every named error and every fault of each operation, through each of the four sources. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { namedErrors, type ErrorName } from '../../../src/errors/named-errors.js'
import type { Exchange } from '../../../src/operations/exchange.js'
import { assetFaults, faults, streamFaults, type Fault } from '../../../src/rules/faults.js'
import type { Rule } from '../../../src/rules/rule.js'
import { startMock } from '../../build-mock.js'
import { formOf, imageOf } from '../uploads.js'

const operations: readonly Operation[] = ['generation', 'edit', 'variation']
const words = [
  ...Object.keys(namedErrors).map(value => ['error', value] as const),
  // Those of streams are in streams.test.ts.
  ...Object.keys(faults).filter(fault => !streamFaults.includes(fault as Fault)).map(value => ['fault', value] as const),
  ...Object.keys(assetFaults).map(value => ['asset', value] as const)
]
type Operation = 'generation' | 'edit' | 'variation'

/** The name of a request, which it sends as its user. */
const nameOf = (source: string, word: string, value: string) => `${source} ${word} ${value}`
const rulesFor = (source: string): Rule[] => operations.flatMap(operation => words.map(([word, value]) =>
  ({ match: { operation, user: nameOf(source, word, value) }, respond: { [word]: value } as Rule['respond'] })))

const folder = await mkdtemp(join(tmpdir(), 'rules-'))
t.teardown(() => rm(folder, { recursive: true }))
await writeFile(join(folder, 'all.json'), JSON.stringify({ rules: rulesFor('file') }))

/** Clients that disconnect once their request, which has this header, is decided. */
const impatient = new Map<string, AbortController>()
const clientHeader = 'x-client'
function disconnectOnceDecided (client: AbortController, exchange: Exchange): void {
  if (exchange.outcome) client.abort()
  else setTimeout(disconnectOnceDecided, 5, client, exchange)
}

const mock = await startMock(t, { scenarios: folder }, {
  configure: app => {
    (app as FastifyInstance).addHook('preHandler', async ({ headers, exchange }) => {
      const client = impatient.get(String(headers[clientHeader]))
      if (client) disconnectOnceDecided(client, exchange)
    })
  }
})
for (const rule of rulesFor('posted')) mock.scenarios.add(rule)
const image = await imageOf({ alpha: 0.5 })

/** Sends a request to which the source applies. The client disconnects if the fault is `hang`. */
function sendTrigger (operation: Operation, source: string, word: string, value: string): Promise<Response> {
  const client = new AbortController()
  const clientName = `${operation} ${source}`
  if (value === 'hang') impatient.set(clientName, client)
  const parameters = {
    user: nameOf(source, word, value),
    size: '256x256',
    ...(operation !== 'variation' && { prompt: source === 'prompt' ? `An otter [mock ${word}=${value}]` : 'An otter' }),
    ...(value === 'bad_base64' && { response_format: 'b64_json' })
  }
  const form = formOf([
    { name: 'image', value: image, filename: 'image.png' },
    ...Object.entries(parameters).map(([name, value]) => ({ name, value }))
  ])
  return fetch(`${mock.baseURL}/images/${operation}s`, {
    method: 'POST',
    headers: {
      ...operation === 'generation' ? { 'content-type': 'application/json' } : form.headers,
      ...(source === 'header' && { 'x-mock': `${word}=${value}` }),
      ...(value === 'hang' && { [clientHeader]: clientName })
    },
    body: operation === 'generation' ? JSON.stringify(parameters) : new Uint8Array(form.payload),
    signal: client.signal
  })
}

/** The effect of each fault for a client. */
const signs: Partial<Record<Fault, (response: Promise<Response>) => Promise<boolean>>> = {
  reset: response => response.then(() => false, () => true),
  empty: response => response.then(() => false, () => true),
  hang: response => response.then(() => false, ({ name }: Error) => name === 'AbortError'),
  lost: response => response.then(() => false, () => true),
  gateway_timeout: async response => (await response).status === 504 && /^<html>\r\n<head><title>504 Gateway Time-out</.test(await (await response).text()),
  truncate: async response => (await response).text().then(() => false, () => true),
  malformed: async response => (await response).json().then(() => false, (error: Error) => error instanceof SyntaxError),
  drip: async response => ((await (await response).json()) as { data: unknown[] }).data.length === 1,
  bad_base64: async response => ((await (await response).json()) as { data: [{ b64_json: string }] }).data[0].b64_json.length % 4 === 1,
  empty_data: async response => ((await (await response).json()) as { data: unknown[] }).data.length === 0
}

t.jobs = 4
for (const operation of operations) {
  // A variation has no prompt.
  for (const source of ['header', ...operation === 'variation' ? [] : ['prompt'], 'posted', 'file']) testSource(operation, source)
}

function testSource (operation: Operation, source: string): void {
  t.test(`every trigger works as ${source} on requests of the operation ${operation}, and the journal contains it`, async t => {
    await Promise.all(words.map(async ([word, value]) => {
      if (word === 'fault') t.ok(await signs[value as Fault]!(sendTrigger(operation, source, word, value)), value)
      else {
        const response = await sendTrigger(operation, source, word, value)
        const body = await response.json()
        if (word === 'error') {
          const { status, envelope } = namedErrors[value as ErrorName].entry.example
          t.equal(response.status, status, value)
          t.match(body, { error: { type: envelope.error.type, param: envelope.error.param, code: envelope.error.code } })
        } else {
          const download = await fetch((body as { data: [{ url: string }] }).data[0].url)
          t.equal(download.status, { expired: 403, missing: 404 }[value] ?? 200, value)
          await download.arrayBuffer().then(() => t.not(value, 'reset'), () => t.equal(value, 'reset'))
        }
      }
      const [entry] = await mock.waitFor({ operation, user: nameOf(source, word, value) })
      t.match(entry!.decidedBy, { kind: source === 'posted' || source === 'file' ? 'rule' : source, name: `${word}=${value}` })
    }))
  })
}
