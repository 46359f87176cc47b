import t from 'tap'
import { ApiError } from '../../src/errors/api-error.js'
import { namedErrors } from '../../src/errors/named-errors.js'
import { checkRule } from '../../src/rules/check-rule.js'
import { cutDirective, parseDirective } from '../../src/rules/directive.js'
import { assetFaults, faults } from '../../src/rules/faults.js'
import { defineResponse } from '../../src/rules/response-definition.js'
import { Match, Respond } from '../../src/rules/rule.js'
import { triggers } from '../../src/rules/triggers.js'
import { errorContext } from './error-context.js'

const all = triggers()
const valuesOf = (word: string) => all.filter(trigger => trigger.word === word).map(({ value }) => value)

t.test('lists all options of rules and all their values', async t => {
  const words = new Set(all.map(({ word }) => word))
  t.strictSame([...words].sort(), [
    ...Object.keys(Respond.properties), 'times', ...Object.keys(Match.properties).map(name => `match.${name}`)
  ].sort())
  t.strictSame(valuesOf('error'), Object.keys(namedErrors))
  t.strictSame(valuesOf('fault'), Object.keys(faults))
  t.strictSame(valuesOf('asset'), Object.keys(assetFaults))
})

t.test('each example is a valid rule, header and prompt directive with the same meaning', async t => {
  for (const { word, rule, header, prompt, description } of all) {
    t.ok(description, word)
    t.equal(checkRule(rule), rule)
    if (['image', 'usage'].includes(word) || word.startsWith('match.')) {
      t.strictSame([header, prompt], [undefined, undefined])
      continue
    }
    t.strictSame(parseDirective(header!.replace(/^x-mock: /, '')), rule)
    const cut = cutDirective(prompt!)
    t.equal(cut.prompt, 'A sea otter')
    t.strictSame(parseDirective(cut.directive!), rule)
  }
})

t.test('each error has the status and message of the catalogue', async t => {
  for (const { value, status, message } of all.filter(({ word }) => word === 'error')) {
    const named = namedErrors[value as keyof typeof namedErrors]
    t.strictSame({ status, message }, { status: named.entry.example.status, message: named.entry.example.envelope.error.message })
    const error = defineResponse({ error: value as keyof typeof namedErrors }).error!(errorContext)
    t.strictSame(error.envelope, named.make(errorContext).envelope)
  }
})

t.test('a custom error is returned as written, with its retry headers', async t => {
  const error = defineResponse({
    error: { status: 503, message: 'Down.', type: 'gateway_error', headers: { 'X-Trace': 'a' } }, retryAfter: '1.2s'
  }).error!(errorContext)
  t.ok(error instanceof ApiError)
  t.equal(error.status, 503)
  t.strictSame(error.envelope, { error: { message: 'Down.', type: 'gateway_error', param: null, code: null } })
  t.strictSame(error.headers, { 'x-trace': 'a', 'retry-after': '2', 'retry-after-ms': '1200' })
})
