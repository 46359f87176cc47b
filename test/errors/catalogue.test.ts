import t from 'tap'
import * as catalogue from '../../src/errors/catalogue.js'

const entries = Object.entries(catalogue).filter(([, made]) => 'evidence' in made) as Array<[string, typeof catalogue.missingApiKey]>

t.test('every entry has a status, a complete envelope and evidence', async t => {
  t.ok(entries.length > 15)
  for (const [name, { example, evidence }] of entries) {
    t.ok(example.status >= 400 && example.status < 600, name)
    t.strictSame(Object.keys(example.envelope), ['error'])
    t.strictSame(Object.keys(example.envelope.error), ['message', 'type', 'param', 'code', ...name === 'moderationBlocked' ? ['moderation_details'] : []], name)
    t.match(evidence, { mark: /^(recorded|reported|assumed)$/, source: /\S{4}/ }, name)
  }
})

t.test('bodies equal the recorded ones byte for byte', async t => {
  t.equal(catalogue.invalidApiKey('fake_key').body, `{
  "error": {
    "message": "Incorrect API key provided: fake_key. You can find your API key at https://platform.openai.com/account/api-keys.",
    "type": "invalid_request_error",
    "param": null,
    "code": "invalid_api_key"
  }
}`)
  t.equal(Buffer.byteLength(catalogue.invalidApiKey('fake_key').body), 237, 'the recorded content-length')
  t.equal(Buffer.byteLength(catalogue.unknownParameter('quality').body), 161, 'the recorded content-length')
})

t.test('a message shows the first eight and the last four characters of a long key, and all of a short one', async t => {
  for (const [key, shown] of [
    ['fake_key', 'fake_key'],
    ['invalid-key', 'invalid-key'],
    ['sk-wrong-api-key', 'sk-wrong****-key'],
    ['<not-a-real-key>', '<not-a-r****key>'],
    [`sk-XG6GW${'x'.repeat(39)}wlmi`, `sk-XG6GW${'*'.repeat(39)}wlmi`]
  ] as const) {
    t.match(catalogue.invalidApiKey(key).message, `Incorrect API key provided: ${shown}. You can`)
  }
})
