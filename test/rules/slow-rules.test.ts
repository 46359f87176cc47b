import t from 'tap'
import type { FileRule } from '../../src/rules/files/load-rules.js'
import { createRuleSet, type RequestView, type RuleSet } from '../../src/rules/rule-set.js'
import type { Rule } from '../../src/rules/rule.js'
import { imageRequest } from '../image-request.js'

const says = (revised: string, prompt?: string): Rule => ({ respond: { revised_prompt: revised }, ...(prompt !== undefined && { match: { prompt } }) })
const hostile = imageRequest({ prompt: `${'a'.repeat(60)}!` })
const evil = (index: number) => `/^(a+)+${index}$/`
const fileRules = (rules: Rule[]): FileRule[] => rules.map((rule, index) => ({ rule, file: 'rules.yaml', index, images: [] }))

function ask (book: RuleSet, question: Partial<RequestView> = {}) {
  return book.decide({ request: hostile, prompt: '', ...question })?.respond.revisedPrompt
}

function timed<Result> (work: () => Result): { result: Result, ms: number } {
  const startMs = performance.now()
  return { result: work(), ms: performance.now() - startMs }
}

t.test('a rule with a regular expression that takes too long is listed as such, and the next one decides', async t => {
  const book = createRuleSet()
  book.add(says('next', '/^a+!$/'))
  book.add(says('slow', evil(0)))
  t.equal(ask(book), 'next')
  t.match(book.list()[0], { tooSlow: true })
  t.notOk(book.list()[1]!.tooSlow)
  t.equal(ask(book, { request: imageRequest({ prompt: 'a0' }) }), undefined, 'it fits nothing any more')
})

t.test('however many rules take too long, a request waits for a moment only, and rules without regular expressions decide', async t => {
  const book = createRuleSet()
  book.setFileRules(fileRules([...Array.from({ length: 400 }, (_, index) => says('slow', evil(index))), says('last', 'a*!')]))
  const tries = [1, 2, 3].map(() => timed(() => ask(book)))
  t.strictSame(tries.map(({ result }) => result), ['last', 'last', 'last'])
  // Without a bound: 400 times 50 ms.
  t.ok(tries.every(({ ms }) => ms < 2_000), JSON.stringify(tries))
  const slow = book.list().filter(({ tooSlow }) => tooSlow).length
  t.ok(slow >= 3 && slow < 400, `${slow} are known now`)
})

t.test('many sound regular expressions never spend the time', async t => {
  const book = createRuleSet()
  book.setFileRules(fileRules([...Array.from({ length: 3000 }, (_, index) => says('other', `/b+${index}$/`)), says('last', '/!$/')]))
  t.equal(ask(book), 'last')
  t.notOk(book.list().some(({ tooSlow }) => tooSlow))
})

t.test('what took too long is not paid for again after a reset, a new reading or another posting', async t => {
  const book = createRuleSet()
  book.setFileRules(fileRules([says('slow', evil(0))]))
  ask(book)
  book.reset()
  t.match(book.list(), [{ tooSlow: true }])
  book.setFileRules(fileRules([says('new'), says('other words', evil(0)), says('another', evil(1))]))
  t.strictSame(book.list().map(({ tooSlow }) => tooSlow), [undefined, true, undefined])
  t.match(book.add(says('posted', evil(0))), { tooSlow: true })
})

t.test('a regular expression that is more than the engine can hold fits nothing, and the next rule decides', async t => {
  const book = createRuleSet()
  book.add(says('next'))
  book.add(says('too much', '/^(?:(.)|x)*y/u'))
  t.equal(ask(book, { request: { ...hostile, parameters: { ...hostile.parameters, prompt: 'a'.repeat(2e7) } } }), 'next')
})

t.test('a rule is found among those that are spent, each asked once', async t => {
  const book = createRuleSet()
  const rules = Array.from({ length: 5 }, (_, index) => ({ ...says(`${index}`, index % 2 ? '/a/' : '*a*'), times: 1 }))
  book.setFileRules(fileRules(rules))
  const served = rules.map(() => {
    const decision = book.decide({ request: hostile, prompt: '' })!
    decision.serve()
    return decision.respond.revisedPrompt
  })
  t.strictSame(served, ['0', '1', '2', '3', '4'])
  t.equal(ask(book), undefined)
})
