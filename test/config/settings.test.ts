import t from 'tap'
import { buildApp } from '../../src/app.js'
import { keyList } from '../../src/config/setting-values.js'
import { loadSettings, resolveSettings, unknownVariables } from '../../src/config/load-settings.js'
import { reachableHost } from '../../src/config/setting-values.js'
import { settings } from '../../src/config/settings.js'

t.test('settings have defaults', async t => {
  t.strictSame(loadSettings({}, {}), {
    host: '127.0.0.1',
    port: 8080,
    logLevel: 'info',
    logFormat: 'auto',
    strict: false,
    validation: 'model',
    unknownModels: 'accept',
    unknownParameters: 'reject',
    urlTtl: '1h',
    signingKey: 'openai-images-mock',
    imageCors: false,
    imageBytes: 'actual',
    cacheBytes: '32MiB',
    bodyLimit: '1MiB',
    uploadLimit: '128MiB',
    fetchImages: false,
    directives: true,
    errorRate: 0,
    errorRateError: 'server_error',
    seed: '1',
    controlApi: true,
    inbox: true,
    journalEntries: 1000,
    journalBytes: '64MiB',
    journalUploads: 'thumbnail'
  })
})

t.test('each setting has a flag and a variable', async t => {
  t.strictSame(settings.map(({ name, flag, variable }) => [name, flag, variable]), [
    ['host', '--host', 'HOST'],
    ['port', '--port', 'PORT'],
    ['logLevel', '--log-level', 'LOG_LEVEL'],
    ['logFormat', '--log-format', 'MOCK_LOG_FORMAT'],
    ['publicUrl', '--public-url', 'MOCK_PUBLIC_URL'],
    ['apiKeys', '--api-keys', 'MOCK_API_KEYS'],
    ['models', '--models', 'MOCK_MODELS'],
    ['modelsFile', '--models-file', 'MOCK_MODELS_FILE'],
    ['asOf', '--as-of', 'MOCK_AS_OF'],
    ['strict', '--strict', 'MOCK_STRICT'],
    ['validation', '--validation', 'MOCK_VALIDATION'],
    ['unknownModels', '--unknown-models', 'MOCK_UNKNOWN_MODELS'],
    ['unknownParameters', '--unknown-parameters', 'MOCK_UNKNOWN_PARAMETERS'],
    ['urlTtl', '--url-ttl', 'MOCK_URL_TTL'],
    ['signingKey', '--signing-key', 'MOCK_SIGNING_KEY'],
    ['imageCors', '--image-cors', 'MOCK_IMAGE_CORS'],
    ['imageBytes', '--image-bytes', 'MOCK_IMAGE_BYTES'],
    ['cacheBytes', '--cache-bytes', 'MOCK_CACHE_BYTES'],
    ['bodyLimit', '--body-limit', 'MOCK_BODY_LIMIT'],
    ['uploadLimit', '--upload-limit', 'MOCK_UPLOAD_LIMIT'],
    ['fetchImages', '--fetch-images', 'MOCK_FETCH_IMAGES'],
    ['fetchHosts', '--fetch-hosts', 'MOCK_FETCH_HOSTS'],
    ['scenarios', '--scenarios', 'MOCK_SCENARIOS'],
    ['directives', '--directives', 'MOCK_DIRECTIVES'],
    ['latency', '--latency', 'MOCK_LATENCY'],
    ['imagesPerMinute', '--images-per-minute', 'MOCK_IMAGES_PER_MINUTE'],
    ['errorRate', '--error-rate', 'MOCK_ERROR_RATE'],
    ['errorRateError', '--error-rate-error', 'MOCK_ERROR_RATE_ERROR'],
    ['seed', '--seed', 'MOCK_SEED'],
    ['controlApi', '--control-api', 'MOCK_CONTROL_API'],
    ['controlOrigins', '--control-origins', 'MOCK_CONTROL_ORIGINS'],
    ['controlKey', '--control-key', 'MOCK_CONTROL_KEY'],
    ['inbox', '--inbox', 'MOCK_INBOX'],
    ['journalEntries', '--journal-entries', 'MOCK_JOURNAL_ENTRIES'],
    ['journalBytes', '--journal-bytes', 'MOCK_JOURNAL_BYTES'],
    ['journalUploads', '--journal-uploads', 'MOCK_JOURNAL_UPLOADS']
  ])
})

