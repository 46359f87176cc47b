import t from 'tap'
import { buildApp } from '../../src/app.js'
import { keyList } from '../../src/config/key-list.js'
import { loadSettings, resolveSettings } from '../../src/config/load-settings.js'
import { reachableHost } from '../../src/config/reachable-host.js'
import { settings } from '../../src/config/settings.js'

t.test('defaults stand where nothing is given', async t => {
  t.strictSame(loadSettings({}, {}), {
    host: '127.0.0.1',
    port: 8080,
    logLevel: 'info',
    unknownModels: 'accept',
    unknownParameters: 'reject',
    urlTtl: '1h',
    signingKey: 'openai-images-mock',
    imageCors: false,
    cacheBytes: '32MiB',
    bodyLimit: '1MiB',
    directives: 'on',
    errorRate: 0,
    errorRateError: 'server_error',
    seed: '1',
    controlApi: 'on',
    inbox: 'on',
    journalEntries: 1000,
    journalBytes: '64MiB'
  })
})

t.test('each setting has one name, as a flag and as a variable', async t => {
  t.strictSame(settings.map(({ name, flag, variable }) => [name, flag, variable]), [
    ['host', '--host', 'HOST'],
    ['port', '--port', 'PORT'],
    ['logLevel', '--log-level', 'LOG_LEVEL'],
    ['publicUrl', '--public-url', 'MOCK_PUBLIC_URL'],
    ['apiKeys', '--api-keys', 'MOCK_API_KEYS'],
    ['unknownModels', '--unknown-models', 'MOCK_UNKNOWN_MODELS'],
    ['unknownParameters', '--unknown-parameters', 'MOCK_UNKNOWN_PARAMETERS'],
    ['urlTtl', '--url-ttl', 'MOCK_URL_TTL'],
    ['signingKey', '--signing-key', 'MOCK_SIGNING_KEY'],
    ['imageCors', '--image-cors', 'MOCK_IMAGE_CORS'],
    ['cacheBytes', '--cache-bytes', 'MOCK_CACHE_BYTES'],
    ['bodyLimit', '--body-limit', 'MOCK_BODY_LIMIT'],
    ['scenarios', '--scenarios', 'MOCK_SCENARIOS'],
    ['directives', '--directives', 'MOCK_DIRECTIVES'],
    ['latency', '--latency', 'MOCK_LATENCY'],
    ['imagesPerMinute', '--images-per-minute', 'MOCK_IMAGES_PER_MINUTE'],
    ['errorRate', '--error-rate', 'MOCK_ERROR_RATE'],
    ['errorRateError', '--error-rate-error', 'MOCK_ERROR_RATE_ERROR'],
    ['seed', '--seed', 'MOCK_SEED'],
    ['controlApi', '--control-api', 'MOCK_CONTROL_API'],
    ['inbox', '--inbox', 'MOCK_INBOX'],
    ['journalEntries', '--journal-entries', 'MOCK_JOURNAL_ENTRIES'],
    ['journalBytes', '--journal-bytes', 'MOCK_JOURNAL_BYTES']
  ])
})

t.test('flags win over the environment, which wins over defaults; an empty variable is unset', async t => {
  const environment = { PORT: '81', HOST: '', MOCK_IMAGE_CORS: 'true', MOCK_CACHE_BYTES: '0' }
  t.match(loadSettings({ port: '82' }, environment), { port: 82, host: '127.0.0.1', imageCors: true, cacheBytes: 0 })
  t.match(loadSettings({}, environment), { port: 81 })
})

const byteSizes = 'a number of bytes such as 1048576, 512KiB or 64MB'
const delays = 'a time of at most 60m such as 250ms or 2s, a range such as 1s-3s, or realistic'

