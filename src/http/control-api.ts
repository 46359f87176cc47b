/** The control API, below /_mock/: what was asked, what shall go wrong, and a fresh start. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { apiKeyOf } from '../behaviours/auth.js'
import { Entry } from '../journal/entry.js'
import type { Journal } from '../journal/journal.js'
import { JournalFilter, type Selection } from '../journal/query.js'
import { NotVerified, Verification, Verified } from '../journal/verification.js'
import { checkRule } from '../scenarios/check-rule.js'
import { parseDuration } from '../scenarios/quantities.js'
import type { ScenarioBook } from '../scenarios/scenario-book.js'
import { Rule } from '../scenarios/scenario.js'
import { triggers } from '../scenarios/triggers.js'
import { compileControlSchema, ControlError, controlError, handleControlError, parseControlBody } from './control-errors.js'
import { streamEvents } from './control-events.js'

export interface ControlApiOptions {
  journal: Journal
  book: ScenarioBook
  reset: (owner?: string) => void
  /** Aborted when the mock closes. */
  closing: AbortSignal
}

const { limit: _, ...selection } = JournalFilter.properties
const Selecting = Type.Object(selection, { additionalProperties: false })
const Waiting = Type.Object({
  ...selection,
  count: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,5}$', description: 'How many requests must have come. Default 1.' })),
  timeout: Type.Optional(Type.String({ description: 'How long to wait at most, such as `5s`. Default `5s`.' }))
}, { additionalProperties: false })
const Id = Type.Object({ id: Type.String() })
const Listed = Type.Object({
  id: Type.String({ description: 'By which the rule is removed.' }),
  source: Type.String({ description: '`posted` or `file`.' }),
  owner: Type.Optional(Type.String({ description: 'The end of the key that the rule belongs to. Absent: it is everybody\'s.' })),
  rule: Rule,
  times: Type.Optional(Type.Integer({ description: 'How often it serves. Absent: always.' })),
  left: Type.Optional(Type.Integer({ description: 'What is left of that.' })),
  served: Type.Integer({ description: 'How often it has served.' }),
  tooSlow: Type.Optional(Type.Literal(true, { description: 'A regular expression of it took too long: it fits nothing any more.' }))
})
const Trigger = Type.Object({ word: Type.String(), value: Type.Union([Type.String(), Type.Number()]), description: Type.String(), rule: Rule },
  { additionalProperties: true })

/** Whose things a call sees and changes: those of its key; without one, everybody's. */
const ownerOf = ({ headers }: FastifyRequest) => apiKeyOf(headers.authorization)

export async function controlApi (app: FastifyInstance, options: ControlApiOptions): Promise<void> {
  app.setErrorHandler(handleControlError)
  app.addHook('onRequest', async (_request, reply) => { reply.header('access-control-allow-origin', '*') })
  app.setValidatorCompiler(compileControlSchema)
  // The schemas document the answers; they do not cut them.
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, parseControlBody)
  journalPaths(app, options)
  scenarioPaths(app, options)
}

