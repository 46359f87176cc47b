/** Cards for tests. */
import type { Card } from '../../src/journal/entries/card.js'

export function cardOf (id: string, members: Partial<Card> = {}): Card {
  return {
    id,
    time: '2026-05-06T22:51:35.000Z',
    method: 'POST',
    path: '/v1/images/generations',
    key: '…4f2a',
    prompt: 'A cute baby sea otter',
    request: { model: 'dall-e-3', n: 1, size: '1024x1792', quality: 'hd', style: 'vivid', response_format: 'url' },
    dimensions: { width: 1024, height: 1792 },
    status: 200,
    images: 1,
    pictures: 1,
    durationMs: 2,
    decidedBy: { kind: 'none', reason: 'No rule matched' },
    downloads: 0,
    ...members
  }
}

export const refused: Partial<Card> = {
  status: 429,
  error: { message: 'Rate limit exceeded', type: 'requests', param: null, code: 'rate_limit_exceeded' },
  images: 0,
  pictures: 0,
  decidedBy: { kind: 'rule', id: 'rule_1', name: 'error=rate_limit_exceeded', respond: { error: 'rate_limit_exceeded' }, reason: 'A posted rule, 1 of 2 times' }
}