t.test('a bad value is told in one line: the setting, its source, what was found and what is allowed', async t => {
  for (const [flags, environment, message] of [
    [{}, { PORT: 'http' }, 'Failed to read the setting port: found "http" in PORT. Please give an integer from 0 to 65535.'],
    [{ port: '65536' }, {}, 'Failed to read the setting port: found 65536 in --port. Please give an integer from 0 to 65535.'],
    [{ port: '' }, {}, 'Failed to read the setting port: found "" in --port. Please give an integer from 0 to 65535.'],
    [{ 'image-cors': 'yes' }, {}, 'Failed to read the setting imageCors: found "yes" in --image-cors. Please give true or false.'],
    [{}, { MOCK_UNKNOWN_MODELS: 'deny' }, 'Failed to read the setting unknownModels: found "deny" in MOCK_UNKNOWN_MODELS. Please give accept, reject.'],
    ...['0s', '500ms', '1.5s', '100000h', '90'].map(duration =>
      [{}, { MOCK_URL_TTL: duration }, `Failed to read the setting urlTtl: found "${duration}" in MOCK_URL_TTL. Please give a duration in whole seconds such as 90s, 30m or 1h.`] as const),
    ...['64M', '1025GiB', 'half', '-1B'].map(size =>
      [{}, { MOCK_CACHE_BYTES: size }, `Failed to read the setting cacheBytes: found "${size}" in MOCK_CACHE_BYTES. Please give ${byteSizes}.`] as const),
    ...[0, -1, 2 ** 41].map(bytes =>
      [{ 'body-limit': String(bytes) }, {}, `Failed to read the setting bodyLimit: found ${bytes} in --body-limit. Please give ${byteSizes}.`] as const),
    [{ 'api-keys': ' , ' }, {}, 'Failed to read the setting apiKeys: found " , " in --api-keys. Please give any, or keys separated by commas.'],
    ...['localhost:8080', 'https://x:99999', 'http://[::1', 'http://%%'].map(url =>
      [{ 'public-url': url }, {}, `Failed to read the setting publicUrl: found "${url}" in --public-url. Please give an http or https URL of at most 256 characters, without a query.`] as const),
    [{ latency: '70m' }, {}, `Failed to read the setting latency: found "70m" in --latency. Please give ${delays}.`],
    [{}, { MOCK_LATENCY: '3s-1s' }, `Failed to read the setting latency: found "3s-1s" in MOCK_LATENCY. Please give ${delays}.`]
  ] as const) {
    t.throws(() => loadSettings(flags, environment), { name: 'SettingError', message })
  }
})

t.test('a number may have a fraction', async t => {
  t.strictSame(['0', '1', '0.25', '.5', '1.'].map(text => loadSettings({ 'error-rate': text }, {}).errorRate), [0, 1, 0.25, 0.5, 1])
  for (const text of ['1.5', '-0.5', '1e-1', '.', 'half']) t.throws(() => loadSettings({ 'error-rate': text }, {}), { message: /in --error-rate\. Please give a number from 0 to 1\.$/ }, text)
})

t.test('a long value is not told in full', async t => {
  t.throws(() => loadSettings({ port: 'x'.repeat(1000) }, {}), {
    message: `Failed to read the setting port: found "${'x'.repeat(80)}..." in --port. Please give an integer from 0 to 65535.`
  })
})

t.test('settings in code are checked too', async t => {
  t.match(resolveSettings({ port: 0, apiKeys: ['a', 'b'] }), { port: 0, apiKeys: ['a', 'b'], urlTtl: '1h' })
  t.throws(() => resolveSettings({ port: '80' } as never), { message: 'Failed to read the setting port: found "80" in the settings. Please give an integer from 0 to 65535.' })
  t.throws(() => resolveSettings({ prot: 80 } as never), { message: /^Failed to read the settings: found "prot". Please give one of host, port, .* \(did you mean port\?\)\.$/ })
  for (const latency of ['70m', '3s-1s']) {
    t.throws(() => buildApp({ latency }), { name: 'SettingError', message: `Failed to read the setting latency: found "${latency}" in the settings. Please give ${delays}.` })
  }
  t.throws(() => buildApp({ publicUrl: 'https://x:99999' }), { name: 'SettingError', message: /^Failed to read the setting publicUrl: found "https:\/\/x:99999" in the settings\. / })
})

t.test('durations and sizes may be given in any of their units', async t => {
  for (const urlTtl of ['1000ms', '1.5m', '99999h']) t.match(loadSettings({ 'url-ttl': urlTtl }, {}), { urlTtl })
  for (const cacheBytes of ['0B', '0.5MB', '1024GiB']) t.match(loadSettings({ 'cache-bytes': cacheBytes }, {}), { cacheBytes })
})

t.test('keys are read from a list or a text', async t => {
  t.strictSame([undefined, 'any', 'a', 'a, b,', ['c']].map(keyList), [undefined, 'any', ['a'], ['a', 'b'], ['c']])
})

t.test('a mock that listens on every interface is reached on this machine, one by IPv6 in brackets', async t => {
  t.strictSame(['127.0.0.1', 'mock.example', '0.0.0.0', '::', '::0', '::1'].map(reachableHost), ['127.0.0.1', 'mock.example', 'localhost', 'localhost', 'localhost', '[::1]'])
})
