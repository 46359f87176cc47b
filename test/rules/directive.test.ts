import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../holds.js'
import { RuleError } from '../../src/rules/rule-error.js'
import { cutDirective, parseDirective } from '../../src/rules/directive.js'
import { cpuTimeMs } from '../cpu-time.js'

t.test('parses every word of a directive', async t => {
  for (const [text, rule] of [
    ['error=rate_limit_exceeded times=2 retryAfter=20s', { respond: { error: 'rate_limit_exceeded', retryAfter: '20s' }, times: 2 }],
    ['  delay=250ms\tfault=drip\nasset=expired bytes=3MB ', { respond: { delay: '250ms', fault: 'drip', asset: 'expired', bytes: '3MB' } }],
    ['as-of=2026-12-01 retry-after=2s error=slow_down', { respond: { asOf: '2026-12-01', retryAfter: '2s', error: 'slow_down' } }],
    ['asOf=today', { respond: { asOf: 'today' } }],
    ['revised_prompt="A \\"sea\\" otter\\\\ ] x=y" delay="1s-3s"', { respond: { revised_prompt: 'A "sea" otter\\ ] x=y', delay: '1s-3s' } }]
  ] as const) t.strictSame(parseDirective(text), rule)
})

t.test('names the invalid word and the allowed ones', async t => {
  const answers = 'error, retryAfter, delay, fault, after, partials, partialDelay, asset, revised_prompt, bytes, asOf'
  for (const [text, message] of [
    ['', `Cannot use the directive "": it has no words. Add some of ${answers}.`],
    ['times=2', `Cannot use the directive "times=2": it has no word besides times. Add some of ${answers}.`],
    ['eror=x', `Unknown word "eror" in the directive "eror=x". Did you mean error? Expected some of ${answers}, times.`],
    ['please delay=1s', 'Expected word=value or word="value with spaces" for the directive "please delay=1s", got "please".'],
    ['delay="1s', 'Expected word=value or word="value with spaces" for the directive "delay=\\"1s", got "delay=\\"1s".'],
    ['delay=1s delay=2s', 'Cannot use delay in the directive "delay=1s delay=2s": it occurs twice. Remove one of the two.'],
    ['delay=1s times=two', 'Expected an integer from 1 to 1000000 for times in the directive "delay=1s times=two", got "two".'],
    ['bytes=1GB', 'Expected a size up to 8MB (such as 3MB, 1.5MB or 512KiB) for bytes in the directive "bytes=1GB", got "1GB".'],
    ['usage=5', 'Cannot use usage in the directive "usage=5": its value is an object. Add a rule, or write it into a rule file.'],
    ['as-of=2026-13-01', 'Expected a day (such as 2026-12-01) or today for asOf in the directive "as-of=2026-13-01", got "2026-13-01".'],
    ['as-of=today times=2', 'Cannot use times in the directive "as-of=today times=2": it is incompatible with asOf in a directive. Remove one of the two.'],
    ['image=otter.jpg', 'Cannot use image in the directive "image=otter.jpg": requests cannot open files. Name the image in a rule file.']
  ] as const) t.throws(() => parseDirective(text), { name: 'RuleError', message })
})

t.test('removes the directive and one adjacent space from the prompt', async t => {
  for (const [prompt, rest, directive] of [
    ['A sea otter [mock error=server_error times=2]', 'A sea otter', 'error=server_error times=2'],
    ['[mock delay=1s] A cat', 'A cat', 'delay=1s'],
    ['A [mock delay=1s] cat', 'A cat', 'delay=1s'],
    ['A  [mock delay=1s]  cat', 'A   cat', 'delay=1s'],
    ['[mock delay=1s]', '', 'delay=1s'],
    ['a [mock delay=1s] [mock times=2] b', 'a b', 'delay=1s times=2'],
    ['A cat [mock revised_prompt="x ] \\" ] y"]!', 'A cat!', 'revised_prompt="x ] \\" ] y"']
  ] as const) t.strictSame(cutDirective(prompt), { prompt: rest, directive })
})