t.test('flags take precedence over the environment, and both over defaults; an empty variable counts as unset', async t => {
  const environment = { PORT: '81', HOST: '', MOCK_IMAGE_CORS: 'true', MOCK_CACHE_BYTES: '0' }
  t.match(loadSettings({ port: '82' }, environment), { port: 82, host: '127.0.0.1', imageCors: true, cacheBytes: 0 })
  t.match(loadSettings({}, environment), { port: 81 })
})

t.test('strict sets several settings to what real accounts have, and a contrary setting is an error that names both', async t => {
  const strict = { apiKeys: 'any', unknownModels: 'reject', unknownParameters: 'reject', validation: 'model' }
  t.match(loadSettings({ strict: 'on' }, {}), strict)
  t.match(loadSettings({}, { MOCK_STRICT: 'on', MOCK_UNKNOWN_MODELS: 'reject' }), strict)
  t.match(resolveSettings({ strict: true, apiKeys: ['sk-1'] }), { ...strict, apiKeys: ['sk-1'] })
  t.match(resolveSettings({ strict: false, unknownModels: 'accept' }), { apiKeys: undefined, unknownModels: 'accept' })
  for (const [name, value, expected] of [
    ['unknownModels', 'accept', 'reject'], ['unknownParameters', 'ignore', 'reject'], ['validation', 'warn', 'model']
  ] as const) {
    const message = `Expected ${expected} for the setting ${name}, since strict is on, got "${value}". Remove one of the two.`
    t.throws(() => resolveSettings({ strict: true, [name]: value }), { name: 'SettingError', message })
  }
  t.throws(() => loadSettings({ strict: 'on' }, { MOCK_UNKNOWN_MODELS: 'Accept' }), { message: /^Expected reject for the setting unknownModels, since strict is on, got "accept"/ })
})

const byteSizes = 'a number of bytes such as 1048576, 512KiB or 64MB'
const delays = 'a duration up to 60m (such as 250ms or 2s), a range (such as 1s-3s) or realistic'

