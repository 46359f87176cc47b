/** Findings about clients that disconnected: before OpenAI would have responded, or in the middle of a response. */
import { latencyOf } from '../../behaviours/latency-table.js'
import { imagesIn } from '../../journal/store/stored-exchange.js'
import type { Find } from '../found.js'
import { largestGroups } from '../groups.js'
import { durationText, plural } from '../../text/sentences.js'
import { isCharged, isValid, type ValidExchange } from '../work-done.js'

export const findImpatience: Find = ({ exchanges }) => {
  const gaveUp = exchanges.filter(isValid).filter(isUnanswered).flatMap(exchange => {
    const { minMs, maxMs } = latencyOf(exchange.request)
    return exchange.durationMs < maxMs ? [{ exchange, minMs, maxMs }] : []
  })
  return largestGroups(gaveUp, ({ exchange, maxMs }) => `${describe(exchange)} ${maxMs}`).map(group => {
    const [{ exchange, minMs, maxMs }] = group
    const waited = durationText(Math.max(...group.map(({ exchange }) => exchange.durationMs)))
    return {
      id: 'gave-up-early' as const,
      severity: group.some(({ exchange }) => isCharged(exchange)) ? 'error' as const : 'warning' as const,
      title: `Stopped waiting for ${plural(group.length, 'response')} of ${describe(exchange)} after ${waited}: OpenAI takes ${durationText(minMs)} to ${durationText(maxMs)}.`,
      model: exchange.request.parameters.model,
      exchanges: group.map(({ exchange }) => exchange)
    }
  })
}

function isUnanswered ({ outcome, status, events = [] }: ValidExchange): boolean {
  return outcome === 'aborted' && status === undefined && events.length === 0
}

/** Such as `gpt-image-2 (medium, 1254x1254)`. */
function describe ({ request: { operation, effective: { model, size, quality } } }: ValidExchange): string {
  const details = [...operation === 'generation' ? [] : [operation], ...typeof quality === 'string' ? [quality] : [], size]
  return `${model} (${details.join(', ')})`
}

export const findAbandonedResponses: Find = ({ exchanges }) => {
  const abandoned = exchanges.filter(({ outcome, status, events, answer }) =>
    outcome === 'aborted' && status === 200 && events === undefined && imagesIn(answer).some(({ b64_json: base64 }) => base64))
  if (abandoned.length === 0) return []
  return [{
    id: 'abandoned-response',
    title: `Disconnected in the middle of ${plural(abandoned.length, 'response')} with images in base64.`,
    exchanges: abandoned
  }]
}
