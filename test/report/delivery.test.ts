/** Findings about timeouts, downloads and streams: for each of them a client that makes the mistake, and one that does not. */
import t from 'tap'
import { mockWithClient, urlIn } from './client.js'

t.jobs = 4

const gptImage = { model: 'gpt-image-1', size: '1024x1024', quality: 'low', response_format: undefined }

t.test('finds clients that wait less than OpenAI takes', async t => {
  const { abandon, findings } = await mockWithClient(t)
  await abandon({ prompt: '[mock delay=20s]' })
  await abandon({ ...gptImage, prompt: '[mock delay=20s]', quality: 'high' })
  const [dallE, gpt, ...others] = await findings()
  t.match(dallE, {
    id: 'gave-up-early', severity: 'error', model: 'dall-e-2', title: /^Stopped waiting for 1 response of dall-e-2 \(256x256\) after \d+(?:\.\d)? m?s: OpenAI takes 6\.7 s to 8\.9 s\.$/
  })
  t.match(gpt, { id: 'gave-up-early', model: 'gpt-image-1', title: /of gpt-image-1 \(high, 1024x1024\) .* 32 s to 40 s\.$/ })
  t.strictSame(others, [])
})

t.test('a client that disconnects before a refusal has paid nothing', async t => {
  const { abandon, findings } = await mockWithClient(t)
  await abandon({ prompt: '[mock error=server_error delay=20s]' })
  t.match(await findings(), [{ id: 'gave-up-early', severity: 'warning' }])
})

t.test('a client that waits for its response has no finding', async t => {
  const { receive, ids } = await mockWithClient(t)
  await receive({ prompt: '[mock delay=50ms]' })
  t.strictSame(await ids(), [])
})

t.test('finds responses with base64 that were left in the middle', async t => {
  const { abandon, findings } = await mockWithClient(t)
  await abandon({ prompt: '[mock fault=drip]' }, {}, response => response.body!.getReader().read())
  t.match(await findings(), [{ id: 'abandoned-response', severity: 'error', title: 'Disconnected in the middle of 1 response with images in base64.' }])
})

t.test('a slow response that is read to its end is sound', async t => {
  const { receive, ids } = await mockWithClient(t)
  await receive({ prompt: '[mock fault=drip]' })
  t.strictSame(await ids(), [])
})

t.test('finds image URLs that were fetched after their end', async t => {
  const { receive, download, pass, findings } = await mockWithClient(t, { urlTtl: '1m' })
  const url = urlIn(await receive({ response_format: 'url' }))
  await download(url)
  pass(61_000)
  await download(url)
  await download(url)
  t.match(await findings(), [{ id: 'url-expired', severity: 'error', title: 'Fetched 2 images after the URL had expired.' }])
})

t.test('an image URL that a rule lets expire is not a mistake of the client', async t => {
  const { receive, download, ids } = await mockWithClient(t)
  await download(urlIn(await receive({ response_format: 'url', prompt: '[mock asset=expired]' })))
  t.strictSame(await ids(), [])
})

t.test('finds image URLs that were fetched with an API key', async t => {
  const { receive, download, findings } = await mockWithClient(t)
  const url = urlIn(await receive({ response_format: 'url' }))
  await download(url)
  await download(url, { authorization: 'Bearer sk-suite-1' })
  t.match(await findings(), [{ id: 'url-with-authorization', severity: 'error', title: 'Fetched 1 image with an Authorization header.' }])
})

t.test('finds images that web pages show by their URL', async t => {
  const { receive, download, findings } = await mockWithClient(t)
  const url = urlIn(await receive({ response_format: 'url' }))
  await download(url, { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'cross-site' })
  await download(url, { referer: 'https://shop.example/otters' })
  t.match(await findings(), [{ id: 'hot-linked', severity: 'warning', title: 'Showed 2 images in a web page by the URL of the response.' }])
})

t.test('the inbox, servers and people who open an image do not count as web pages that show it', async t => {
  const { mock, receive, download, ids } = await mockWithClient(t)
  const url = urlIn(await receive({ response_format: 'url' }))
  await download(url)
  await download(url, { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'same-origin', referer: `${mock.url}/` })
  await download(url, { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site', referer: 'https://mail.example/' })
  await download(url, { referer: `${mock.url}/` })
  t.strictSame(await ids(), [])
})

t.test('finds images that were never fetched, by image', async t => {
  const { receive, download, findings } = await mockWithClient(t)
  await download(urlIn(await receive({ response_format: 'url', n: 3 })))
  await download(urlIn(await receive({ response_format: 'url', prompt: 'A boat' })))
  t.match(await findings(), [{ id: 'never-fetched', severity: 'warning', title: 'Did not fetch 2 of 4 images.', count: 2, requests: { length: 1 } }])
})

t.test('reports nothing as missing if the journal has forgotten requests', async t => {
  const { receive, mock, findings } = await mockWithClient(t, { journalEntries: 3 })
  mock.scenarios.add({ match: { prompt: 'Nobody' }, respond: { error: 'server_error' } })
  await receive({ response_format: 'url' })
  await receive({ prompt: '[mock error=server_error]' })
  await receive({ size: '1x1' })
  t.match((await findings()).map(({ id }) => id), ['request-refused', 'not-retried', 'never-fetched', 'rule-never-applied'])
  await (await fetch(`${mock.baseURL}/models`)).text()
  await mock.waitFor({ path: '/v1/models' })
  const { forgotten, findings: remaining } = await mock.report()
  t.equal(forgotten, 1)
  t.strictSame(remaining.map(({ id }) => id), ['request-refused'])
})

t.test('finds streams that were left before the completed event', async t => {
  const { abandon, findings } = await mockWithClient(t)
  const stream = { ...gptImage, stream: true, partial_images: 1, prompt: '[mock partialDelay=20s]' }
  await abandon(stream, {}, async response => {
    const reader = response.body!.getReader()
    for (let bytes = 0; bytes < 1000;) bytes += (await reader.read()).value!.length
  })
  t.match(await findings(), [{ id: 'stream-left-early', severity: 'error', title: 'Left 1 stream before the completed event.' }])
})

t.test('finds streams that ended without the completed event and were not requested again', async t => {
  const { receive, pass, findings, ids } = await mockWithClient(t)
  const stream = { ...gptImage, stream: true, partial_images: 1, prompt: '[mock fault=empty_data times=1]' }
  await receive(stream)
  t.match(await findings(), [{
    id: 'stream-incomplete', severity: 'warning', title: '1 stream ended without the completed event, and the client did not send the request again.'
  }])
  pass(30_000)
  await receive(stream)
  t.notOk((await ids()).includes('stream-incomplete'))
})

t.test('streams that are complete, or end with an error, are sound', async t => {
  const { receive, ids } = await mockWithClient(t)
  await receive({ ...gptImage, stream: true, partial_images: 1 })
  await receive({ ...gptImage, stream: true, partial_images: 1, prompt: '[mock error=server_error after=1]' })
  t.strictSame(await ids(), [])
})
