import t from 'tap'
import { checkRule } from '../../src/rules/check-rule.js'
import { assetFaults, faults } from '../../src/rules/faults.js'

const inFull = { status: 500, message: 'Broken.', type: 'server_error' }
const sizes = 'a size up to 8MB (such as 3MB, 1.5MB or 512KiB)'
const durations = 'a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds)'
const delays = `${durations}, a range with the shorter end first (such as 1s-3s) or realistic`

t.test('returns a valid rule unchanged', async t => {
  for (const rule of [
    { respond: {} },
    {
      description: 'All that can be asked of a picture',
      match: { prompt: '/otter/i', model: 'dall-e-*', size: '1024x1024', quality: 'hd', style: 'vivid', n: 1, user: 'u', response_format: 'url', key: 'sk-*' },
      respond: { delay: '1s-3s', fault: 'drip', asset: 'slow', image: ['a.png', 'folder/b.jpg'], revised_prompt: '', bytes: '8MB' },
      times: 1_000_000
    },
    { respond: { error: 'rate_limit_exceeded', retryAfter: '1.5s', delay: 'realistic', fault: 'truncate' } },
    { respond: { error: { ...inFull, status: 503, param: null, code: 'down', headers: { 'X-Trace': 'a b' } }, retryAfter: '60m' } },
    { respond: { fault: 'bad_base64', bytes: '3MB', image: '..otter..png' } },
    { respond: { fault: 'hang', delay: '0ms' } }
  ]) t.equal(checkRule(rule), rule)
})

t.test('names the member, the expected value and the given value', async t => {
  for (const [rule, message] of [
    [null, 'Expected an object with some of description, match, respond, times for the rule, got null.'],
    [[], 'Expected an object with some of description, match, respond, times for the rule, got [].'],
    [{}, 'Expected an object with some of error, retryAfter, delay, fault, after, partials, partialDelay, asset, image, revised_prompt, bytes, usage, asOf for respond, got nothing.'],
    [{ respond: { eror: 'x' } }, 'Unknown member "eror" in respond. Did you mean error? Expected some of error, retryAfter, delay, fault, after, partials, partialDelay, asset, image, revised_prompt, bytes, usage, asOf.'],
    [{ respond: {}, when: 1 }, 'Unknown member "when" in the rule. Expected some of description, match, respond, times.'],
    [JSON.parse('{"respond":{},"__proto__":{}}'), 'Unknown member "__proto__" in the rule. Expected some of description, match, respond, times.'],
    [{ respond: { fault: 'resett' } }, `Expected one of ${Object.keys(faults).join(', ')} for respond.fault, got "resett". Did you mean reset?`],
    [{ respond: { fault: 'resume' } }, `Expected one of ${Object.keys(faults).join(', ')} for respond.fault, got "resume".`],
    [{ respond: { asset: 404 } }, `Expected one of ${Object.keys(assetFaults).join(', ')} for respond.asset, got 404.`],
    [{ respond: { error: { ...inFull, status: 200 } } }, 'Expected an integer from 400 to 599 for respond.error.status, got 200.'],
    [{ respond: { error: { status: 500, type: 'x' } } }, 'Expected a string of at most 10000 characters for respond.error.message, got nothing.'],
    [{ respond: { error: { ...inFull, param: 3 } } }, 'Expected null or a string of at most 200 characters for respond.error.param, got 3.'],
    [{ respond: { error: { ...inFull, type: 'x'.repeat(201) } } }, `Expected a string of at most 200 characters for respond.error.type, got "${'x'.repeat(80)}...".`],
    [{ respond: { delay: '2 hours' } }, `Expected ${delays} for respond.delay, got "2 hours".`],
    [{ respond: { delay: '3s-1s' } }, `Expected ${delays} for respond.delay, got "3s-1s".`],
    [{ respond: { delay: '61m' } }, `Expected ${delays} for respond.delay, got "61m".`],
    [{ respond: { error: 'rate_limit_exceeded', retryAfter: '61m' } }, `Expected ${durations} for respond.retryAfter, got "61m".`],
    [{ respond: { bytes: '9MB' } }, `Expected ${sizes} for respond.bytes, got "9MB".`],
    [{ respond: { bytes: 3_000_000 } }, `Expected ${sizes} for respond.bytes, got 3000000.`],
    [{ respond: { image: [] } }, 'Expected 1 to 10 names of image files for respond.image, got [].'],
    [{ match: { operation: 'edits' }, respond: {} }, 'Expected one of generation, edit, variation for match.operation, got "edits". Did you mean edit?'],
    [{ match: { upload: 'otter.png' }, respond: {} }, 'Expected a SHA-256 in hexadecimal, or at least its first 8 digits for match.upload, got "otter.png".'],
    [{ match: { images: '2' }, respond: {} }, 'Expected an integer from 0 to 100 for match.images, got "2".'],
    [{ match: { mask: 1 }, respond: {} }, 'Expected true or false for match.mask, got 1.'],
    [{ match: { n: 11 }, respond: {} }, 'Expected an integer from 1 to 10 for match.n, got 11.'],
    [{ match: { frame_count: 17 }, respond: {} }, 'Expected an integer from 2 to 16 for match.frame_count, got 17.'],
    [{ match: { partial_images: -1 }, respond: {} }, 'Expected an integer from 0 to 3 for match.partial_images, got -1.'],
    [{ match: { output_compression: '80' }, respond: {} }, 'Expected an integer from 0 to 100 for match.output_compression, got "80".'],
    [{ match: { frame_duration_ms: 0 }, respond: {} }, 'Expected an integer of at least 1 for match.frame_duration_ms, got 0.'],
    [{ match: { size: 'large' }, respond: {} }, 'Expected WIDTHxHEIGHT (such as 1024x1024) or auto for match.size, got "large".'],
    [{ match: { background: 'clear' }, respond: {} }, 'Expected one of transparent, opaque, auto for match.background, got "clear".'],
    [{ match: { stream: 'yes' }, respond: {} }, 'Expected true or false for match.stream, got "yes".'],
    [{ respond: { usage: { output_tokens: -1 } } }, 'Expected an integer from 0 to 1000000000 for respond.usage.output_tokens, got -1.'],
    [{ respond: { usage: { tokens: 1 } } }, 'Unknown member "tokens" in respond.usage. Expected some of input_tokens, input_tokens_details, output_tokens, output_tokens_details, total_tokens.'],
    [{ respond: { asOf: '2026-02-30' } }, 'Expected a day (such as 2026-12-01) or today for respond.asOf, got "2026-02-30".'],
    [{ match: { prompt: '/(/' }, respond: {} }, 'Expected a JavaScript regular expression with the flags i, m, s and u (Unterminated group) for match.prompt, got "/(/".'],
    [{ match: { key: '/a/g' }, respond: {} }, 'Expected a JavaScript regular expression with the flags i, m, s and u (unknown flags g) for match.key, got "/a/g".'],
    [{ match: { key: { pattern: /a/, names: ['x', { deep: [1] }] } }, respond: {} }, 'Expected exact text, text with * wildcards or a regular expression (such as /otter/i) for match.key, got {"pattern":/a/,"names":["x",{"deep":[...]}]}.'],
    [{ match: { n: NaN }, respond: {} }, 'Expected an integer from 1 to 10 for match.n, got NaN.'],
    [{ match: { n: 10n }, respond: {} }, 'Expected an integer from 1 to 10 for match.n, got 10n.'],
    [{ respond: {}, times: 0 }, 'Expected an integer from 1 to 1000000 for times, got 0.']
  ] as const) t.throws(() => checkRule(rule), { name: 'RuleError', message })
})

