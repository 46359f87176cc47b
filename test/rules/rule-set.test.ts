import t from 'tap'
import type { FileRule } from '../../src/rules/files/load-rules.js'
import { createRuleSet, type RequestView, type RuleSet } from '../../src/rules/rule-set.js'
import type { Rule } from '../../src/rules/rule.js'
import { imageRequest } from '../image-request.js'

const request = imageRequest()
const says = (revised: string, rule: Partial<Rule> = {}): Rule => ({ respond: { revised_prompt: revised }, ...rule })
const fromFile = (rule: Rule, index = 0): FileRule => ({ rule, file: 'rules.yaml', index, images: [] })

function ask (book: RuleSet, question: Partial<RequestView> = {}) {
  const decision = book.decide({ request, prompt: request.parameters.prompt, ...question })
  decision?.serve()
  return decision?.respond.revisedPrompt
}

t.test('the strongest rule decides: header, prompt, the newest posted, files in their order; spent ones let the next', async t => {
  const book = createRuleSet()
  book.setFileRules([fromFile(says('file 0', { times: 1 })), fromFile(says('file 1', { times: 1 }), 1)])
  book.add(says('posted first', { times: 1 }))
  book.add(says('posted last', { times: 1 }))
  book.add(says('another prompt', { match: { prompt: 'cat' } }))
  const question = { header: says('header', { times: 1 }), promptDirective: says('prompt', { times: 1 }) }
  const decided = Array.from({ length: 7 }, () => ask(book, question))
  t.strictSame(decided, ['header', 'prompt', 'posted last', 'posted first', 'file 0', 'file 1', undefined])
})

t.test('a decision tells where its rule came from and what is left of it', async t => {
  const book = createRuleSet()
  const question = { request, prompt: 'A sea otter', key: 'sk-1' }
  const rule = says('x', { times: 3, description: 'Three times' })
  book.setFileRules([fromFile(rule)])
  const { serve: _, ...decision } = book.decide(question)!
  t.strictSame(decision, {
    respond: { revisedPrompt: 'x' }, rule, source: { kind: 'file', file: 'rules.yaml', index: 0, description: 'Three times', times: 3, left: 2 }
  })
  book.add(says('y'))
  t.strictSame(book.decide(question)?.source, { kind: 'posted', id: 'rule_1' })
  t.strictSame(book.decide({ ...question, header: says('z', { times: 2 }) })?.source, { kind: 'header', times: 2, left: 1 })
  t.equal(book.decide({ ...question, header: rule })?.rule, rule, 'in the user\'s words')
  t.strictSame(book.decide({ ...question, promptDirective: says('z') })?.source, { kind: 'prompt' })
})

t.test('a decision counts when it serves, not before', async t => {
  const book = createRuleSet()
  book.setFileRules([fromFile(says('file', { times: 1 }))])
  const { id } = book.add(says('posted', { times: 1 }))
  const header = says('header', { times: 1 })
  for (const question of [{ header }, {}]) {
    const twice = [1, 2].map(() => book.decide({ request, prompt: '', ...question })?.source)
    t.match(twice, [{ times: 1, left: 0 }, { times: 1, left: 0 }])
  }
  t.match(book.list(), [{ id, served: 0, left: 1 }, { served: 0, left: 1 }])
  t.strictSame([1, 2, 3, 4].map(() => ask(book, { header })), ['header', 'posted', 'file', undefined])
})

t.test('a rule that was decided on more often than it serves is spent', async t => {
  const book = createRuleSet()
  book.add(says('once', { times: 1 }))
  for (const decision of [1, 2].map(() => book.decide({ request, prompt: '' }))) decision!.serve()
  t.match(book.list(), [{ left: 0, served: 2 }])
  t.equal(ask(book), undefined)
})

t.test('an empty answer shields a request from weaker rules', async t => {
  const book = createRuleSet()
  book.add(says('weaker'))
  book.add({ match: { prompt: '*otter*' }, respond: {} })
  t.strictSame(book.decide({ request, prompt: request.parameters.prompt })?.respond, {})
})

t.test('a directive counts for each key, prompt and wording apart', async t => {
  const book = createRuleSet()
  const header = says('header', { times: 1 })
  const questions = [
    { header }, { header, key: 'sk-1' }, { header, key: 'sk-2' }, { header, prompt: 'A cat' },
    { header: says('header', { times: 2 }) }, { promptDirective: header }
  ]
  for (const question of questions) t.equal(ask(book, question), 'header', JSON.stringify(question))
  t.strictSame(questions.map(question => ask(book, question)), [undefined, undefined, undefined, undefined, 'header', undefined])
})

