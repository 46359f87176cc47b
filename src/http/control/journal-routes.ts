/** Control API routes of the journal: list, wait for, verify and delete recorded requests. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Card } from '../../journal/card.js'
import { Entry } from '../../journal/entry.js'
import type { Journal } from '../../journal/journal.js'
import { JournalFilter, Page, Selection } from '../../journal/query.js'
import { checkVerification, NotVerified, Verification, Verified } from '../../journal/verify.js'
import { preview } from '../../text/messages.js'
import { durations, isShortDuration, milliseconds } from '../../text/units.js'
import { ownerOf } from './control-access.js'
import { ControlError } from './control-errors.js'
import { controlErrorSchema, jsonResponse, routeSchema } from './control-schemas.js'

export interface JournalRoutesOptions {
  journal: Journal
}

const WaitQuery = Type.Object({
  ...Selection.properties,
  count: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,5}$', allowed: 'an integer from 1 to 999999', description: 'The number of matching requests to wait for. Default 1.' })),
  timeout: Type.Optional(Type.Refine(
    Type.String({ allowed: durations, description: 'The longest time to wait, such as `500ms` or `1m`. Default `5s`.' }), isShortDuration))
}, { additionalProperties: false })
const RequestParams = Type.Object({ id: Type.String() })

export function journalRoutes (app: FastifyInstance, { journal }: JournalRoutesOptions): void {
  app.get<{ Querystring: JournalFilter }>('/_mock/requests', {
    schema: routeSchema('listRequests', 'Lists the recorded requests that match the filter, newest first.', { querystring: JournalFilter, response: { 200: jsonResponse('The requests.', Type.Array(Entry)) } })
  }, async request => journal.list(request.query, { owner: ownerOf(request) }))

  app.delete<{ Querystring: Selection }>('/_mock/requests', {
    schema: routeSchema('deleteRequests', 'Deletes the recorded requests that match the filter.', { querystring: Selection, response: { 200: jsonResponse('The number of deleted requests.', Type.Object({ deleted: Type.Integer() })) } })
  }, async request => ({ deleted: journal.remove(request.query, { owner: ownerOf(request) }) }))

  app.get<{ Querystring: Selection & { count?: string, timeout?: string } }>('/_mock/requests/wait', {
    schema: routeSchema('waitForRequests', 'Waits until as many requests as `count` match the filter.', {
      querystring: WaitQuery, response: { 200: jsonResponse('The matching requests, newest first.', Type.Array(Entry)), 408: jsonResponse('The requests did not arrive in time.', controlErrorSchema), 429: jsonResponse('Too many calls are waiting.', controlErrorSchema) }
    })
  }, async (request, reply) => {
    const { count = '1', timeout = '5s', ...selection } = request.query
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    if (reply.raw.destroyed) gone.abort()
    const options = { count: Number(count), timeoutMs: milliseconds(timeout), signal: gone.signal }
    const result = await journal.waitFor(selection, options, { owner: ownerOf(request) })
    if (!result.ok) throw new ControlError(408, result.message)
    return result.entries
  })

  app.get<{ Querystring: Page }>('/_mock/requests/cards', {
    schema: routeSchema('listCards', 'Lists the recorded requests in short form, newest first, in pages.', { querystring: Page, response: { 200: jsonResponse('The requests.', Type.Array(Card)) } })
  }, async request => journal.cards(request.query, { owner: ownerOf(request) }))

  app.get<{ Params: { id: string } }>('/_mock/requests/:id', {
    schema: routeSchema('getRequest', 'Returns one recorded request.', { params: RequestParams, response: { 200: jsonResponse('The request.', Entry) } })
  }, async request => {
    const { id } = request.params
    const entry = journal.get(id, { owner: ownerOf(request) })
    if (!entry) throw new ControlError(404, `Expected the id of a recorded request, got ${preview(id)}. See GET /_mock/requests.`)
    return entry
  })

  app.post('/_mock/verify', {
    schema: routeSchema('verify', 'Verifies how many recorded requests match.', {
      body: Verification, response: { 200: jsonResponse('The number of matching requests is as expected.', Verified), 409: jsonResponse('The number of matching requests is not as expected.', NotVerified) }
    })
  }, async (request, reply) => {
    const verdict = journal.verify(checkVerification(request.body), { owner: ownerOf(request) })
    return reply.code(verdict.ok ? 200 : 409).send(verdict)
  })
}
