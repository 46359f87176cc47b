/** The control API's paths of the rules: what shall go wrong. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { checkRule } from '../../rules/check-rule.js'
import type { RuleSet } from '../../rules/rule-set.js'
import { Rule } from '../../rules/rule.js'
import { triggers } from '../../rules/triggers.js'
import { answer, describe, done } from './control-schemas.js'
import { ControlError } from './control-errors.js'
import { ownerOf } from './key-scope.js'

const Id = Type.Object({ id: Type.String() })
const Listed = Type.Object({
  id: Type.String({ description: 'The id to remove the rule by.' }),
  source: Type.String({ description: '`posted` or `file`.' }),
  owner: Type.Optional(Type.String({ description: 'The key that the rule belongs to, as `…4f2a`. Absent: it is everybody\'s.' })),
  rule: Rule,
  times: Type.Optional(Type.Integer({ description: 'How often it serves. Absent: always.' })),
  left: Type.Optional(Type.Integer({ description: 'What is left of that.' })),
  served: Type.Integer({ description: 'How often it has served.' }),
  tooSlow: Type.Optional(Type.Literal(true, { description: 'A regular expression of it took too long: it fits nothing any more.' }))
})
const Trigger = Type.Object({
  word: Type.String({ description: 'The member of a rule: `error`, `match.prompt`.' }),
  value: Type.Union([Type.String(), Type.Number()]),
  description: Type.String(),
  rule: Rule,
  header: Type.Optional(Type.String({ description: 'The same as a header. Absent: only rules know the word.' })),
  prompt: Type.Optional(Type.String({ description: 'The same in a prompt. Absent: only rules know the word.' })),
  status: Type.Optional(Type.Integer({ description: 'Of an error: its status.' })),
  message: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'Of an error: its words.' }))
})

export function scenarioPaths (app: FastifyInstance, { ruleSet }: { ruleSet: RuleSet }): void {
  app.get('/_mock/scenarios', {
    schema: describe('listScenarios', 'Lists the rules, the strongest first.', { response: { 200: answer('The rules.', Type.Array(Listed)) } })
  }, async request => ruleSet.list(ownerOf(request)))

  app.post('/_mock/scenarios', {
    schema: describe('addScenario', 'Adds a rule before all that stand; with a key, for that key alone.', { body: Rule, response: { 201: answer('The rule.', Listed) } })
  }, async (request, reply) => reply.code(201).send(ruleSet.add(checkRule(request.body), ownerOf(request))))

  app.delete('/_mock/scenarios', {
    schema: describe('deleteScenarios', 'Removes the posted rules.', { response: { 204: done('They are gone.') } })
  }, async (request, reply) => {
    ruleSet.clear(ownerOf(request))
    return reply.code(204).send()
  })

  app.delete<{ Params: { id: string } }>('/_mock/scenarios/:id', {
    schema: describe('deleteScenario', 'Removes a posted rule.', { params: Id, response: { 204: done('It is gone.') } })
  }, async (request, reply) => {
    const { id } = request.params
    if (!ruleSet.remove(id, ownerOf(request))) throw new ControlError(404, `Failed to remove the rule ${id}: found no posted rule of this id. Please look it up in GET /_mock/scenarios.`)
    return reply.code(204).send()
  })

  app.get('/_mock/triggers', {
    schema: describe('listTriggers', 'Every word that rules, headers and prompts can use, with an example of each.', { response: { 200: answer('The words.', Type.Array(Trigger)) } })
  }, async () => triggers())
}
