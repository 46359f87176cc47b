/** The control API's paths of the journal: what was asked, what was answered and why. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Card } from '../../journal/card.js'
import { checkVerification } from '../../journal/validate-query.js'
import { Entry } from '../../journal/entry.js'
import type { Journal } from '../../journal/journal.js'
import { JournalFilter, Page, Selection } from '../../journal/query.js'
import { NotVerified, Verification, Verified } from '../../journal/verification.js'
import { durations, parseDuration } from '../../rules/rule-units.js'
import { answer, describe } from './control-schemas.js'
import { ControlError, controlError } from './control-errors.js'
import { ownerOf } from './key-scope.js'

export interface JournalPathsOptions {
  journal: Journal
}

const Waiters = Type.Object({
  ...Selection.properties,
  count: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,5}$', allowed: 'an integer from 1 to 999999', description: 'How many requests must have come. Default 1.' })),
  timeout: Type.Optional(Type.String({ allowed: durations, description: 'How long to wait at most, such as `5s`. Default `5s`.' }))
}, { additionalProperties: false })
const Id = Type.Object({ id: Type.String() })

export function journalPaths (app: FastifyInstance, { journal }: JournalPathsOptions): void {
  app.get<{ Querystring: JournalFilter }>('/_mock/requests', {
    schema: describe('listRequests', 'Lists the requests that fit, newest first.', { querystring: JournalFilter, response: { 200: answer('The requests.', Type.Array(Entry)) } })
  }, async request => journal.list(request.query, { owner: ownerOf(request) }))

  app.delete<{ Querystring: Selection }>('/_mock/requests', {
    schema: describe('deleteRequests', 'Forgets the requests that fit.', { querystring: Selection, response: { 200: answer('How many there were.', Type.Object({ deleted: Type.Integer() })) } })
  }, async request => ({ deleted: journal.remove(request.query, { owner: ownerOf(request) }) }))

  app.get<{ Querystring: Selection & { count?: string, timeout?: string } }>('/_mock/requests/wait', {
    schema: describe('waitForRequests', 'Answers when as many requests as asked for have come.', {
      querystring: Waiters, response: { 200: answer('The requests, newest first.', Type.Array(Entry)), 408: answer('They did not come in time.', controlError), 429: answer('Too many callers wait already.', controlError) }
    })
  }, async (request, reply) => {
    const { count = '1', timeout = '5s', ...selection } = request.query
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    if (reply.raw.destroyed) gone.abort()
    const result = await journal.waitFor(selection, { count: Number(count), timeoutMs: parseDuration(timeout, 'timeout in the query string'), signal: gone.signal }, { owner: ownerOf(request) })
    if (!result.ok) throw new ControlError(408, result.message)
    return result.entries
  })

  app.get<{ Querystring: Page }>('/_mock/requests/cards', {
    schema: describe('listCards', 'Lists the requests at a glance, newest first, page by page.', { querystring: Page, response: { 200: answer('The requests.', Type.Array(Card)) } })
  }, async request => journal.cards(request.query, { owner: ownerOf(request) }))

  app.get<{ Params: { id: string } }>('/_mock/requests/:id', {
    schema: describe('getRequest', 'One request.', { params: Id, response: { 200: answer('The request.', Entry) } })
  }, async request => {
    const { id } = request.params
    const entry = journal.get(id, { owner: ownerOf(request) })
    if (!entry) throw new ControlError(404, `Failed to find the request ${id}: found none of this id. Please look it up in GET /_mock/requests.`)
    return entry
  })

  app.post('/_mock/verify', {
    schema: describe('verify', 'Tells whether requests came as often as they should have.', {
      body: Verification, response: { 200: answer('They did.', Verified), 409: answer('They did not.', NotVerified) }
    })
  }, async (request, reply) => {
    const verdict = journal.verify(checkVerification(request.body), { owner: ownerOf(request) })
    return reply.code(verdict.ok ? 200 : 409).send(verdict)
  })
}
