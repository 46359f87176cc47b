/** The bill: what the requests would have cost with OpenAI, by day, model and API key. */
import { costOf, priceOf, priceText } from '../contract/usage/prices.js'
import type { StoredExchange } from '../journal/store/recorded-exchange.js'
import { maskSecret } from '../text/messages.js'
import type { Bill, BillLine } from './report-schema.js'
import { isCharged, isReceived, type ValidExchange } from './work-done.js'

const note = 'The mock itself costs nothing: this is what OpenAI would have charged.'

/** Creates the bill of the requests, oldest first. `forgotten` is the number of older requests that are not among them. */
export function createBill (exchanges: readonly StoredExchange[], forgotten: number): Bill {
  const retried = new Set(exchanges.map(({ retryOf }) => retryOf))
  const lines = new Map<string, BillLine>()
  for (const exchange of exchanges) {
    if (!isCharged(exchange)) continue
    const line = lineOf(exchange, !isReceived(exchange) || retried.has(exchange.id))
    const name = [line.day, line.model, exchange.owner].join('\n')
    const known = lines.get(name)
    lines.set(name, known ? add(known, line) : line)
  }
  const all = [...lines.values()].sort((one, other) => compare(one.day, other.day) || compare(one.model, other.model) || compare(one.key ?? '', other.key ?? ''))
  return {
    note,
    currency: 'USD',
    total: rounded(all.reduce((sum, { cost = 0 }) => sum + cost, 0)),
    wasted: rounded(all.reduce((sum, { wasted }) => sum + wasted, 0)),
    ...(forgotten > 0 && { isLowerBound: true as const }),
    lines: all.map(line => ({ ...line, ...(line.cost !== undefined && { cost: rounded(line.cost) }), wasted: rounded(line.wasted) })),
    prices: [...new Set(all.map(({ model }) => model))].flatMap(model => {
      const price = priceOf(model)
      return price ? [{ model, price: priceText(price), source: price.source, date: price.date }] : []
    })
  }
}

/** The line of one request. */
function lineOf (exchange: ValidExchange, isWasted: boolean): BillLine {
  const { receivedMs, owner, usage, request: { effective: { model, n, size, quality } } } = exchange
  const price = priceOf(model)
  const cost = price && costOf(price, { size, quality, n, usage })
  return {
    day: new Date(receivedMs).toISOString().slice(0, 10),
    model,
    ...(owner !== undefined && { key: maskSecret(owner) }),
    requests: 1,
    images: n,
    inputTokens: usage?.input_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
    ...(cost !== undefined && { cost }),
    wasted: isWasted ? cost ?? 0 : 0
  }
}

function add (one: BillLine, other: BillLine): BillLine {
  const cost = one.cost === undefined ? other.cost : one.cost + (other.cost ?? 0)
  return {
    ...one,
    requests: one.requests + other.requests,
    images: one.images + other.images,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    ...(cost !== undefined && { cost }),
    wasted: one.wasted + other.wasted
  }
}

function compare (one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

/** Rounds to a millionth of a dollar, the smallest part of a price. */
function rounded (dollars: number): number {
  return Math.round(dollars * 1e6) / 1e6
}