t.test('the message for an invalid value has the allowed values, the setting and the value', async t => {
  for (const [flags, environment, message] of [
    [{}, { PORT: 'http' }, 'Expected an integer from 0 to 65535 for PORT, got "http".'],
    [{ port: '65536' }, {}, 'Expected an integer from 0 to 65535 for --port, got 65536.'],
    [{ 'image-cors': 'maybe' }, {}, 'Expected on or off for --image-cors, got "maybe".'],
    [{}, { MOCK_UNKNOWN_MODELS: 'refuse' }, 'Expected one of accept, reject for MOCK_UNKNOWN_MODELS, got "refuse".'],
    [{}, { LOG_LEVEL: 'wran' }, 'Expected one of fatal, error, warn, info, debug, trace, silent for LOG_LEVEL, got "wran". Did you mean warn?'],
    ...['0s', '500ms', '1.5s', '100000h'].map(duration =>
      [{}, { MOCK_URL_TTL: duration }, `Expected a duration in whole seconds such as 90s, 30m or 1h for MOCK_URL_TTL, got "${duration}".`] as const),
    [{}, { MOCK_URL_TTL: '90' }, 'Expected a duration in whole seconds such as 90s, 30m or 1h for MOCK_URL_TTL, got 90.'],
    ...['64M', '1025GiB', 'half', '-1B'].map(size =>
      [{}, { MOCK_CACHE_BYTES: size }, `Expected ${byteSizes} for MOCK_CACHE_BYTES, got "${size}".`] as const),
    ...[0, -1, 2 ** 41].map(bytes =>
      [{ 'body-limit': String(bytes) }, {}, `Expected ${byteSizes} for --body-limit, got ${bytes}.`] as const),
    [{ 'api-keys': ' , ' }, {}, 'Expected any, or keys separated by commas for --api-keys, got 3 secret characters.'],
    ...['localhost:8080', 'https://x:99999', 'http://[::1', 'http://%%'].map(url =>
      [{ 'public-url': url }, {}, `Expected an http or https URL of at most 256 characters, without a query for --public-url, got "${url}".`] as const),
    ...['*', 'localhost:3000', 'http://localhost:3000/path', 'https://a.example,', 'http://%%', 'null'].map(origins =>
      [{ 'control-origins': origins }, {}, `Expected origins such as http://localhost:3000, separated by commas for --control-origins, got "${origins}".`] as const),
    [{ 'control-key': 'secret7' }, {}, 'Expected 8 to 256 visible ASCII characters for --control-key, got 7 secret characters.'],
    [{}, { MOCK_CONTROL_KEY: 'two secrets' }, 'Expected 8 to 256 visible ASCII characters for MOCK_CONTROL_KEY, got 11 secret characters.'],
    [{ latency: '70m' }, {}, `Expected ${delays} for --latency, got "70m".`],
    [{}, { MOCK_LATENCY: '3s-1s' }, `Expected ${delays} for MOCK_LATENCY, got "3s-1s".`]
  ] as const) {
    t.throws(() => loadSettings(flags, environment), { name: 'SettingError', message })
  }
})

t.test('a number can have decimals, and a share can be a percentage', async t => {
  t.strictSame(['0', '1', '0.25', '.5', '1.', '0%', '5%', '12.5%', '100%'].map(text => loadSettings({ 'error-rate': text }, {}).errorRate), [0, 1, 0.25, 0.5, 1, 0, 0.05, 0.125, 1])
  for (const text of ['1.5', '-0.5', '1e-1', '.', 'half', '101%', '%', '-5%']) {
    t.throws(() => loadSettings({ 'error-rate': text }, {}), { message: /^Expected a number from 0 to 1, or a percentage such as 5% for --error-rate, got / }, text)
  }
})

t.test('a long value is truncated in the message', async t => {
  t.throws(() => loadSettings({ port: 'x'.repeat(1000) }, {}), {
    message: `Expected an integer from 0 to 65535 for --port, got "${'x'.repeat(80)}...".`
  })
})

t.test('a switch accepts the usual words in upper and lower case, and booleans in code', async t => {
  const switches = settings.filter(({ schema }) => (schema as { type?: string }).type === 'boolean')
  t.ok(switches.length >= 4)
  for (const { name, flag, variable } of switches) {
    for (const [words, expected] of [[['on', 'ON', 'true', 'True', 'yes', '1', ' on\r'], true], [['off', 'Off', 'false', 'FALSE', 'no', '0'], false]] as const) {
      for (const word of words) {
        t.strictSame([
          loadSettings({ 'fetch-hosts': 'localhost', [flag.slice(2)]: word }, {})[name],
          loadSettings({}, { MOCK_FETCH_HOSTS: 'localhost', [variable]: word })[name],
          resolveSettings({ fetchHosts: 'localhost', [name]: word })[name]
        ], [expected, expected, expected], `${flag} ${word}, ${variable}=${word}, ${name}: ${word}`)
      }
      t.equal(resolveSettings({ fetchHosts: 'localhost', [name]: expected })[name], expected, `${name}: ${expected}`)
    }
    for (const value of ['maybe', 'toString', 1]) t.throws(() => resolveSettings({ [name]: value }), { message: `Expected on or off for the setting ${name}, got ${JSON.stringify(value)}.` })
  }
})