t.test('a member that is undefined counts as omitted', async t => {
  const rule = { match: undefined, respond: { error: undefined, delay: '1s' }, times: undefined }
  t.equal(checkRule(rule), rule)
  t.throws(() => checkRule({ respond: undefined }), { name: 'RuleError', message: /^Expected an object with some of .* for respond, got nothing\.$/ })
})

t.test('suggests an error by the beginning of its name', async t => {
  t.throws(() => checkRule({ respond: { error: 'rate_limit' } }), { message: /, got "rate_limit"\. Did you mean rate_limit_exceeded\?$/ })
})

t.test('rejects incompatible options, with the reason', async t => {
  const picture = { asset: 'slow', image: 'a.png', revised_prompt: 'x', bytes: '1MB' }
  for (const [word, value] of Object.entries(picture)) {
    t.throws(() => checkRule({ respond: { error: 'server_error', [word]: value } }), {
      message: `Cannot use respond.${word}: it is incompatible with error, which sends no image. Remove one of the two.`
    })
  }
  for (const fault of ['reset', 'empty', 'hang', 'lost', 'gateway_timeout', 'malformed', 'empty_data']) {
    for (const [word, value] of Object.entries({ error: 'server_error', ...picture })) {
      t.throws(() => checkRule({ respond: { fault, [word]: value } }), {
        message: new RegExp(`^Cannot use respond\\.${word}: it is incompatible with fault ${fault}, which sends .+\\. Remove one of the two\\.$`)
      }, `${fault} ${word}`)
    }
  }
  for (const word of ['error', 'asset']) {
    const value = word === 'error' ? 'server_error' : 'slow'
    t.throws(() => checkRule({ respond: { fault: 'bad_base64', [word]: value } }), { message: `Cannot use respond.${word}: it is incompatible with fault bad_base64, which sends images as base64 with status 200. Remove one of the two.` })
  }
  t.throws(() => checkRule({ match: { response_format: 'b64_json' }, respond: { asset: 'expired' } }), {
    message: 'Expected url (required by asset expired) for match.response_format, got "b64_json".'
  })
  t.throws(() => checkRule({ match: { n: 10 }, respond: { bytes: '4MB' } }), {
    message: 'Expected at most 8 (images of 4MB, together at most 32MB) for match.n, got 10.'
  })
  for (const error of [undefined, 'server_error', { ...inFull, status: 400 }]) {
    t.throws(() => checkRule({ respond: { ...(error && { error }), retryAfter: '2s' } }), {
      message: 'Cannot use respond.retryAfter: it requires an error of status 429 or 503. Add such an error, or remove retryAfter.'
    })
  }
})