t.test('leaves text that only resembles a directive', async t => {
  for (const prompt of ['', 'A cat', '[mocking bird]', '[mock]', '[mock turtle]', '[mock ', 'mock error=x', '[Mock error=x]']) {
    t.strictSame(cutDirective(prompt), { prompt })
  }
})

t.test('rejects a directive without a closing bracket', async t => {
  t.throws(() => cutDirective('A cat [mock delay=1s'), {
    name: 'RuleError', message: 'Cannot use the directive "[mock delay=1s": it has no closing bracket. Add a ].'
  })
  t.throws(() => cutDirective('[mock revised_prompt="x]'), { name: 'RuleError' })
})

t.test('parses a hostile prompt of a megabyte in linear time', async t => {
  const megabyte = (text: string) => text.repeat(1e6 / text.length)
  const hostile = ['[mock ', '[mock a=b]', '[mock     ', 'x [mock a=b] ', '[mock a', 'a=', '[', ' '].map(megabyte)
  const startMs = cpuTimeMs()
  for (const text of [...hostile, '[mock ' + megabyte('a'), '[mock a="' + megabyte('\\'), '[mock a=' + megabyte('"')]) {
    try {
      const { directive } = cutDirective(text)
      if (directive) parseDirective(directive)
    } catch (error) {
      t.match(error, { name: 'RuleError', message: /^.{1,400}$/ })
    }
    try {
      parseDirective(text)
    } catch (error) {
      t.match(error, { name: 'RuleError', message: /^.{1,400}$/ })
    }
  }
  // One quadratic pass over a megabyte takes minutes.
  t.ok(cpuTimeMs() - startMs < 10_000)
})

function refusedInOneLine (error: unknown): void {
  assert.ok(error instanceof RuleError, String(error))
  assert.match(error.message, /^.{1,400}$/)
}

/** Returns the text in quotes, with a backslash before quotes and backslashes, or before every character. */
const quoted = (text: string, everything: boolean) => `"${text.replace(everything ? /[^]/g : /["\\]/g, '\\$&')}"`
/** Text with many parts of directives. */
const almostDirective = fc.array(fc.constantFrom('[mock ', '[', '\u2028', ']', '"', '\\', ' ', '\n', 'a=', 'delay=1s', 'times=2', 'revised_prompt=', 'otter', '🦦'), { maxLength: 20 }).map(pieces => pieces.join(''))

t.test('property: quoted values in a directive within any prompt are parsed unchanged', async t => {
  const bare = fc.string({ unit: 'grapheme', maxLength: 30 }).filter(text => !text.includes('[mock'))
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), almostDirective)
  holds(t, [bare, words, fc.boolean(), fc.integer({ min: 1, max: 1_000_000 }), bare], (before, words, everything, times, after) => {
    const { prompt, directive } = cutDirective(`${before}[mock revised_prompt=${quoted(words, everything)} times=${times}]${after}`)
    assert.deepEqual(parseDirective(directive!), { respond: { revised_prompt: words }, times })
    // One of the spaces next to the directive can be removed with it.
    assert.ok([before + after, before.slice(0, -1) + after, before + after.slice(1)].includes(prompt), prompt)
  })
})

t.test('property: any prompt is shortened, unchanged or rejected with a RuleError', async t => {
  holds(t, [fc.oneof(almostDirective, fc.string({ unit: 'binary' }))], text => {
    try {
      const { prompt, directive } = cutDirective(text)
      if (directive === undefined) return assert.equal(prompt, text)
      assert.ok(prompt.length + directive.length < text.length)
      let from = 0
      for (const character of prompt) from = text.indexOf(character, from) + character.length || NaN
      assert.ok(from <= text.length, 'the characters are in their original order')
    } catch (error) {
      refusedInOneLine(error)
    }
  })
})

t.test('property: any directive is a rule or a RuleError of one line', async t => {
  holds(t, [fc.oneof(almostDirective, fc.string({ unit: 'binary' }))], text => {
    try {
      assert.ok(Object.keys(parseDirective(text).respond).length > 0)
    } catch (error) {
      refusedInOneLine(error)
    }
  })
})
