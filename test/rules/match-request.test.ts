import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../holds.js'
import { createRegexBudget } from '../../src/text/regex-budget.js'
import { createMatcher, parsePattern } from '../../src/rules/match-request.js'
import type { Match } from '../../src/rules/rule.js'
import { imageRequest } from '../image-request.js'
import { cpuTimeMs } from '../cpu-time.js'

const read = (text: string) => parsePattern(text, createRegexBudget())

t.test('exact text, wildcards and regular expressions match', async t => {
  for (const [pattern, fitting, other] of [
    ['otter', ['otter'], ['Otter', 'an otter', 'otters', '']],
    ['*otter*', ['otter', 'two\notters'], ['oter', '']],
    ['otter*', ['otter', 'otters'], ['an otter']],
    ['*otter', ['otter', 'an otter'], ['otters']],
    ['a*b*a', ['aba', 'axbya', 'abba'], ['a', 'aa', 'ab', 'abab']],
    ['aa*aa', ['aaaa', 'aaxaa'], ['aa', 'aaa']],
    ['*', ['', 'anything'], []],
    ['a.c', ['a.c'], ['abc']],
    ['/otter/', ['an otter'], ['OTTER']],
    ['/^sea.otter$/is', ['Sea\nOtter'], ['a sea otter']],
    ['/\\u{1F9A6}/u', ['🦦'], ['u']],
    ['/', ['/'], ['x']]
  ] as Array<[string, string[], string[]]>) {
    const { matches } = read(pattern)
    for (const text of fitting) t.ok(matches(text), `${pattern} fits ${JSON.stringify(text)}`)
    for (const text of other) t.notOk(matches(text), `${pattern} does not fit ${JSON.stringify(text)}`)
  }
})

t.test('only a regular expression can take too long', async t => {
  t.strictSame(['otter', '*a*a*', '/otter/'].map(text => read(text).mayHang()), [false, false, true])
  t.notOk(createMatcher({ prompt: '*', n: 1 }).mayHang())
  t.ok(createMatcher({ prompt: '*', user: '/u/' }).mayHang())
})

t.test('many wildcards match a long text quickly', async t => {
  const startMs = cpuTimeMs()
  t.notOk(read('a*'.repeat(2000) + 'b').matches('a'.repeat(1e6)))
  t.ok(cpuTimeMs() - startMs < 5_000)
})

t.test('a rule matches if all its members do', async t => {
  const request = imageRequest({ prompt: 'A sea otter', model: 'dall-e-3', quality: 'hd', user: 'user-1', response_format: 'b64_json' })
  const fitting = {
    prompt: '*otter', model: 'dall-e-*', size: '1024x1024', quality: 'hd', style: 'vivid', n: 1, user: '/^user-/', response_format: 'b64_json', key: 'sk-1'
  } as const
  t.ok(createMatcher(fitting).matches(request, 'sk-1'))
  t.ok(createMatcher().matches(request, undefined))
  const others = {
    prompt: 'otter', model: 'dall-e-2', size: '1792x1024', quality: 'standard', style: 'natural', n: 2, user: 'user', response_format: 'url', key: 'sk-2'
  } as const
  for (const [name, value] of Object.entries(others)) t.notOk(createMatcher({ ...fitting, [name]: value }).matches(request, 'sk-1'), name)
})

t.test('rules match by operation, number of images, mask and the hash of an upload', async t => {
  const digest = (role: 'image' | 'mask', letter: string) => ({ role, name: role, sha256: letter.repeat(64) })
  const generation = imageRequest()
  const edit = { ...generation, operation: 'edit' as const, inputs: [digest('image', 'a'), digest('image', 'b'), digest('mask', 'c')] }
  const variation = { ...generation, operation: 'variation' as const, inputs: [digest('image', 'a')] }
  const fits = (match: Match) => [generation, edit, variation].map(request => createMatcher(match).matches(request, undefined))
  for (const [match, expected] of [
    [{ operation: 'generation' }, [true, false, false]],
    [{ operation: 'edit' }, [false, true, false]],
    [{ operation: 'variation' }, [false, false, true]],
    [{ images: 0 }, [true, false, false]],
    [{ images: 2 }, [false, true, false]],
    [{ images: 3 }, [false, false, false]],
    [{ mask: true }, [false, true, false]],
    [{ mask: false }, [true, false, true]],
    [{ upload: 'a'.repeat(64) }, [false, true, true]],
    [{ upload: 'A'.repeat(64) }, [false, true, true]],
    [{ upload: 'c'.repeat(8) }, [false, true, false]],
    [{ upload: `${'a'.repeat(63)}b` }, [false, false, false]],
    [{ upload: 'd'.repeat(64) }, [false, false, false]],
    [{ operation: 'edit', images: 2, mask: true, upload: 'b'.repeat(64), prompt: '*otter' }, [false, true, false]]
  ] as Array<[Match, boolean[]]>) t.strictSame(fits(match), expected, JSON.stringify(match))
})

t.test('a parameter that the request lacks does not match', async t => {
  for (const match of [{ quality: 'standard' }, { style: 'vivid' }, { user: '*' }, { key: '*' }] as const) {
    t.notOk(createMatcher(match).matches(imageRequest(), undefined))
  }
})

t.test('property: wildcards match the same texts as the equivalent regular expression', async t => {
  const letters = (alphabet: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength })
  holds(t, [letters('ab.*', 6), letters('ab.\n', 8)], (pattern, text) => {
    const meaning = new RegExp(`^${pattern.split('*').map(piece => piece.replaceAll('.', '\\.')).join('[^]*')}$`)
    assert.equal(read(pattern).matches(text), meaning.test(text))
  }, 1_000)
})

t.test('property: a text matches itself with parts replaced by wildcards', async t => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter(text => !text.includes('*') && !text.startsWith('/'))
  holds(t, [text, fc.nat(40), fc.nat(40)], (text, one, other) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)]
    for (const pattern of [text, `${text.slice(0, from)}*${text.slice(to)}`, `*${text.slice(from, to)}*`]) assert.ok(read(pattern).matches(text), pattern)
  })
})