t.test('rejects options that have no effect in a stream', async t => {
  for (const [respond, message] of [
    [{ error: 'slow_down', after: 1, fault: 'truncate' }, 'Cannot use respond.fault: it is incompatible with an error with after, which is sent as a whole event. Remove one of the two.'],
    [{ error: 'slow_down', after: 0, fault: 'drip' }, 'Cannot use respond.fault: it is incompatible with an error with after=0, before which there is no event. Remove one of the two.'],
    [{ error: 'slow_down', after: 1, retryAfter: '2s' }, 'Cannot use respond.retryAfter: it is incompatible with after, since an error within a stream has no headers. Remove one of the two.'],
    [{ error: { ...inFull, headers: { a: 'b' } }, after: 1 }, 'Cannot use respond.error.headers: an error within a stream has no headers. Remove headers or after.'],
    [{ fault: 'drip', after: 1 }, 'Cannot use respond.after: it is incompatible with fault drip, which sends all events slowly. Remove one of the two.'],
    [{ fault: 'keepalive', after: 1 }, 'Cannot use respond.after: it is incompatible with fault keepalive, which sends a whole stream, with a comment line before each event. Remove one of the two.'],
    [{ fault: 'duplicate_partial', after: 3 }, 'Cannot use respond.after: it requires a stream with at least 4 partial images, and streams have at most 3. Use a smaller number.'],
    [{ fault: 'duplicate_partial', partials: 0 }, 'Cannot use respond.fault: it requires a stream with at least 1 partial image, and partials is 0. Change one of the two.'],
    [{ fault: 'reset', after: 2, partials: 1 }, 'Cannot use respond.after: it requires a stream with at least 2 partial images, and partials is 1. Change one of the two.']
  ] as const) t.throws(() => checkRule({ respond }), { name: 'RuleError', message }, message)
  for (const respond of [
    { error: 'slow_down', fault: 'truncate' }, { error: 'slow_down', fault: 'drip' }, { error: 'slow_down', after: 1, fault: 'drip' },
    { error: { ...inFull, headers: {} }, after: 0 }, { fault: 'reset', after: 1, partials: 1 }, { fault: 'duplicate_partial', after: 2 }, { fault: 'unknown_event', after: 3 }
  ]) t.equal(checkRule({ respond }).respond, respond)
})

t.test('rejects a rule for streams that matches no stream that is long enough', async t => {
  for (const [match, respond, message] of [
    [{ stream: false }, { partials: 1 }, 'Cannot use respond.partials: it requires a request with stream: true, which match.stream excludes. Change one of the two.'],
    [{ stream: false }, { fault: 'keepalive' }, 'Cannot use respond.fault: it requires a request with stream: true, which match.stream excludes. Change one of the two.'],
    [{ operation: 'variation' }, { error: 'slow_down', after: 1 }, 'Cannot use respond.after: it requires a request with stream: true, which match.operation excludes. Change one of the two.'],
    [{ partial_images: 1 }, { fault: 'truncate', after: 3 }, 'Cannot use respond.after: it requires a stream with at least 3 partial images, which match.partial_images excludes. Change one of the two.'],
    [{ partial_images: 0 }, { fault: 'duplicate_partial' }, 'Cannot use respond.fault: it requires a stream with at least 1 partial image, which match.partial_images excludes. Change one of the two.']
  ] as const) t.throws(() => checkRule({ match, respond }), { name: 'RuleError', message }, message)
  for (const rule of [
    { match: { stream: true, partial_images: 3 }, respond: { fault: 'truncate', after: 3 } }, { match: { stream: false, operation: 'variation' }, respond: { error: 'slow_down' } },
    { match: { partial_images: 1 }, respond: { partials: 3 } }
  ]) t.equal(checkRule(rule), rule)
})

t.test('rejects headers that would break the response', async t => {
  for (const headers of [{ x: 'a\r\nb: c' }, { 'a b': 'c' }, { '': 'c' }, { x: 1 }, { x: 'é' }, { 'Content-Length': '3' }, { trailer: 'x' }, []]) {
    t.throws(() => checkRule({ respond: { error: { ...inFull, headers } } }), { message: /^Expected .* for respond\.error\.headers, got |^Cannot use respond\.error\.headers: the server sets (Content-Length|trailer) itself\. Remove this header\.$/ }, JSON.stringify(headers))
  }
})

t.test('rejects an image file outside of the folder', async t => {
  for (const image of ['../a.png', 'a/../../b.png', '/etc/passwd', 'C:\\a.png', 'a\\..\\b', '..', 'a/..', 'a\0.png', '\u2028/../a.png', '']) {
    t.throws(() => checkRule({ respond: { image } }), { message: /^Expected .* for respond\.image, got "/ }, encodeURI(image))
  }
})
