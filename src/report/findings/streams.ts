/** Findings about streams: left early, or without their last event. */
import { endMsOf, type StoredExchange } from '../../journal/store/recorded-exchange.js'
import { hasHadTime, type Find } from '../found.js'
import { notRepeated } from '../retry-pairs.js'
import { plural } from '../../text/sentences.js'
import { hasStreamError } from '../work-done.js'

export const findLeftStreams: Find = ({ exchanges }) => {
  const left = exchanges.filter(exchange => exchange.outcome === 'aborted' && isWithoutEnd(exchange) && exchange.status === 200)
  if (left.length === 0) return []
  return [{ id: 'stream-left-early', title: `Left ${plural(left.length, 'stream')} before the completed event.`, exchanges: left }]
}

/** The journal does not show what the client made of such a stream, only that it did not send the request again. */
export const findIncompleteStreams: Find = options => {
  const { exchanges } = options
  const incomplete = exchanges.filter(exchange => exchange.outcome === undefined && isWithoutEnd(exchange) &&
    !hasStreamError(exchange) && hasHadTime(options, endMsOf(exchange)))
  const missed = notRepeated(incomplete, exchanges)
  if (missed.length === 0) return []
  return [{
    id: 'stream-incomplete',
    title: `${missed.length === 1 ? '1 stream' : `${missed.length} streams`} ended without the completed event, and the client did not send the request again.`,
    exchanges: missed
  }]
}

function isWithoutEnd ({ events }: StoredExchange): boolean {
  return events !== undefined && !events.some(({ type }) => type.endsWith('.completed'))
}
