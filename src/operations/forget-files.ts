/** Replaces the files in an exchange by their digests, so that it no longer holds their bytes. */
import { describeForm, describeReferences, type FormBody } from '../contract/form-body.js'
import { maxBodyBytes } from '../journal/stored-exchange.js'
import type { Exchange } from './exchange.js'

/** Called once the images are decoded. The journal then shows the body with digests. */
export function forgetFiles (exchange: Exchange): void {
  const { format, json } = exchange
  exchange.form = undefined
  if (format === 'form') showInstead(exchange, describeForm(json as FormBody))
  else if (typeof json === 'object' && json !== null) {
    const described = describeReferences(json as Record<string, unknown>)
    if (described) showInstead(exchange, described)
  }
  if (exchange.body && exchange.body.length > maxBodyBytes) {
    // A copy of the part that the journal shows, and one byte more, which marks it as cut.
    exchange.body = Buffer.from(exchange.body.subarray(0, maxBodyBytes + 1))
    exchange.isBodyWhole = false
  }
}

function showInstead (exchange: Exchange, described: Record<string, unknown>): void {
  exchange.json = described
  try {
    exchange.body = Buffer.from(JSON.stringify(described))
  } catch {
    // The body has too many levels to be written as text.
  }
}
