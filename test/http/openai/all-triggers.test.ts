/** Every named error and every fault, through each of the four sources. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { namedErrors, type ErrorName } from '../../../src/errors/named-errors.js'
import { assetFaults, faults, type Fault } from '../../../src/rules/faults.js'
import type { Rule } from '../../../src/rules/rule.js'
import { startMock } from '../../build-mock.js'

const words = [
  ...Object.keys(namedErrors).map(value => ['error', value] as const),
  ...Object.keys(faults).map(value => ['fault', value] as const),
  ...Object.keys(assetFaults).map(value => ['asset', value] as const)
]
const ruleFor = (source: string, word: string, value: string): Rule =>
  ({ match: { prompt: `${source} ${word} ${value}` }, respond: { [word]: value } as Rule['respond'] })

const folder = await mkdtemp(join(tmpdir(), 'rules-'))
t.teardown(() => rm(folder, { recursive: true }))
await writeFile(join(folder, 'all.json'), JSON.stringify({ rules: words.map(([word, value]) => ruleFor('file', word, value)) }))
const mock = await startMock(t, { scenarios: folder })
for (const [word, value] of words) mock.scenarios.add(ruleFor('posted', word, value))

/** Clients that disconnect soon after their request, which has this header, has arrived. */
const impatient = new Map<string, AbortController>()
const clientHeader = 'x-client'
mock.app.server.on('request', (request: IncomingMessage) => {
  const client = impatient.get(String(request.headers[clientHeader]))
  if (client) request.once('end', () => setTimeout(() => client.abort(), 100))
})

/** Sends a request to which the source applies. The client disconnects if the fault is `hang`. */
function ask (source: string, word: string, value: string): Promise<Response> {
  const client = new AbortController()
  if (value === 'hang') impatient.set(source, client)
  const body = { prompt: `${source} ${word} ${value}`, size: '256x256', ...(value === 'bad_base64' && { response_format: 'b64_json' }) }
  if (source === 'prompt') body.prompt += ` [mock ${word}=${value}]`
  return fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(source === 'header' && { 'x-mock': `${word}=${value}` }),
      ...(value === 'hang' && { [clientHeader]: source })
    },
    body: JSON.stringify(body),
    signal: client.signal
  })
}

/** The effect of each fault for a client. */
const signs: Record<Fault, (answer: Promise<Response>) => Promise<boolean>> = {
  reset: answer => answer.then(() => false, () => true),
  empty: answer => answer.then(() => false, () => true),
  hang: answer => answer.then(() => false, ({ name }: Error) => name === 'AbortError'),
  truncate: async answer => (await answer).text().then(() => false, () => true),
  malformed: async answer => (await answer).json().then(() => false, (error: Error) => error instanceof SyntaxError),
  drip: async answer => ((await (await answer).json()) as { data: unknown[] }).data.length === 1,
  bad_base64: async answer => ((await (await answer).json()) as { data: [{ b64_json: string }] }).data[0].b64_json.length % 4 === 1,
  empty_data: async answer => ((await (await answer).json()) as { data: unknown[] }).data.length === 0
}

t.jobs = 4
for (const source of ['header', 'prompt', 'posted', 'file']) {
  t.test(`every trigger works as ${source}, and the journal contains it`, async t => {
    await Promise.all(words.map(async ([word, value]) => {
      if (word === 'fault') t.ok(await signs[value as Fault](ask(source, word, value)), value)
      else {
        const answer = await ask(source, word, value)
        const body = await answer.json()
        if (word === 'error') {
          const { status, envelope } = namedErrors[value as ErrorName].entry.example
          t.equal(answer.status, status, value)
          t.match(body, { error: { type: envelope.error.type, param: envelope.error.param, code: envelope.error.code } })
        } else {
          const download = await fetch((body as { data: [{ url: string }] }).data[0].url)
          t.equal(download.status, { expired: 403, missing: 404 }[value] ?? 200, value)
          await download.arrayBuffer().then(() => t.not(value, 'reset'), () => t.equal(value, 'reset'))
        }
      }
      const [entry] = await mock.waitFor({ prompt: `${source} ${word} ${value}` })
      t.match(entry!.decidedBy, { kind: source === 'posted' || source === 'file' ? 'rule' : source, name: `${word}=${value}` })
    }))
  })
}
