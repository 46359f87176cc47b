/** Outcomes of requests as their cards show them. */
import t from 'tap'
import { outcomeOf, isFailed } from '../../../../src/inbox/data/calls/call-outcome.js'
import { cardOf } from '../../cards.js'

const ruled = (respond: Record<string, string>) => ({ kind: 'rule' as const, name: Object.entries(respond).map(word => word.join('=')).join(' '), respond, reason: 'A posted rule' })

t.test('a response is broken only if a fault damaged it, not if the fault slowed it down or concerns its images', async t => {
  for (const [card, tone, label, name] of [
    [{ decidedBy: ruled({ fault: 'malformed' }) }, 'broken', 'malformed', '200'],
    [{ decidedBy: ruled({ fault: 'truncate' }), outcome: 'truncate' as const }, 'broken', 'truncate', '200, cut off'],
    [{ decidedBy: ruled({ fault: 'drip' }) }, 'drawn', '200', undefined],
    [{ decidedBy: ruled({ fault: 'keepalive' }) }, 'drawn', '200', undefined],
    [{ decidedBy: ruled({ fault: 'truncate' }), isOpen: true as const }, 'drawn', 'streaming', undefined],
    [{ decidedBy: ruled({ revised_prompt: 'say fault=hang now' }) }, 'drawn', '200', undefined],
    [{ decidedBy: ruled({ asset: 'corrupt' }) }, 'drawn', '200', undefined],
    [{ decidedBy: ruled({ asset: 'corrupt' }), generation: 'g' }, 'broken', 'corrupt', '200'],
    [{ decidedBy: ruled({ asset: 'corrupt' }), generation: 'g', status: 304 }, 'drawn', '304', undefined],
    [{ decidedBy: ruled({ asset: 'slow' }), generation: 'g' }, 'drawn', '200', undefined],
    [{ decidedBy: ruled({ fault: 'reset' }), outcome: 'reset' as const, status: undefined as never }, 'broken', 'reset', undefined],
    [{ decidedBy: ruled({ fault: 'lost' }), outcome: 'lost' as const, status: undefined as never, billed: true as const }, 'broken', 'lost', undefined],
    [{ decidedBy: ruled({ fault: 'lost', after: '1' }), outcome: 'lost' as const, billed: true as const }, 'broken', 'lost', '200'],
    [{ decidedBy: ruled({ fault: 'gateway_timeout', delay: '2s' }), status: 504, billed: true as const }, 'failed', '504', 'gateway_timeout'],
    [{ status: undefined as never }, 'broken', 'no response', undefined]
  ] as const) {
    const ended = cardOf('x', card)
    t.match(outcomeOf(ended), { tone, label, name })
    t.equal(isFailed(ended), tone !== 'drawn')
  }
})

t.test('a stream that ends with an error has failed, whatever its status', async t => {
  const error = { message: 'Image generation failed', type: 'image_generation_server_error', param: null, code: 'image_generation_failed' }
  for (const decidedBy of [ruled({ error: 'server_error', after: '1' }), { kind: 'none' as const, reason: 'No rule matched' }]) {
    const card = cardOf('x', { error, decidedBy })
    t.match(outcomeOf(card), { tone: 'failed', label: 'error', name: 'image_generation_failed', message: 'Image generation failed' })
    t.ok(isFailed(card))
  }
})

t.test('a stream that broke off says after how many partial images', async t => {
  for (const [outcome, partials, message] of [
    ['hang', 2, 'The stream stalled after 2 partial images.'], ['truncate', 1, 'The stream broke off after 1 partial image.'], ['aborted', 0, 'The client left the stream after 0 partial images.']
  ] as const) {
    t.match(outcomeOf(cardOf('x', { outcome, partials, decidedBy: ruled({ fault: outcome }) })), { tone: 'broken', label: outcome, message })
  }
})

t.test('a 4xx is refused and a 5xx is failed, with the code and message of the error', async t => {
  const error = { message: 'No.', type: 'invalid_request_error', param: null, code: null }
  t.match(outcomeOf(cardOf('x', { status: 400, error })), { tone: 'refused', label: '400', name: 'invalid_request_error', message: 'No.' })
  t.match(outcomeOf(cardOf('x', { status: 503, error: { ...error, code: 'server_is_overloaded', message: null } })), { tone: 'failed', label: '503', name: 'server_is_overloaded', message: 'The response has no message.' })
})