t.test('choices are accepted in upper and lower case, and log levels by their names in other loggers', async t => {
  t.strictSame(['INFO', 'Warn', 'WARNING', 'critical', 'off', ' debug '].map(text => loadSettings({}, { LOG_LEVEL: text }).logLevel), ['info', 'warn', 'warn', 'fatal', 'silent', 'debug'])
  t.match(loadSettings({}, { MOCK_UNKNOWN_MODELS: 'Reject', PORT: ' 81 ' }), { unknownModels: 'reject', port: 81 })
  t.equal(resolveSettings({ logLevel: 'WARNING' as never }).logLevel, 'warn')
})

t.test('an empty flag or variable counts as unset', async t => {
  const empty = Object.fromEntries(settings.flatMap(({ flag, variable }) => [[flag.slice(2), ''], [variable, '']]))
  t.strictSame(loadSettings(empty, empty), loadSettings({}, {}))
  t.match(loadSettings({ port: '' }, { PORT: '81' }), { port: 81 })
})

t.test('an unknown variable that begins with MOCK_ causes a warning with the nearest name', async t => {
  const known = Object.fromEntries(settings.map(({ variable }) => [variable, 'x']))
  t.strictSame(unknownVariables({ ...known, PATH: '/bin', MOCK_EMPTY: '' }), [])
  t.strictSame(unknownVariables({ MOCK_LATENCE: '1s', MOCK_PORT: '80', MOCK_SERVER_URL: 'http://x' }), [
    'Unknown environment variable "MOCK_LATENCE". Did you mean MOCK_LATENCY? It has no effect.',
    'Unknown environment variable "MOCK_PORT". Did you mean PORT? It has no effect.',
    'Unknown environment variable "MOCK_SERVER_URL". It has no effect.'
  ])
})

t.test('settings in code are validated, too', async t => {
  t.match(resolveSettings({ port: 0, apiKeys: ['a', 'b'] }), { port: 0, apiKeys: ['a', 'b'], urlTtl: '1h' })
  t.match(resolveSettings({ latency: 250, urlTtl: 90_000 }), { latency: 250, urlTtl: 90_000 })
  t.match(loadSettings({ latency: '250' }, { MOCK_URL_TTL: '90000' }), { latency: 250, urlTtl: 90_000 })
  t.throws(() => resolveSettings({ port: '80' } as never), { message: 'Expected an integer from 0 to 65535 for the setting port, got "80".' })
  t.throws(() => resolveSettings({ prot: 80 } as never), { message: /^Unknown setting "prot"\. Did you mean port\? Settings: host, port, .*\.$/ })
  t.throws(() => resolveSettings({ colour: 'red' } as never), { message: /^Unknown setting "colour"\. Settings: host, / })
  for (const latency of ['70m', '3s-1s', '250']) {
    t.throws(() => buildApp({ latency }), { name: 'SettingError', message: `Expected ${delays} for the setting latency, got "${latency}".` })
  }
  t.throws(() => buildApp({ publicUrl: 'https://x:99999' }), { name: 'SettingError', message: /^Expected .* for the setting publicUrl, got "https:\/\/x:99999"\.$/ })
})

t.test('durations and sizes can have any of their units', async t => {
  for (const urlTtl of ['1000ms', '1.5m', '99999h']) t.match(loadSettings({ 'url-ttl': urlTtl }, {}), { urlTtl })
  for (const cacheBytes of ['0B', '0.5MB', '1024GiB']) t.match(loadSettings({ 'cache-bytes': cacheBytes }, {}), { cacheBytes })
})

t.test('API keys can be a list or a text', async t => {
  t.strictSame([undefined, 'any', 'a', 'a, b,', ['c']].map(keyList), [undefined, 'any', ['a'], ['a', 'b'], ['c']])
})

t.test('a mock on all interfaces is reached as localhost, an IPv6 address in brackets', async t => {
  t.strictSame(['127.0.0.1', 'mock.example', '0.0.0.0', '::', '::0', '::1'].map(reachableHost), ['127.0.0.1', 'mock.example', 'localhost', 'localhost', 'localhost', '[::1]'])
})
