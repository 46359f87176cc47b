import t from 'tap'
import { didYouMean, expectedMessage, maskSecret, preview, unknownNameMessage } from '../../src/text/messages.js'

t.test('a masked secret shows the last four characters, and at most half', async t => {
  for (const [secret, shown] of [['sk-proj-abcdefgh4f2a', '…4f2a'], ['12345678', '…5678'], ['1234567', '…567'], ['ab', '…b'], ['a', '…'], ['', '…']] as const) {
    t.equal(maskSecret(secret), shown)
  }
})

t.test('a message has the expected and the given value, and suggests the nearest choice', async t => {
  const choices = ['reset', 'empty']
  const message = (got: unknown) => expectedMessage({ expected: 'one of reset, empty', where: 'fault', got, choices })
  t.equal(message('rest'), 'Expected one of reset, empty for fault, got "rest". Did you mean reset?')
  t.equal(message('x'), 'Expected one of reset, empty for fault, got "x".')
  t.equal(message(undefined), 'Expected one of reset, empty for fault, got nothing.')
  t.equal(unknownNameMessage({ kind: 'member', name: 'emtpy', where: 'rules[0]', names: choices }),
    'Unknown member "emtpy" in rules[0]. Did you mean empty? Expected some of reset, empty.')
})

t.test('the nearest name begins with the word, or differs in at most a third of the letters', async t => {
  for (const [word, name] of [
    ['rate_limit', 'rate_limit_exceeded'], ['PROMPT', 'prompt'], ['prmopt', 'prompt'], ['promt', 'prompt'],
    ['pr', undefined], ['plan', undefined], ['p'.repeat(65), undefined]
  ] as const) t.equal(didYouMean(word, ['prompt', 'rate_limit_exceeded']), name === undefined ? '' : ` Did you mean ${name}?`, word)
})

t.test('names are compared without the given prefix, and suggested with it', async t => {
  const suggestion = (flag: string) => didYouMean(flag, ['--host', '--port'], name => name.replace(/^-+/, ''))
  t.equal(suggestion('-prot'), ' Did you mean --port?')
  t.equal(suggestion('--x'), '')
})

t.test('a preview is one short line for any value', async t => {
  for (const [value, text] of [
    [null, 'null'], [NaN, 'NaN'], [1n, '1n'], [/a/, '/a/'], ['a\nb\u2028', '"a\\nb\\u2028"'],
    [[[[[1]]]], '[[[[...]]]]'], [{ a: { b: { c: {} } } }, '{"a":{"b":{"c":{...}}}}'],
    ['x'.repeat(81), `"${'x'.repeat(80)}..."`]
  ] as const) t.equal(preview(value), text)
  t.ok(preview(Array(1e6).fill('x'.repeat(1e3))).length <= 83)
})
