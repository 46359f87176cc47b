import t from 'tap'
import { createValidate } from '../../src/contract/validation/validate.js'
import { ApiError } from '../../src/errors/api-error.js'
import { insufficientQuota, invalidApiKey, malformedJson, rateLimitExceeded, serverError } from '../../src/errors/catalogue.js'
import { createChecks, type ChecksOptions } from '../../src/operations/checks.js'
import type { Exchange } from '../../src/operations/exchange.js'
import { createRuleSet } from '../../src/rules/rule-set.js'

const organization = 'org-1'

/** Creates an exchange with this JSON value as its body. */
function exchangeWith (json: unknown, given: Partial<Exchange> = {}): Exchange {
  return {
    id: 'req_1', method: 'POST', url: '/v1/images/generations', headers: {}, key: 'sk-1', receivedMs: 0, startedMs: 0, operation: 'generation', json, ...given
  }
}

/** Creates checks that every request passes, except for the given ones. */
function checksWith (some: Partial<ChecksOptions> = {}) {
  return createChecks({
    authenticate: () => undefined,
    readBody: () => undefined,
    validate: createValidate(),
    takeFromLimit: () => undefined,
    drawError: () => undefined,
    decide: createRuleSet().decide,
    directives: true,
    organization,
    project: 'proj_x',
    ...some
  })
}

t.test('resolves a request that passes every check', async t => {
  const exchange = exchangeWith({ prompt: 'A sea otter', size: '512x512' })
  t.equal(await checksWith()(exchange), undefined)
  t.match(exchange.request, { parameters: { prompt: 'A sea otter', size: '512x512' } })
  t.equal(exchange.decidedBy, undefined)
})

t.test('returns the refusal of the first check in order, and sets decidedBy to that check', async t => {
  const refusals: Array<[kind: string, name: string, Partial<ChecksOptions>]> = [
    ['auth', 'key', { authenticate: () => invalidApiKey('sk-1') }],
    ['transport', 'body', { readBody: () => malformedJson() }],
    ['validation', 'validation', { validate: () => serverError('req_1') }],
    ['behaviour', 'imagesPerMinute', { takeFromLimit: () => rateLimitExceeded(organization, 5, 6) }],
    ['behaviour', 'errorRate', { drawError: () => insufficientQuota() }]
  ]
  for (const [index, [kind, name]] of refusals.entries()) {
    const exchange = exchangeWith({ prompt: 'A sea otter' })
    const remaining = Object.assign({}, ...refusals.slice(index).map(([, , options]) => options)) as Partial<ChecksOptions>
    const refusal = await checksWith(remaining)(exchange)
    t.ok(refusal instanceof ApiError)
    t.strictSame(exchange.decidedBy, { kind, name, reason: refusal!.message })
  }
})

t.test('waits for a check that returns a promise, such as a limit in an external store', async t => {
  const later = <Value> (value: Value) => new Promise<Value>(resolve => setImmediate(resolve, value))
  const refusal = rateLimitExceeded(organization, 5, 6)
  const taken: unknown[] = []
  const runChecks = checksWith({
    authenticate: () => later(undefined),
    takeFromLimit: (...args) => {
      taken.push(args)
      return later(taken.length > 1 ? refusal : undefined)
    }
  })
  t.equal(await runChecks(exchangeWith({ prompt: 'A sea otter', n: 3 })), undefined)
  t.equal(await runChecks(exchangeWith({ prompt: 'A sea otter' })), refusal)
  t.strictSame(taken, [['sk-1', 3, undefined], ['sk-1', 1, undefined]])
})

t.test('a rule that refuses does not use the limit, and decidedBy has its fields', async t => {
  const rules = createRuleSet()
  const { id } = rules.add({ description: 'Out of order', match: { prompt: '*otter*' }, respond: { error: 'server_error' }, times: 2 })
  const runChecks = checksWith({ decide: rules.decide, takeFromLimit: () => t.fail('the limit is used') as never })
  const exchange = exchangeWith({ prompt: 'A sea otter' })
  t.match(await runChecks(exchange), { status: 500 })
  t.strictSame(exchange.decidedBy, {
    kind: 'rule',
    source: 'posted',
    id,
    description: 'Out of order',
    name: 'error=server_error',
    respond: { error: 'server_error' },
    served: 1,
    times: 2,
    reason: 'Out of order, 1 of 2 times'
  })
})

t.test('removes the directive from the prompt before validation', async t => {
  const exchange = exchangeWith({ prompt: 'A sea otter [mock delay=1s]' })
  t.equal(await checksWith()(exchange), undefined)
  t.equal(exchange.request!.parameters.prompt, 'A sea otter')
  t.match(exchange.directives, { rawPrompt: 'A sea otter [mock delay=1s]', prompt: { respond: { delay: '1s' } } })
  t.match(exchange.decidedBy, { kind: 'prompt', source: 'prompt', name: 'delay=1s' })
})
