/** Control API route of the report. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Report } from '../../report/report-schema.js'
import { ownerOf } from './control-access.js'
import { jsonResponse, routeSchema } from './control-schemas.js'

export interface ReportRoutesOptions {
  /** Creates the report on the requests of one API key. Default: of all keys. */
  report: (scope: { owner?: string | undefined }) => Promise<Report>
}

/** Parameters of the query string. */
const ReportQuery = Type.Object({}, { additionalProperties: false })

export function reportRoutes (app: FastifyInstance, { report }: ReportRoutesOptions): void {
  app.get('/_mock/report', {
    schema: routeSchema('getReport', 'Returns the verdict on the clients, the bill and the coverage of the recorded requests. With an API key, only of the requests with that key.', {
      querystring: ReportQuery, response: { 200: jsonResponse('The report.', Report) }
    })
  }, async request => report({ owner: ownerOf(request) }))
}
