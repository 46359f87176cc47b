import t from 'tap'
import { createPattern as createPatternOf, createWildcards } from '../../src/journal/journal-pattern.js'
import { createRegexBudget } from '../../src/text/regex-budget.js'

const createPattern = (text: string) => createPatternOf(text, createRegexBudget())
const fits = (pattern: string, value: string) => createPattern(pattern)([value])[0]

t.test('a text fits itself and nothing else', async t => {
  t.strictSame(createPattern('A cat')(['A cat', 'a cat', 'A cat.', '', ' A cat']), [true, false, false, false, false])
  t.equal(fits('', ''), true)
  t.equal(fits('a.c', 'abc'), false)
})

t.test('a star stands for any characters, or none', async t => {
  for (const [pattern, value, expected] of [
    ['*', '', true], ['*', 'x\ny', true], ['a*', 'abc', true], ['a*', 'ba', false], ['*c', 'abc', true], ['*c', 'cd', false],
    ['a*c', 'ac', true], ['a*c', 'abbc', true], ['a*c', 'acb', false], ['aa*aa', 'aaa', false], ['aa*aa', 'aaaa', true],
    ['*otter*', 'A sea otter.', true], ['*otter*', 'A sea lion', false], ['a*b*c', 'a-b-b-c', true], ['a*b*c', 'a-c-b', false],
    ['a**c', 'ac', true], ['*a*a*', 'a', false], ['*a*a*', 'aa', true], ['[a]*(b', '[a]x(b', true], ['水*🦦', '水 の 🦦', true]
  ] as const) {
    t.equal(fits(pattern, value), expected, `${pattern} and ${value}`)
  }
})

t.test('a regex between slashes takes flags', async t => {
  t.equal(fits('/otters?$/', 'sea otter'), true)
  t.equal(fits('/OTTER/', 'sea otter'), false)
  t.equal(fits('/OTTER/i', 'sea otter'), true)
  t.equal(fits('/^a.b$/s', 'a\nb'), true)
  t.equal(fits('/a/b/', 'xa/bx'), true)
})

t.test('what only looks like a regex is a text', async t => {
  t.strictSame(['/', '//', '/a', 'a/b/', '/a/B2'].map(text => fits(text, text)), [true, true, true, true, true])
  t.strictSame(createWildcards('/v1/images/generations')(['/v1/images/generations']), [true])
})

t.test('a regex that is none is refused', async t => {
  t.throws(() => createPattern('/(/'), {
    name: 'JournalError',
    message: 'Failed to read the pattern /(/: found "Unterminated group". Please give a regular expression of JavaScript, with the flags i, m, s and u.'
  })
  for (const flags of ['x', 'g', 'y']) t.throws(() => createPattern(`/a/${flags}`), { message: new RegExp(`found "unknown flags ${flags}"`) })
})

t.test('a regex that never ends is stopped, whatever the number of values', async t => {
  const endless = createPattern('/^(a+)+$/')
  t.throws(() => endless(Array(1000).fill('a'.repeat(4000) + 'b')), {
    name: 'JournalError',
    message: 'Failed to match /^(a+)+$/: found that it takes too long. Please write it without repetitions inside repetitions.'
  })
  const startMs = performance.now()
  t.throws(() => endless(['aaa']), { message: /takes too long/ }, 'and is not tried again')
  t.ok(performance.now() - startMs < 25)
})

t.test('a regex that is more than the engine can hold is refused', async t => {
  t.throws(() => fits('/^(?:(.)|x)*y/u', 'a'.repeat(2e7)), { name: 'JournalError', message: /^Failed to / })
})

t.test('stars never go back: a hostile pattern on a hostile text takes next to no time', async t => {
  const before = performance.now()
  t.equal(fits('*a'.repeat(2000) + 'b', 'a'.repeat(100_000)), false)
  t.equal(fits('*' + 'a'.repeat(2000) + 'b*', 'a'.repeat(100_000)), false)
  t.equal(fits('*'.repeat(4000), 'a'.repeat(100_000)), true)
  t.ok(performance.now() - before < 2_000)
})
