/** Control API route of the report. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { failOnLevels } from '../../report/formats/demands.js'
import { formatNames, formatReport } from '../../report/formats/report-format.js'
import { Report } from '../../report/report-schema.js'
import { StringEnum } from '../../text/allowed-values.js'
import { durations, isShortDuration, milliseconds } from '../../text/units.js'
import { ownerOf } from './control-access.js'
import { routeSchema } from './control-schemas.js'

export interface ReportRoutesOptions {
  /** Creates the report on the requests of one API key. Default: of all keys. */
  report: (scope: { owner?: string | undefined, graceMs?: number }) => Promise<Report>
  /** Returns the URL of the inbox with a slash at its end; undefined if it is off. */
  inboxUrlOf: (request: FastifyRequest) => string | undefined
}

/** Parameters of the query string. */
const ReportQuery = Type.Object({
  format: Type.Optional(StringEnum(formatNames, { description: 'The format. Default `json`.' })),
  failOn: Type.Optional(StringEnum(failOnLevels, { description: 'The lowest severity of findings that fail, in every format except `json`. Default `error`.' })),
  minCoverage: Type.Optional(Type.String({ pattern: '^(?:\\d{1,2}|100)$', allowed: 'an integer from 0 to 100', description: 'The minimum of the coverage in percent, in every format except `json`. Default: none.' })),
  grace: Type.Optional(Type.Refine(
    Type.String({ allowed: durations, description: 'How long a client has to retry or to download before this is reported as missing, such as `500ms`. Default `2s`; `0s` if the clients have ended.' }), isShortDuration))
}, { additionalProperties: false })

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
    const { format = 'json', failOn, minCoverage, grace } = request.query
    const found = await report({ owner: ownerOf(request), ...(grace !== undefined && { graceMs: milliseconds(grace) }) })
    const { contentType, text } = formatReport(found, format, {
      inboxUrl: inboxUrlOf(request), failOn, ...(minCoverage !== undefined && { minCoverage: Number(minCoverage) })
    })
    return reply.headers({ 'content-type': contentType, 'x-content-type-options': 'nosniff' }).send(text)
  })
}
