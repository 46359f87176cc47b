import t from 'tap'
import type { FileRule } from '../../src/rules/files/load-rules.js'
import { createRuleSet, type RequestView, type RuleSet } from '../../src/rules/rule-set.js'
import type { Rule } from '../../src/rules/rule.js'
import { immediate } from '../../src/stores/awaitable.js'
import { imageRequest } from '../image-request.js'

const request = imageRequest()
const ruleWith = (revised: string, rule: Partial<Rule> = {}): Rule => ({ respond: { revised_prompt: revised }, ...rule })
const fromFile = (rule: Rule, index = 0): FileRule => ({ rule, file: 'rules.yaml', index, images: [] })

const decide = (ruleSet: RuleSet, question: Partial<RequestView> = {}) => immediate(ruleSet.decide({ request, prompt: '', ...question }))
const list = (ruleSet: RuleSet, key?: string) => immediate(ruleSet.list(key))

function ask (ruleSet: RuleSet, question: Partial<RequestView> = {}) {
  return decide(ruleSet, { prompt: request.parameters.prompt, ...question })?.respond.revisedPrompt
}

t.test('precedence: header, prompt, newest posted rule, files in order; a rule without remaining uses is skipped', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([fromFile(ruleWith('file 0', { times: 1 })), fromFile(ruleWith('file 1', { times: 1 }), 1)])
  ruleSet.add(ruleWith('posted first', { times: 1 }))
  ruleSet.add(ruleWith('posted last', { times: 1 }))
  ruleSet.add(ruleWith('another prompt', { match: { prompt: 'cat' } }))
  const question = { header: ruleWith('header', { times: 1 }), promptDirective: ruleWith('prompt', { times: 1 }) }
  const decided = Array.from({ length: 7 }, () => ask(ruleSet, question))
  t.strictSame(decided, ['header', 'prompt', 'posted last', 'posted first', 'file 0', 'file 1', undefined])
})

t.test('a decision has the source of its rule and the remaining uses', async t => {
  const ruleSet = createRuleSet()
  const question = { prompt: 'A sea otter', key: 'sk-1' }
  const rule = ruleWith('x', { times: 3, description: 'Three times' })
  ruleSet.setFileRules([fromFile(rule)])
  const { undo: _, ...decision } = decide(ruleSet, question)!
  t.strictSame(decision, {
    respond: { revisedPrompt: 'x' }, rule, source: { kind: 'file', file: 'rules.yaml', index: 0, description: 'Three times', times: 3, left: 2 }
  })
  ruleSet.add(ruleWith('y'))
  t.strictSame(decide(ruleSet, question)?.source, { kind: 'posted', id: 'rule_1' })
  t.strictSame(decide(ruleSet, { ...question, header: ruleWith('z', { times: 2 }) })?.source, { kind: 'header', times: 2, left: 1 })
  t.equal(decide(ruleSet, { ...question, header: rule })?.rule, rule, 'in the user\'s words')
  t.strictSame(decide(ruleSet, { ...question, promptDirective: ruleWith('z') })?.source, { kind: 'prompt' })
})

t.test('a decision counts as a use, unless it is undone', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([fromFile(ruleWith('file', { times: 1 }))])
  const { id } = ruleSet.add(ruleWith('posted', { times: 1 }))
  const header = ruleWith('header', { times: 1 })
  for (const question of [{ header }, {}]) {
    for (let round = 0; round < 2; round++) {
      const decision = decide(ruleSet, question)!
      t.match(decision.source, { times: 1, left: 0 })
      decision.undo()
    }
  }
  t.match(list(ruleSet), [{ id, served: 0, left: 1 }, { served: 0, left: 1 }])
  t.strictSame([1, 2, 3, 4].map(() => ask(ruleSet, { header })), ['header', 'posted', 'file', undefined])
  t.match(list(ruleSet), [{ id, served: 1, left: 0 }, { served: 1, left: 0 }])
})

t.test('a rule with an empty response prevents later rules', async t => {
  const ruleSet = createRuleSet()
  ruleSet.add(ruleWith('weaker'))
  ruleSet.add({ match: { prompt: '*otter*' }, respond: {} })
  t.strictSame(decide(ruleSet, { prompt: request.parameters.prompt })?.respond, {})
})

t.test('a directive counts for each key, prompt and wording separately', async t => {
  const ruleSet = createRuleSet()
  const header = ruleWith('header', { times: 1 })
  const questions = [
    { header }, { header, key: 'sk-1' }, { header, key: 'sk-2' }, { header, prompt: 'A cat' },
    { header: ruleWith('header', { times: 2 }) }, { promptDirective: header }
  ]
  for (const question of questions) t.equal(ask(ruleSet, question), 'header', JSON.stringify(question))
  t.strictSame(questions.map(question => ask(ruleSet, question)), [undefined, undefined, undefined, undefined, 'header', undefined])
})

