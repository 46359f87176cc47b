/** Control API route of the report. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { assertSound, checkSoundness, Soundness } from '../../report/assert-sound.js'
import { findingIds, type FindingId } from '../../report/finding-kinds.js'
import { failOnLevels } from '../../report/formats/demands.js'
import { formatNames, formatReport } from '../../report/formats/report-format.js'
import { Finding, Report } from '../../report/report-schema.js'
import { SoundnessError } from '../../report/soundness-error.js'
import { DurationText, StringEnum } from '../../text/allowed-values.js'
import { durationInText, milliseconds } from '../../text/units.js'
import { ownerOf } from './control-access.js'
import { jsonResponse, routeSchema } from './control-schemas.js'

export interface ReportRoutesOptions {
  /** Creates the report on the requests of one API key. Default: of all keys. */
  report: (scope: { owner?: string | undefined, graceMs?: number }) => Promise<Report>
  /** Returns the URL of the inbox with a slash at its end; undefined if it is off. */
  inboxUrlOf: (request: FastifyRequest) => string | undefined
}

function isListOfIds (text: string): boolean {
  return text.split(',').every(id => findingIds.includes(id as FindingId))
}

/** Parameters of the query string. */
const ReportQuery = Type.Object({
  format: Type.Optional(StringEnum(formatNames, { description: 'The format. Default `json`.' })),
  failOn: Type.Optional(StringEnum(failOnLevels, { description: 'The lowest severity of findings that fail, in every format except `json`. Default `error`.' })),
  allow: Type.Optional(Type.Refine(
    Type.String({ allowed: 'ids of findings, separated by commas', description: 'The ids of findings that do not fail, separated by commas, in every format except `json`. Default: none.' }), isListOfIds)),
  minCoverage: Type.Optional(Type.String({ pattern: '^(?:\\d{1,2}|100)$', allowed: 'an integer from 0 to 100', description: 'The minimum of the coverage in percent, in every format except `json`. Default: none.' })),
  grace: Type.Optional(DurationText({ description: 'How long a client has to retry or to download before this is reported as missing, such as `500ms`. Default `2s`; `0s` if the clients have ended.' }))
}, { additionalProperties: false })

const Unsound = Type.Object({
  ok: Type.Literal(false),
  message: Type.String({ description: 'The findings as text.' }),
  findings: Type.Array(Finding, { description: 'The findings that count.' })
})

const document = (description: string) => ({ schema: Type.String({ description }) })

export function reportRoutes (app: FastifyInstance, { report, inboxUrlOf }: ReportRoutesOptions): void {
  app.get<{ Querystring: Static<typeof ReportQuery> }>('/_mock/report', {
    schema: routeSchema('getReport', 'Returns the verdict on the clients, the bill and the coverage of the recorded requests. With an API key, only of the requests with that key.', {
      querystring: ReportQuery,
      response: {
        200: {
          description: 'The report.',
          content: {
            'application/json': { schema: Report },
            'application/xml': document('The report in the format of JUnit.'),
            'text/markdown': document('The report in the Markdown of GitHub.'),
            'text/plain': document('The report as text for a terminal.')
          }
        }
      }
    })
  }, async (request, reply) => {
    const { format = 'json', failOn, allow, minCoverage, grace } = request.query
    const found = await report({ owner: ownerOf(request), ...(grace !== undefined && { graceMs: milliseconds(durationInText(grace)) }) })
    const inboxUrl = inboxUrlOf(request)
    const { contentType, text } = formatReport(found, format, {
      inboxUrl,
      failOn,
      ...(allow !== undefined && { allow: allow.split(',') as FindingId[] }),
      ...(minCoverage !== undefined && { minCoverage: Number(minCoverage) })
    })
    return reply.headers({
      'content-type': contentType,
      'x-content-type-options': 'nosniff',
      // Tells the command report where the inbox is.
      ...(inboxUrl !== undefined && /^[!-;=?-~]+$/.test(inboxUrl) && { link: `<${inboxUrl}>; rel="alternate"; type="text/html"` })
    }).send(text)
  })
  app.post('/_mock/assert-sound', {
    schema: routeSchema('assertSound', 'Asserts that the report has no findings. The clients must have ended: what they have not done yet counts as not done.', {
      body: Soundness, response: { 200: jsonResponse('The report has no findings that count.', Type.Object({ ok: Type.Literal(true) })), 409: jsonResponse('The report has findings.', Unsound) }
    })
  }, async (request, reply) => {
    const soundness = checkSoundness(request.body === undefined ? {} : request.body)
    try {
      assertSound(await report({ owner: ownerOf(request), graceMs: 0 }), soundness)
      return { ok: true }
    } catch (error) {
      if (!(error instanceof SoundnessError)) throw error
      const { message, findings } = error
      return reply.code(409).send({ ok: false, message, findings })
    }
  })
}
