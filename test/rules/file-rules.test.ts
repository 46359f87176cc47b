import t from 'tap'
import type { FileRule } from '../../src/rules/files/load-rules.js'
import { createRuleSet, type RuleSet } from '../../src/rules/rule-set.js'
import type { Rule } from '../../src/rules/rule.js'
import { immediate } from '../../src/stores/awaitable.js'
import { imageRequest } from '../image-request.js'

const request = imageRequest()
const ruleWith = (revised: string, rule: Partial<Rule> = {}): Rule => ({ respond: { revised_prompt: revised }, times: 1, ...rule })
const filesOf = (rules: Rule[], file = 'rules.yaml'): FileRule[] => rules.map((rule, index) => ({ rule, file, index, images: [] }))

function decide (ruleSet: RuleSet, key?: string) {
  const decision = immediate(ruleSet.decide({ request, prompt: request.parameters.prompt, key }))
  return decision?.respond.revisedPrompt
}

t.test('new rules of files replace the old ones and count from zero', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules(filesOf([ruleWith('old')]))
  decide(ruleSet)
  ruleSet.setFileRules(filesOf([ruleWith('new')]))
  t.strictSame([decide(ruleSet), decide(ruleSet)], ['new', undefined])
})

t.test('an unchanged rule at the same place keeps its counts when other rules change', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([...filesOf([ruleWith('a'), ruleWith('b')]), ...filesOf([ruleWith('c')], 'z.yaml')])
  t.strictSame([1, 2, 3, 4].map(() => decide(ruleSet, 'sk-1')), ['a', 'b', 'c', undefined])
  ruleSet.setFileRules([...filesOf([ruleWith('a'), ruleWith('changed')]), ...filesOf([ruleWith('c')], 'z.yaml')])
  t.match(immediate(ruleSet.list('sk-1')), [{ left: 0, served: 1 }, { left: 1, served: 0 }, { left: 0, served: 1 }])
  t.strictSame([1, 2].map(() => decide(ruleSet, 'sk-1')), ['changed', undefined])
  ruleSet.setFileRules(filesOf([ruleWith('changed'), ruleWith('a')]))
  t.strictSame([1, 2, 3].map(() => decide(ruleSet, 'sk-1')), ['changed', 'a', undefined], 'in another place they count from zero')
})

t.test('the same rule in two files, or twice in one, has separate counts', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([...filesOf([ruleWith('a'), ruleWith('a')]), ...filesOf([ruleWith('a')], 'z.yaml')])
  t.strictSame([1, 2, 3, 4].map(() => decide(ruleSet)), ['a', 'a', 'a', undefined])
})

t.test('a rule that is removed and added again counts from zero', async t => {
  const ruleSet = createRuleSet()
  for (const [rules, expected] of [[[ruleWith('a')], 'a'], [[ruleWith('a')], undefined], [[], undefined], [[ruleWith('a')], 'a']] as const) {
    ruleSet.setFileRules(filesOf([...rules]))
    t.equal(decide(ruleSet), expected)
  }
})

t.test('a rule keeps its counts when the path of its image changes', async t => {
  const ruleSet = createRuleSet()
  const rule: Rule = { respond: { image: 'a.png' }, times: 2 }
  for (const [images, left] of [[['/1/a.png'], 1], [['/2/a.png'], 0]] as const) {
    ruleSet.setFileRules([{ rule, file: 'a.yaml', index: 0, images }])
    const decision = immediate(ruleSet.decide({ request, prompt: '' }))!
    t.strictSame([decision.respond.images, decision.source.left], [images, left])
  }
})
