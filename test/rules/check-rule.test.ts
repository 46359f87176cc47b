import t from 'tap'
import { checkRule } from '../../src/rules/check-rule.js'
import { assetFaults, faults } from '../../src/rules/faults.js'

const inFull = { status: 500, message: 'Broken.', type: 'server_error' }
const sizes = 'a size of at most 8MB, such as 3MB, 1.5MB or 512KiB'
const durations = 'a duration of at most 60m, such as 250ms, 2s or 1m'

t.test('takes a rule with every member, and returns it as it is', async t => {
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

t.test('names the member, what was found and what is allowed', async t => {
  for (const [rule, message] of [
    [null, 'the top level: found null. Please give an object with some of description, match, respond, times.'],
    [[], 'the top level: found []. Please give an object with some of description, match, respond, times.'],
    [{}, 'respond: found nothing. Please give an object with some of error, retryAfter, delay, fault, asset, image, revised_prompt, bytes.'],
    [{ respond: { eror: 'x' } }, 'respond: found an unknown member "eror". Please give one of error, retryAfter, delay, fault, asset, image, revised_prompt, bytes (did you mean error?).'],
    [{ respond: {}, when: 1 }, 'the top level: found an unknown member "when". Please give one of description, match, respond, times.'],
    [JSON.parse('{"respond":{},"__proto__":{}}'), 'the top level: found an unknown member "__proto__". Please give one of description, match, respond, times.'],
    [{ respond: { fault: 'resett' } }, `respond.fault: found "resett". Please give one of ${Object.keys(faults).join(', ')} (did you mean reset?).`],
    [{ respond: { fault: 'resume' } }, `respond.fault: found "resume". Please give one of ${Object.keys(faults).join(', ')}.`],
    [{ respond: { asset: 404 } }, `respond.asset: found 404. Please give one of ${Object.keys(assetFaults).join(', ')}.`],
    [{ respond: { error: { ...inFull, status: 200 } } }, 'respond.error.status: found 200. Please give an integer from 400 to 599.'],
    [{ respond: { error: { status: 500, type: 'x' } } }, 'respond.error.message: found nothing. Please give a text of at most 10000 characters.'],
    [{ respond: { error: { ...inFull, param: 3 } } }, 'respond.error.param: found 3. Please give a text of at most 200 characters, or null.'],
    [{ respond: { error: { ...inFull, type: 'x'.repeat(201) } } }, `respond.error.type: found "${'x'.repeat(80)}...". Please give a text of at most 200 characters.`],
    [{ respond: { delay: '2 hours' } }, `respond.delay: found "2 hours". Please give ${durations}, a range such as 1s-3s, or realistic.`],
    [{ respond: { delay: '3s-1s' } }, 'respond.delay: found "3s-1s". Please give the shorter end of the range first.'],
    [{ respond: { delay: '61m' } }, `respond.delay: found "61m". Please give ${durations}.`],
    [{ respond: { bytes: '9MB' } }, `respond.bytes: found "9MB". Please give ${sizes}.`],
    [{ respond: { bytes: 3_000_000 } }, `respond.bytes: found 3000000. Please give ${sizes}.`],
    [{ respond: { image: [] } }, 'respond.image: found []. Please give 1 to 10 names of image files.'],
    [{ match: { n: 11 }, respond: {} }, 'match.n: found 11. Please give an integer from 1 to 10.'],
    [{ match: { size: '1x1' }, respond: {} }, 'match.size: found "1x1". Please give one of 256x256, 512x512, 1024x1024, 1792x1024, 1024x1792.'],
    [{ match: { prompt: '/(/' }, respond: {} }, 'match.prompt: found "/(/" (Unterminated group). Please give a regular expression that JavaScript reads, with the flags i, m, s and u.'],
    [{ match: { key: '/a/g' }, respond: {} }, 'match.key: found "/a/g" (unknown flags g). Please give a regular expression that JavaScript reads, with the flags i, m, s and u.'],
    [{ match: { key: { pattern: /a/, names: ['x', { deep: [1] }] } }, respond: {} }, 'match.key: found {"pattern":/a/,"names":["x",{"deep":[...]}]}. Please give exact text, text with * for anything, or a regular expression such as /otter/i.'],
    [{ match: { n: NaN }, respond: {} }, 'match.n: found NaN. Please give an integer from 1 to 10.'],
    [{ match: { n: 10n }, respond: {} }, 'match.n: found 10n. Please give an integer from 1 to 10.'],
    [{ respond: {}, times: 0 }, 'times: found 0. Please give an integer from 1 to 1000000.']
  ] as const) t.throws(() => checkRule(rule), { name: 'RuleError', message: `Failed to read ${message}` })
})

t.test('a member that is undefined is absent', async t => {
  const rule = { match: undefined, respond: { error: undefined, delay: '1s' }, times: undefined }
  t.equal(checkRule(rule), rule)
  t.throws(() => checkRule({ respond: undefined }), { name: 'RuleError', message: /^Failed to read respond: found nothing\. / })
})

t.test('knows an error by the beginning of its name', async t => {
  t.throws(() => checkRule({ respond: { error: 'rate_limit' } }), { message: /found "rate_limit"\. .* \(did you mean rate_limit_exceeded\?\)\.$/ })
})

t.test('refuses what makes no sense together, with the reason', async t => {
  const picture = { asset: 'slow', image: 'a.png', revised_prompt: 'x', bytes: '1MB' }
  for (const [word, value] of Object.entries(picture)) {
    t.throws(() => checkRule({ respond: { error: 'server_error', [word]: value } }), {
      message: `Failed to read respond.${word}: found it beside error. Please give one of the two: an error carries no image.`
    })
  }
  for (const fault of ['reset', 'empty', 'hang', 'malformed', 'empty_data']) {
    for (const [word, value] of Object.entries({ error: 'server_error', ...picture })) {
      t.throws(() => checkRule({ respond: { fault, [word]: value } }), {
        message: new RegExp(`^Failed to read respond\\.${word}: found it beside fault ${fault}\\. Please give one of the two: with fault ${fault} \\w`)
      }, `${fault} ${word}`)
    }
  }
  for (const word of ['error', 'asset']) {
    const value = word === 'error' ? 'server_error' : 'slow'
    t.throws(() => checkRule({ respond: { fault: 'bad_base64', [word]: value } }), { message: new RegExp(`^Failed to read respond\\.${word}: found it beside fault bad_base64`) })
  }
  t.throws(() => checkRule({ match: { response_format: 'b64_json' }, respond: { asset: 'expired' } }), {
    message: 'Failed to read match.response_format: found "b64_json" beside asset expired. Please ask for url: otherwise it cannot come true.'
  })
  t.throws(() => checkRule({ match: { n: 10 }, respond: { bytes: '4MB' } }), {
    message: 'Failed to read match.n: found 10 images of 4MB. Please ask for at most 8, or give fewer bytes: the images of one request may have 32MB together.'
  })
  for (const error of [undefined, 'server_error', { ...inFull, status: 400 }]) {
    t.throws(() => checkRule({ respond: { ...(error && { error }), retryAfter: '2s' } }), {
      message: 'Failed to read respond.retryAfter: found "2s". Please give it with an error of status 429 or 503.'
    })
  }
})

t.test('refuses headers that would break the answer', async t => {
  for (const headers of [{ x: 'a\r\nb: c' }, { 'a b': 'c' }, { '': 'c' }, { x: 1 }, { x: 'é' }, { 'Content-Length': '3' }, { trailer: 'x' }, []]) {
    t.throws(() => checkRule({ respond: { error: { ...inFull, headers } } }), { message: /^Failed to read respond\.error\.headers: / }, JSON.stringify(headers))
  }
})

t.test('refuses an image file outside of the folder', async t => {
  for (const image of ['../a.png', 'a/../../b.png', '/etc/passwd', 'C:\\a.png', 'a\\..\\b', '..', 'a/..', 'a\0.png', '\u2028/../a.png', '']) {
    t.throws(() => checkRule({ respond: { image } }), { message: /^Failed to read respond\.image: / }, encodeURI(image))
  }
})
