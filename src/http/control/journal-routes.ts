/** Control API routes of the journal: list, wait for, verify and delete recorded requests. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { GetCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { Card } from '../../journal/entries/card.js'
import { Entry } from '../../journal/entries/entry.js'
import type { Journal } from '../../journal/journal.js'
import { checkFilter, checkSelection, JournalFilter, Page, Selection } from '../../journal/filters/query.js'
import { checkVerification, mismatchProperties, NotVerified, Verification, Verified } from '../../journal/verification/verify.js'
import { checkWaitOptions, WaitForOptions } from '../../journal/verification/wait-for.js'
import { DurationText } from '../../text/allowed-values.js'
import { expectedMessage, preview } from '../../text/messages.js'
import { durationInText, milliseconds } from '../../text/units.js'
import { ownerOf } from './control-access.js'
import { ControlError } from './control-errors.js'
import { controlErrorSchema, jsonResponse, routeSchema } from './control-schemas.js'

export interface JournalRoutesOptions {
  journal: Journal
  /** Returns the URL of the mock with a slash at its end. */
  rootUrlOf: (request: FastifyRequest) => string
  /** Returns the URL of the inbox with a slash at its end; undefined if it is off. */
  inboxUrlOf: (request: FastifyRequest) => string | undefined
  /** Further parameters that filters and verifications may have. */
  customParameters: GetCustomParameters
}

const WaitQuery = Type.Object({
  ...Selection.properties,
  count: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,5}$', allowed: 'an integer from 1 to 999999', description: 'The number of matching requests to wait for. Default 1.' })),
  timeout: Type.Optional(DurationText({ description: 'The longest time to wait, such as `500ms`, `1m`, or `500` for milliseconds. Default `5s`.' }))
}, { additionalProperties: false })
const WaitBody = Type.Object({
  match: Type.Optional(Selection),
  ...WaitForOptions.properties
}, { additionalProperties: false, description: 'Which requests to wait for, how many and how long.' })
const NotArrived = Type.Object({ error: Type.Object(mismatchProperties) })
const waitResponses = {
  200: jsonResponse('The matching requests, newest first.', Type.Array(Entry)),
  408: jsonResponse('The requests did not arrive in time.', NotArrived),
  429: jsonResponse('Too many calls are waiting.', controlErrorSchema)
}
const RequestParams = Type.Object({ id: Type.String() })

/** Returns the body if it is an object; its members are checked where they are used. */
function checkWaitBody (body: unknown = {}): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new ControlError(400, expectedMessage({ expected: 'an object with some of match, count, timeout', where: 'the body', got: body }))
}

export function journalRoutes (app: FastifyInstance, { journal, customParameters, rootUrlOf, inboxUrlOf }: JournalRoutesOptions): void {
  const urlsOf = (request: FastifyRequest) => ({ baseURL: `${rootUrlOf(request)}v1`, inboxUrl: inboxUrlOf(request) })

  /** Waits until the client has gone at the longest. */
  async function waitFor (
    request: FastifyRequest, reply: FastifyReply, selection: Selection, options: { count: number, timeoutMs: number }
  ) {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    if (reply.raw.destroyed) gone.abort()
    const result = await journal.waitFor(selection, { ...options, signal: gone.signal }, { owner: ownerOf(request) }, urlsOf(request))
    if (result.ok) return result.entries
    const { ok: _ok, reason: _reason, ...error } = result
    return reply.code(408).send({ error })
  }

  app.get<{ Querystring: JournalFilter }>('/_mock/requests', {
    schema: routeSchema('listRequests', 'Lists the recorded requests that match the filter, newest first.', { querystring: JournalFilter, response: { 200: jsonResponse('The requests.', Type.Array(Entry)) } })
  }, async request => journal.list(request.query, { owner: ownerOf(request) }))

  app.delete<{ Querystring: Selection }>('/_mock/requests', {
    schema: routeSchema('deleteRequests', 'Deletes the recorded requests that match the filter.', { querystring: Selection, response: { 200: jsonResponse('The number of deleted requests.', Type.Object({ deleted: Type.Integer() })) } })
  }, async request => ({ deleted: journal.remove(request.query, { owner: ownerOf(request) }) }))

  app.get<{ Querystring: Selection & { count?: string, timeout?: string } }>('/_mock/requests/wait', {
    schema: routeSchema('waitForRequests', 'Waits until as many requests as `count` match the filter.', { querystring: WaitQuery, response: waitResponses })
  }, async (request, reply) => {
    const { count = '1', timeout = '5s', ...selection } = request.query
    return await waitFor(request, reply, selection, { count: Number(count), timeoutMs: milliseconds(durationInText(timeout)) })
  })

  app.post('/_mock/requests/wait', {
    schema: routeSchema('waitForRequestsInBody', 'The same with the filter as JSON, which may be longer than a URL.', { body: WaitBody, response: waitResponses })
  }, async (request, reply) => {
    const { match = {}, ...options } = checkWaitBody(request.body)
    return await waitFor(request, reply, checkSelection(match, customParameters()), checkWaitOptions(options))
  })

  app.post('/_mock/requests/find', {
    schema: routeSchema('findRequests', 'Lists the recorded requests that match the filter in the body, newest first.', { body: JournalFilter, response: { 200: jsonResponse('The requests.', Type.Array(Entry)) } })
  }, async request => {
    const filter = request.body === undefined ? {} : request.body
    return journal.list(checkFilter(filter, customParameters()), { owner: ownerOf(request) })
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
    const verdict = journal.verify(checkVerification(request.body, customParameters()), { owner: ownerOf(request) }, urlsOf(request))
    return reply.code(verdict.ok ? 200 : 409).send(verdict)
  })
}
