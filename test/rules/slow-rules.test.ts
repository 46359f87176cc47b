import t from 'tap'
import type { FileRule } from '../../src/rules/files/load-rules.js'
import { createRuleSet, type RequestView, type RuleSet } from '../../src/rules/rule-set.js'
import type { Rule } from '../../src/rules/rule.js'
import { immediate } from '../../src/stores/awaitable.js'
import { imageRequest } from '../image-request.js'
import { cpuTimeMs } from '../cpu-time.js'

const ruleWith = (revised: string, prompt?: string): Rule => ({ respond: { revised_prompt: revised }, ...(prompt !== undefined && { match: { prompt } }) })
const hostile = imageRequest({ prompt: `${'a'.repeat(60)}!` })
const evil = (index: number) => `/^(a+)+${index}$/`
const fileRules = (rules: Rule[]): FileRule[] => rules.map((rule, index) => ({ rule, file: 'rules.yaml', index, images: [] }))

function decide (ruleSet: RuleSet, question: Partial<RequestView> = {}) {
  return immediate(ruleSet.decide({ request: hostile, prompt: '', ...question }))?.respond.revisedPrompt
}

function timed<Result> (work: () => Result): { result: Result, ms: number } {
  const startMs = cpuTimeMs()
  return { result: work(), ms: cpuTimeMs() - startMs }
}

t.test('a rule whose regular expression takes too long is listed as tooSlow, and the next rule applies', async t => {
  const ruleSet = createRuleSet()
  ruleSet.add(ruleWith('next', '/^a+!$/'))
  ruleSet.add(ruleWith('slow', evil(0)))
  t.equal(decide(ruleSet), 'next')
  t.match(immediate(ruleSet.list())[0], { tooSlow: true })
  t.notOk(immediate(ruleSet.list())[1]!.tooSlow)
  t.equal(decide(ruleSet, { request: imageRequest({ prompt: 'a0' }) }), undefined, 'it no longer matches anything')
})

t.test('many slow rules delay a request only briefly, and rules without regular expressions still apply', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules(fileRules([...Array.from({ length: 400 }, (_, index) => ruleWith('slow', evil(index))), ruleWith('last', 'a*!')]))
  const tries = [1, 2, 3].map(() => timed(() => decide(ruleSet)))
  t.strictSame(tries.map(({ result }) => result), ['last', 'last', 'last'])
  // Without a bound: 400 times 50 ms.
  t.ok(tries.every(({ ms }) => ms < 2_000), JSON.stringify(tries))
  const slow = immediate(ruleSet.list()).filter(({ tooSlow }) => tooSlow).length
  t.ok(slow >= 3 && slow < 400, `${slow} are known now`)
})

t.test('many ordinary regular expressions do not use up the time', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules(fileRules([...Array.from({ length: 3000 }, (_, index) => ruleWith('other', `/b+${index}$/`)), ruleWith('last', '/!$/')]))
  t.equal(decide(ruleSet), 'last')
  t.notOk(immediate(ruleSet.list()).some(({ tooSlow }) => tooSlow))
})

t.test('a slow expression is not run again after a reset, a reload or another posting', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules(fileRules([ruleWith('slow', evil(0))]))
  decide(ruleSet)
  ruleSet.reset()
  t.match(immediate(ruleSet.list()), [{ tooSlow: true }])
  ruleSet.setFileRules(fileRules([ruleWith('new'), ruleWith('other words', evil(0)), ruleWith('another', evil(1))]))
  t.strictSame(immediate(ruleSet.list()).map(({ tooSlow }) => tooSlow), [undefined, true, undefined])
  t.match(ruleSet.add(ruleWith('posted', evil(0))), { tooSlow: true })
})

t.test('a regular expression that exceeds the memory of the engine does not match, and the next rule applies', async t => {
  const ruleSet = createRuleSet()
  ruleSet.add(ruleWith('next'))
  ruleSet.add(ruleWith('too much', '/^(?:(.)|x)*y/u'))
  t.equal(decide(ruleSet, { request: { ...hostile, parameters: { ...hostile.parameters, prompt: 'a'.repeat(2e7) } } }), 'next')
})

t.test('rules without remaining uses are skipped, each matched once', async t => {
  const ruleSet = createRuleSet()
  const rules = Array.from({ length: 5 }, (_, index) => ({ ...ruleWith(`${index}`, index % 2 ? '/a/' : '*a*'), times: 1 }))
  ruleSet.setFileRules(fileRules(rules))
  const served = rules.map(() => {
    const decision = immediate(ruleSet.decide({ request: hostile, prompt: '' }))!
    return decision.respond.revisedPrompt
  })
  t.strictSame(served, ['0', '1', '2', '3', '4'])
  t.equal(decide(ruleSet), undefined)
})
