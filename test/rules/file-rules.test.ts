import t from 'tap'
import type { FileRule } from '../../src/rules/files/load-rules.js'
import { createRuleSet, type RuleSet } from '../../src/rules/rule-set.js'
import type { Rule } from '../../src/rules/rule.js'
import { imageRequest } from '../image-request.js'

const request = imageRequest()
const says = (revised: string, rule: Partial<Rule> = {}): Rule => ({ respond: { revised_prompt: revised }, times: 1, ...rule })
const filesOf = (rules: Rule[], file = 'rules.yaml'): FileRule[] => rules.map((rule, index) => ({ rule, file, index, images: [] }))

function ask (book: RuleSet, key?: string) {
  const decision = book.decide({ request, prompt: request.parameters.prompt, key })
  decision?.serve()
  return decision?.respond.revisedPrompt
}

t.test('new rules of files replace the old ones and count anew', async t => {
  const book = createRuleSet()
  book.setFileRules(filesOf([says('old')]))
  ask(book)
  book.setFileRules(filesOf([says('new')]))
  t.strictSame([ask(book), ask(book)], ['new', undefined])
})

t.test('a rule that stands unchanged in its place goes on with its counts, whatever else is saved', async t => {
  const book = createRuleSet()
  book.setFileRules([...filesOf([says('a'), says('b')]), ...filesOf([says('c')], 'z.yaml')])
  t.strictSame([1, 2, 3, 4].map(() => ask(book, 'sk-1')), ['a', 'b', 'c', undefined])
  book.setFileRules([...filesOf([says('a'), says('changed')]), ...filesOf([says('c')], 'z.yaml')])
  t.match(book.list('sk-1'), [{ left: 0, served: 1 }, { left: 1, served: 0 }, { left: 0, served: 1 }])
  t.strictSame([1, 2].map(() => ask(book, 'sk-1')), ['changed', undefined])
  book.setFileRules(filesOf([says('changed'), says('a')]))
  t.strictSame([1, 2, 3].map(() => ask(book, 'sk-1')), ['changed', 'a', undefined], 'in another place they count anew')
})

t.test('the same rule in two files, or twice in one, counts in each place apart', async t => {
  const book = createRuleSet()
  book.setFileRules([...filesOf([says('a'), says('a')]), ...filesOf([says('a')], 'z.yaml')])
  t.strictSame([1, 2, 3, 4].map(() => ask(book)), ['a', 'a', 'a', undefined])
})

t.test('a rule that comes back counts anew', async t => {
  const book = createRuleSet()
  for (const [rules, expected] of [[[says('a')], 'a'], [[says('a')], undefined], [[], undefined], [[says('a')], 'a']] as const) {
    book.setFileRules(filesOf([...rules]))
    t.equal(ask(book), expected)
  }
})

t.test('an image that lies elsewhere now is found there, and the count goes on', async t => {
  const book = createRuleSet()
  const rule: Rule = { respond: { image: 'a.png' }, times: 2 }
  for (const [images, left] of [[['/1/a.png'], 1], [['/2/a.png'], 0]] as const) {
    book.setFileRules([{ rule, file: 'a.yaml', index: 0, images }])
    const decision = book.decide({ request, prompt: '' })!
    decision.serve()
    t.strictSame([decision.respond.images, decision.source.left], [images, left])
  }
})