t.test('the counts of directives are bounded: the least recently used are forgotten', async t => {
  const book = createRuleSet({ maxCounters: 2 })
  const header = says('header', { times: 1 })
  for (const prompt of ['a', 'b', 'c']) ask(book, { header, prompt })
  t.equal(ask(book, { header, prompt: 'c' }), undefined)
  t.equal(ask(book, { header, prompt: 'a' }), 'header', 'forgotten, so it counts anew')
  for (const prompt of ['d', 'e', 'f']) ask(book, { header: says('always'), prompt })
  t.equal(ask(book, { header, prompt: 'a' }), undefined, 'what serves always is not counted')
})

t.test('the rule of a file counts for each key apart', async t => {
  const book = createRuleSet()
  book.setFileRules([fromFile(says('file', { times: 1 }))])
  t.strictSame(['sk-1', 'sk-2', undefined, 'sk-1', undefined].map(key => ask(book, { key })), ['file', 'file', 'file', undefined, undefined])
  t.match(book.list('sk-3'), [{ id: 'rules.yaml#0', source: 'file', times: 1, left: 1, served: 3 }])
  t.match(book.list('sk-1'), [{ left: 0, served: 3 }])
})

t.test('a posted rule is listed with its id and what is left, its owner hidden but for the end', async t => {
  const book = createRuleSet()
  const rule = says('x', { times: 2 })
  t.strictSame(book.add(rule, 'sk-test-12345678'), { id: 'rule_1', source: 'posted', owner: '…5678', rule, times: 2, left: 2, served: 0 })
  ask(book, { key: 'sk-test-12345678' })
  t.strictSame(book.list(), [{ id: 'rule_1', source: 'posted', owner: '…5678', rule, times: 2, left: 1, served: 1 }])
  t.match(book.add(rule, 'short'), { owner: '…rt' })
})

t.test('fifty keys on one book never see each other', async t => {
  const book = createRuleSet()
  const keys = Array.from({ length: 50 }, (_, index) => `sk-suite-${index}`)
  book.setFileRules([fromFile(says('file', { times: 1 }))])
  const ids = keys.map(key => book.add(says(key, { times: 2 }), key).id)
  for (const [index, key] of keys.entries()) {
    t.strictSame(book.list(key).map(({ id }) => id), [ids[index], 'rules.yaml#0'])
    t.notOk(book.remove(ids[index]!, keys[(index + 1) % 50]))
  }
  for (const key of keys) t.strictSame([1, 2, 3, 4].map(() => ask(book, { key })), [key, key, 'file', undefined])
  book.reset(keys[0])
  t.equal(ask(book, { key: keys[0] }), 'file')
  t.equal(ask(book, { key: keys[1] }), undefined, 'another key\'s counts stand')
  t.equal(ask(book, {}), 'file', 'nobody is anybody\'s owner')
  t.ok(book.remove(ids[1]!, keys[1]))
  book.clear(keys[2])
  t.equal(book.list().length, 48, '47 posted and the file\'s')
})

t.test('reset without an owner removes all posted rules and lets all others count anew; rules of files stay', async t => {
  const book = createRuleSet()
  book.setFileRules([fromFile(says('file', { times: 1 }))])
  book.add(says('one', { times: 1 }), 'sk-1')
  book.add(says('any', { times: 1 }))
  const header = says('header', { times: 1 })
  for (let count = 0; count < 4; count++) ask(book, { key: 'sk-1', header })
  t.equal(ask(book, { key: 'sk-1', header }), undefined)
  book.reset()
  t.match(book.list(), [{ source: 'file', left: 1, served: 0 }])
  t.strictSame([1, 2, 3].map(() => ask(book, { key: 'sk-1', header })), ['header', 'file', undefined])
  t.equal(book.add(says('x')).id, 'rule_3', 'an id is never used twice')
})

t.test('an image of a file rule is handed on; a posted rule cannot open files', async t => {
  const book = createRuleSet()
  book.setFileRules([{ ...fromFile({ respond: { image: 'a.png' } }), images: ['/folder/a.png'] }])
  t.strictSame(book.decide({ request, prompt: '' })?.respond, { images: ['/folder/a.png'] })
  t.throws(() => book.add({ respond: { image: 'a.png' } }), {
    name: 'RuleError',
    message: 'Cannot use respond.image: requests cannot open files. Name the image in a rule file.'
  })
})

t.test('posted rules are bounded', async t => {
  const book = createRuleSet({ maxPosted: 1 })
  const { id } = book.add(says('x'))
  t.throws(() => book.add(says('y')), { message: 'Cannot use the rule: there are already 1 posted rules. Remove some first.' })
  t.ok(book.remove(id))
  t.notOk(book.remove(id))
  t.ok(book.add(says('y')))
})
