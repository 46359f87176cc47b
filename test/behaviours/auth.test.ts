import t from 'tap'
import { apiKeyOf, createAuth } from '../../src/behaviours/auth.js'

t.test('reads a key from a Bearer header, or from a Basic header without a user', async t => {
  for (const [header, key] of [
    ['Bearer sk-1', 'sk-1'],
    ['bearer  sk-1 ', 'sk-1'],
    [`Basic ${btoa(':sk-1')}`, 'sk-1'],
    [`Basic ${btoa(':sk:1')}`, 'sk:1'],
    [`Basic ${btoa('user:sk-1')}`, undefined],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Token sk-1', undefined],
    ['sk-1', undefined],
    ['', undefined],
    [undefined, undefined]
  ] as const) {
    t.equal(apiKeyOf(header), key, String(header))
  }
})

t.test('every request is accepted if no keys are configured', async t => {
  t.equal(createAuth(undefined)(undefined), undefined)
})

t.test('a list accepts only its keys', async t => {
  t.match(createAuth(['a'])(undefined)?.message, /^You didn't provide an API key/)
  t.match(createAuth(['a'])('b')?.message, /^Incorrect API key provided: b\./)
  t.equal(createAuth(['a'])('a'), undefined)
})