t.test('the counts of directives are bounded; the least recently used are removed', async t => {
  const ruleSet = createRuleSet({ maxCounters: 2 })
  const header = ruleWith('header', { times: 1 })
  for (const prompt of ['a', 'b', 'c']) ask(ruleSet, { header, prompt })
  t.equal(ask(ruleSet, { header, prompt: 'c' }), undefined)
  t.equal(ask(ruleSet, { header, prompt: 'a' }), 'header', 'its count was removed, so it counts from zero')
  for (const prompt of ['d', 'e', 'f']) ask(ruleSet, { header: ruleWith('always'), prompt })
  t.equal(ask(ruleSet, { header, prompt: 'a' }), undefined, 'a directive without times is not counted')
})

t.test('a rule of a file counts for each key separately', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([fromFile(ruleWith('file', { times: 1 }))])
  t.strictSame(['sk-1', 'sk-2', undefined, 'sk-1', undefined].map(key => ask(ruleSet, { key })), ['file', 'file', 'file', undefined, undefined])
  t.match(list(ruleSet, 'sk-3'), [{ id: 'rules.yaml#0', source: 'file', times: 1, left: 1, served: 3 }])
  t.match(list(ruleSet, 'sk-1'), [{ left: 0, served: 3 }])
})

t.test('a posted rule is listed with its id, remaining uses and masked owner', async t => {
  const ruleSet = createRuleSet()
  const rule = ruleWith('x', { times: 2 })
  t.strictSame(ruleSet.add(rule, 'sk-test-12345678'), { id: 'rule_1', source: 'posted', owner: '…5678', rule, times: 2, left: 2, served: 0 })
  ask(ruleSet, { key: 'sk-test-12345678' })
  t.strictSame(list(ruleSet), [{ id: 'rule_1', source: 'posted', owner: '…5678', rule, times: 2, left: 1, served: 1 }])
  t.match(ruleSet.add(rule, 'short'), { owner: '…rt' })
})

t.test('fifty keys in one rule set do not affect each other', async t => {
  const ruleSet = createRuleSet()
  const keys = Array.from({ length: 50 }, (_, index) => `sk-suite-${index}`)
  ruleSet.setFileRules([fromFile(ruleWith('file', { times: 1 }))])
  const ids = keys.map(key => ruleSet.add(ruleWith(key, { times: 2 }), key).id)
  for (const [index, key] of keys.entries()) {
    t.strictSame(list(ruleSet, key).map(({ id }) => id), [ids[index], 'rules.yaml#0'])
    t.notOk(ruleSet.remove(ids[index]!, keys[(index + 1) % 50]))
  }
  for (const key of keys) t.strictSame([1, 2, 3, 4].map(() => ask(ruleSet, { key })), [key, key, 'file', undefined])
  ruleSet.reset(keys[0])
  t.equal(ask(ruleSet, { key: keys[0] }), 'file')
  t.equal(ask(ruleSet, { key: keys[1] }), undefined, 'the counts of another key are kept')
  t.equal(ask(ruleSet, {}), 'file', 'without a key, rules with an owner do not apply')
  t.ok(ruleSet.remove(ids[1]!, keys[1]))
  ruleSet.clear(keys[2])
  t.equal(list(ruleSet).length, 48, '47 posted and the file\'s')
})

t.test('reset without an owner removes all posted rules and resets all counts; rules of files stay', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([fromFile(ruleWith('file', { times: 1 }))])
  ruleSet.add(ruleWith('one', { times: 1 }), 'sk-1')
  ruleSet.add(ruleWith('any', { times: 1 }))
  const header = ruleWith('header', { times: 1 })
  for (let count = 0; count < 4; count++) ask(ruleSet, { key: 'sk-1', header })
  t.equal(ask(ruleSet, { key: 'sk-1', header }), undefined)
  ruleSet.reset()
  t.match(list(ruleSet), [{ source: 'file', left: 1, served: 0 }])
  t.strictSame([1, 2, 3].map(() => ask(ruleSet, { key: 'sk-1', header })), ['header', 'file', undefined])
  t.equal(ruleSet.add(ruleWith('x')).id, 'rule_3', 'an id is never used twice')
})

t.test('a rule of a file has images; a posted rule cannot open files', async t => {
  const ruleSet = createRuleSet()
  ruleSet.setFileRules([{ ...fromFile({ respond: { image: 'a.png' } }), images: ['/folder/a.png'] }])
  t.strictSame(decide(ruleSet)?.respond, { images: ['/folder/a.png'] })
  t.throws(() => ruleSet.add({ respond: { image: 'a.png' } }), {
    name: 'RuleError',
    message: 'Cannot use respond.image: requests cannot open files. Name the image in a rule file.'
  })
})

t.test('the number of posted rules is limited', async t => {
  const ruleSet = createRuleSet({ maxPosted: 1 })
  const { id } = ruleSet.add(ruleWith('x'))
  t.throws(() => ruleSet.add(ruleWith('y')), { message: 'Cannot use the rule: there are already 1 posted rules. Remove some first.' })
  t.ok(ruleSet.remove(id))
  t.notOk(ruleSet.remove(id))
  t.ok(ruleSet.add(ruleWith('y')))
})
