/** Control API routes of the rules and of the triggers that they can use. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { GetCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { checkRule } from '../../rules/check-rule.js'
import type { RuleSet } from '../../rules/rule-set.js'
import { Rule } from '../../rules/rule.js'
import { triggers } from '../../rules/triggers.js'
import { preview } from '../../text/messages.js'
import { ownerOf } from './control-access.js'
import { ControlError } from './control-errors.js'
import { emptyResponse, jsonResponse, routeSchema } from './control-schemas.js'

export interface RuleRoutesOptions {
  ruleSet: RuleSet
  /** Further parameters that rules may match. */
  customParameters: GetCustomParameters
}

const RuleParams = Type.Object({ id: Type.String() })
const Listed = Type.Object({
  id: Type.String({ description: 'The id of the rule. DELETE takes it.' }),
  source: Type.String({ description: '`posted` or `file`.' }),
  owner: Type.Optional(Type.String({ description: 'The end of the API key that the rule applies to, such as `…4f2a`. Missing if the rule applies to all keys.' })),
  rule: Rule,
  times: Type.Optional(Type.Integer({ description: 'How many times the rule applies. Missing if there is no limit.' })),
  left: Type.Optional(Type.Integer({ description: 'How many times the rule can still apply. Missing if there is no limit.' })),
  served: Type.Integer({ description: 'How many times the rule has applied.' }),
  tooSlow: Type.Optional(Type.Literal(true, { description: 'A regular expression of the rule took too long. The rule is skipped.' }))
})
const Trigger = Type.Object({
  word: Type.String({ description: 'The member of a rule, such as `error` or `match.prompt`.' }),
  value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  description: Type.String(),
  rule: Rule,
  header: Type.Optional(Type.String({ description: 'The same trigger as a header. Missing if only rules can use it.' })),
  prompt: Type.Optional(Type.String({ description: 'The same trigger in a prompt. Missing if only rules can use it.' })),
  status: Type.Optional(Type.Integer({ description: 'The status of the error, if the trigger is one.' })),
  message: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'The message of the error, if the trigger is one.' })),
  gptImageMessage: Type.Optional(Type.Union([Type.String(), Type.Null()], {
    description: 'The message of the error for the GPT image models, if it differs.'
  })),
  note: Type.Optional(Type.String({ description: 'What the message of the error does not say.' }))
})

export function ruleRoutes (app: FastifyInstance, { ruleSet, customParameters }: RuleRoutesOptions): void {
  app.get('/_mock/scenarios', {
    schema: routeSchema('listScenarios', 'Lists the rules in the order in which they are tried.', { response: { 200: jsonResponse('The rules.', Type.Array(Listed)) } })
  }, async request => ruleSet.list(ownerOf(request)))

  app.post('/_mock/scenarios', {
    schema: routeSchema('addScenario', 'Adds a rule before all others. With an API key, the rule applies only to that key.', { body: Rule, response: { 201: jsonResponse('The added rule.', Listed) } })
  }, async (request, reply) => reply.code(201).send(ruleSet.add(checkRule(request.body, customParameters()), ownerOf(request))))

  app.delete('/_mock/scenarios', {
    schema: routeSchema('deleteScenarios', 'Removes the posted rules.', { response: { 204: emptyResponse('The rules were removed.') } })
  }, async (request, reply) => {
    ruleSet.clear(ownerOf(request))
    return reply.code(204).send()
  })

  app.delete<{ Params: { id: string } }>('/_mock/scenarios/:id', {
    schema: routeSchema('deleteScenario', 'Removes a posted rule.', { params: RuleParams, response: { 204: emptyResponse('The rule was removed.') } })
  }, async (request, reply) => {
    const { id } = request.params
    if (!ruleSet.remove(id, ownerOf(request))) throw new ControlError(404, `Expected the id of a posted rule, got ${preview(id)}. See GET /_mock/scenarios.`)
    return reply.code(204).send()
  })

  app.get('/_mock/triggers', {
    schema: routeSchema('listTriggers', 'Lists the triggers that rules, headers and prompts can use, with an example of each.', { response: { 200: jsonResponse('The triggers.', Type.Array(Trigger)) } })
  }, async () => triggers())
}
