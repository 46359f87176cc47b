import t from 'tap'
import { createPattern as createPatternOf, createWildcards } from '../../../src/journal/filters/journal-pattern.js'
import { createRegexBudget } from '../../../src/text/regex-budget.js'
import { cpuTimeMs } from '../../cpu-time.js'

const createPattern = (text: string) => createPatternOf(text, createRegexBudget(), 'prompt')
const matches = (pattern: string, value: string) => createPattern(pattern)([value])[0]

t.test('a text without wildcards matches only itself', async t => {
  t.strictSame(createPattern('A cat')(['A cat', 'a cat', 'A cat.', '', ' A cat']), [true, false, false, false, false])
  t.equal(matches('', ''), true)
  t.equal(matches('a.c', 'abc'), false)
})

t.test('an asterisk matches any number of characters', async t => {
  for (const [pattern, value, expected] of [
    ['*', '', true], ['*', 'x\ny', true], ['a*', 'abc', true], ['a*', 'ba', false], ['*c', 'abc', true], ['*c', 'cd', false],
    ['a*c', 'ac', true], ['a*c', 'abbc', true], ['a*c', 'acb', false], ['aa*aa', 'aaa', false], ['aa*aa', 'aaaa', true],
    ['*otter*', 'A sea otter.', true], ['*otter*', 'A sea lion', false], ['a*b*c', 'a-b-b-c', true], ['a*b*c', 'a-c-b', false],
    ['a**c', 'ac', true], ['*a*a*', 'a', false], ['*a*a*', 'aa', true], ['[a]*(b', '[a]x(b', true], ['水*🦦', '水 の 🦦', true]
  ] as const) {
    t.equal(matches(pattern, value), expected, `${pattern} and ${value}`)
  }
})

t.test('a regular expression between slashes can have flags', async t => {
  t.equal(matches('/otters?$/', 'sea otter'), true)
  t.equal(matches('/OTTER/', 'sea otter'), false)
  t.equal(matches('/OTTER/i', 'sea otter'), true)
  t.equal(matches('/^a.b$/s', 'a\nb'), true)
  t.equal(matches('/a/b/', 'xa/bx'), true)
})

t.test('text with slashes that is not a regular expression is matched literally', async t => {
  t.strictSame(['/', '//', '/a', 'a/b/', '/a/B2'].map(text => matches(text, text)), [true, true, true, true, true])
  t.strictSame(createWildcards('/v1/images/generations')(['/v1/images/generations']), [true])
})

t.test('an invalid regular expression or an unknown flag is refused', async t => {
  t.throws(() => createPattern('/(/'), {
    name: 'JournalError',
    message: 'Expected a JavaScript regular expression with the flags i, m, s and u (Unterminated group) for prompt, got "/(/".'
  })
  for (const flags of ['x', 'g', 'y']) {
    t.throws(() => createPattern(`/a/${flags}`), {
      message: `Expected a JavaScript regular expression with the flags i, m, s and u (unknown flags ${flags}) for prompt, got "/a/${flags}".`
    })
  }
})

t.test('a regular expression that takes too long is stopped, regardless of the number of values, and not tried again', async t => {
  const endless = createPattern('/^(a+)+$/')
  t.throws(() => endless(Array(1000).fill('a'.repeat(4000) + 'b')), {
    name: 'JournalError',
    message: 'The regular expression /^(a+)+$/ for prompt takes too long to match. Avoid repetitions inside repetitions, such as (a+)+.'
  })
  const startMs = cpuTimeMs()
  t.throws(() => endless(['aaa']), { message: /takes too long/ })
  t.ok(cpuTimeMs() - startMs < 25)
})

t.test('a regular expression that exceeds the memory of the engine is refused', async t => {
  t.throws(() => matches('/^(?:(.)|x)*y/u', 'a'.repeat(2e7)), {
    name: 'JournalError',
    message: 'The regular expression /^(?:(.)|x)*y/u for prompt takes too long to match. Avoid repetitions inside repetitions, such as (a+)+.'
  })
})

t.test('asterisks do not backtrack: even a hostile pattern is fast on a hostile text', async t => {
  const startMs = cpuTimeMs()
  t.equal(matches('*a'.repeat(2000) + 'b', 'a'.repeat(100_000)), false)
  t.equal(matches('*' + 'a'.repeat(2000) + 'b*', 'a'.repeat(100_000)), false)
  t.equal(matches('*'.repeat(4000), 'a'.repeat(100_000)), true)
  t.ok(cpuTimeMs() - startMs < 2_000)
})
