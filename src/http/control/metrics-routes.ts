/** Control API route of the metrics. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Metrics } from '../../metrics/metrics.js'
import { routeSchema } from './control-schemas.js'

export interface MetricsRoutesOptions {
  metrics: Pick<Metrics, 'format'>
}

export function metricsRoutes (app: FastifyInstance, { metrics }: MetricsRoutesOptions): void {
  app.get('/_mock/metrics', {
    schema: routeSchema('getMetrics', 'Returns the metrics of all API keys since the start, in the text format of Prometheus. A reset does not change its counters.', {
      response: { 200: { description: 'The metrics.', content: { 'text/plain': { schema: Type.String({ description: 'The text format of Prometheus, version 0.0.4.' }) } } } }
    })
  }, async (_request, reply) => {
    const { contentType, text } = await metrics.format()
    return reply.headers({ 'content-type': contentType, 'x-content-type-options': 'nosniff' }).send(text)
  })
}