function journalPaths (app: FastifyInstance, { journal, closing }: ControlApiOptions): void {
  app.get<{ Querystring: JournalFilter }>('/_mock/requests', {
    schema: describe('listRequests', 'Lists the requests that fit, newest first.', { querystring: JournalFilter, response: { 200: answer('The requests.', Type.Array(Entry)) } })
  }, async request => journal.list(request.query, { owner: ownerOf(request) }))

  app.delete<{ Querystring: Selection }>('/_mock/requests', {
    schema: describe('deleteRequests', 'Forgets the requests that fit.', { querystring: Selecting, response: { 200: answer('How many there were.', Type.Object({ deleted: Type.Integer() })) } })
  }, async request => ({ deleted: journal.remove(request.query, { owner: ownerOf(request) }) }))

  app.get<{ Querystring: Selection & { count?: string, timeout?: string } }>('/_mock/requests/wait', {
    schema: describe('waitForRequests', 'Answers when as many requests as asked for have come.', {
      querystring: Waiting, response: { 200: answer('The requests, newest first.', Type.Array(Entry)), 408: answer('They did not come in time.', controlError) }
    })
  }, async (request, reply) => {
    const { count = '1', timeout = '5s', ...selection } = request.query
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const result = await journal.waitFor(selection, { count: Number(count), timeoutMs: parseDuration(timeout, 'timeout'), signal: gone.signal }, { owner: ownerOf(request) })
    if (!result.ok) throw new ControlError(408, result.message)
    return result.entries
  })

  app.get<{ Params: { id: string } }>('/_mock/requests/:id', {
    schema: describe('getRequest', 'One request.', { params: Id, response: { 200: answer('The request.', Entry) } })
  }, async request => {
    const { id } = request.params
    const entry = journal.get(id, { owner: ownerOf(request) })
    if (!entry) throw new ControlError(404, `Failed to find the request ${id}: found none of this id. Please look it up in GET /_mock/requests.`)
    return entry
  })

  app.post<{ Body: Verification }>('/_mock/verify', {
    schema: describe('verify', 'Tells whether requests came as often as they should have.', {
      body: Verification, response: { 200: answer('They did.', Verified), 409: answer('They did not.', NotVerified) }
    })
  }, async (request, reply) => {
    const verdict = journal.verify(request.body, { owner: ownerOf(request) })
    return reply.code(verdict.ok ? 200 : 409).send(verdict)
  })

  app.get('/_mock/events', {
    schema: describe('streamRequests', 'Each request as a server-sent event `request`, as it is answered.', {
      response: { 200: { description: 'The stream.', content: { 'text/event-stream': { schema: Type.String() } } } }
    })
  }, async (request, reply) => streamEvents(journal, ownerOf(request), reply, closing))
}

function scenarioPaths (app: FastifyInstance, { book, reset }: ControlApiOptions): void {
  app.get('/_mock/scenarios', {
    schema: describe('listScenarios', 'Lists the rules, the strongest first.', { response: { 200: answer('The rules.', Type.Array(Listed)) } })
  }, async request => book.list(ownerOf(request)))

  app.post('/_mock/scenarios', {
    // Checked by its own room, which names the member and what is allowed there.
    validatorCompiler: () => () => true,
    schema: describe('addScenario', 'Adds a rule before all that stand; with a key, for that key alone.', { body: Rule, response: { 201: answer('The rule.', Listed) } })
  }, async (request, reply) => reply.code(201).send(book.add(checkRule(request.body), ownerOf(request))))

  app.delete('/_mock/scenarios', {
    schema: describe('deleteScenarios', 'Removes the posted rules.', { response: { 204: { type: 'null', description: 'They are gone.' } } })
  }, async (request, reply) => {
    book.clear(ownerOf(request))
    return reply.code(204).send()
  })

  app.delete<{ Params: { id: string } }>('/_mock/scenarios/:id', {
    schema: describe('deleteScenario', 'Removes a posted rule.', { params: Id, response: { 204: { type: 'null', description: 'It is gone.' } } })
  }, async (request, reply) => {
    const { id } = request.params
    if (!book.remove(id, ownerOf(request))) throw new ControlError(404, `Failed to remove the rule ${id}: found no posted rule of this id. Please look it up in GET /_mock/scenarios.`)
    return reply.code(204).send()
  })

  app.get('/_mock/triggers', {
    schema: describe('listTriggers', 'Every word that rules, headers and prompts can use, with an example of each.', { response: { 200: answer('The words.', Type.Array(Trigger)) } })
  }, async () => triggers())

  app.post('/_mock/reset', {
    schema: describe('reset', 'Forgets requests, posted rules, counts and limits; the rules of files stay.', { response: { 204: { type: 'null', description: 'All is as at the start.' } } })
  }, async (request, reply) => {
    reset(ownerOf(request))
    return reply.code(204).send()
  })
}

function describe<Rest extends { response: object }> (operationId: string, summary: string, { response, ...rest }: Rest) {
  return { operationId, summary, tags: ['Control'], ...rest, response: { ...response, '4xx': answer('The call cannot be served.', controlError) } }
}

function answer (description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } }
}
