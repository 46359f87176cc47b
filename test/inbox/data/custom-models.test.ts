/** Parameters of models files in the inbox: search, Try it, snippets. */
import { join } from 'node:path'
import t from 'tap'
import { createCalls } from '../../../src/inbox/data/calls/calls.js'
import { formFields, requestBody } from '../../../src/inbox/data/form-fields.js'
import { explainUnknownFilter, parseSearch, unknownFilters } from '../../../src/inbox/data/calls/search.js'
import { snippetsOf } from '../../../src/inbox/data/snippets/snippets.js'
import { parseFile } from '../../../src/files/parse-file.js'
import { RuleError } from '../../../src/rules/rule-error.js'
import { buildMock } from '../../build-mock.js'

const row = {
  id: 'acme-1',
  parameters: { seed: { type: 'integer', label: 'Seed' }, scale: { type: 'number', minimum: 0, maximum: 2 }, Tone: { enum: ['warm', 'cold'] }, safe: { type: 'boolean' }, steps: { enum: [4, 8] } },
  response: { delivery: 'url' }
}

t.test('the search, the form and the snippets know the parameters of a models file', async t => {
  const dir = t.testdir({ 'a.json': JSON.stringify({ models: [row] }) })
  const { app, send } = buildMock(t, { modelsFile: join(dir, 'a.json') })
  const get = async (url: string) => (await app.inject(url)).json()
  await send({ model: 'acme-1', prompt: 'An otter', seed: 7, scale: 0.5, Tone: 'warm' })
  await send({ model: 'acme-1', prompt: 'A fox', Tone: 'hot' })

  const { models: [{ parameters }], customParameters } = await get('/_mock/models')
  const names = Object.keys(customParameters)
  t.strictSame(names, ['seed', 'scale', 'Tone', 'safe', 'steps'])
  const calls = createCalls()
  calls.addOlder(await get('/_mock/requests/cards'))
  for (const [query, expected] of [['seed:7', 1], ['seed:70', 0], ['-seed:7', 1], ['tone:w', 1], ['tone:hot', 1], ['Tone:HOT', 1], ['scale:0.5', 1]] as const) {
    t.equal(calls.list().filter(parseSearch(query, names)).length, expected, query)
  }
  t.strictSame(unknownFilters('seed:7 sed:7', names), ['sed:7'])
  t.match(explainUnknownFilter('sed:7', names), /^No filter sed\. Filters: .*, seed, scale, Tone, safe, steps\.$/)
  t.strictSame(unknownFilters('seed:7'), ['seed:7'], 'without the file')

  const fields = formFields(parameters)
  t.strictSame(fields.map(({ name, label, control }) => [name, label, control]), [
    ['n', 'Number of images', 'number'], ['seed', 'Seed', 'number'], ['scale', 'scale', 'number'], ['Tone', 'Tone', 'select'], ['safe', 'safe', 'select'], ['steps', 'steps', 'select']
  ])
  t.match(fields[2], { minimum: 0, maximum: 2, hint: '0 to 2' })
  t.strictSame(fields[5]!.values, ['4', '8'])
  t.strictSame(requestBody({ prompt: 'x', seed: '7', scale: '0.5', safe: 'true', Tone: 'warm', steps: '8' }, parameters), { prompt: 'x', seed: 7, scale: 0.5, safe: true, Tone: 'warm', steps: 8 })

  const json = { extras: { type: 'string', isJson: true } } as const
  t.strictSame(requestBody({ extras: '{"a":[1]}' }, json), { extras: { a: [1] } })
  t.strictSame(requestBody({ extras: 'plain' }, json), { extras: 'plain' })

  const [entry] = await get('/_mock/requests?seed=7')
  const snippets = Object.fromEntries(snippetsOf(entry, 'http://127.0.0.1:8080/').map(({ name, text }) => [name, text]))
  t.match(snippets['Python'], 'extra_body={"seed": 7, "scale": 0.5, "Tone": "warm"}')
  t.match(snippets['Python'], 'print(response.data[0].url)')
  t.match(snippets['Node'], '  seed: 7,')
  const { rules: [rule] } = parseFile(snippets['Rule']!, 'rule.yaml', RuleError).value as { rules: [object] }
  t.match(rule, { match: { model: 'acme-1', seed: 7, scale: 0.5, Tone: 'warm' } })
  t.equal((await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: rule })).statusCode, 201, 'the rule can be posted')
})
