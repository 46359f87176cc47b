/** Images at URLs: what is fetched, what is not, and what a download may do. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { ApiError } from '../../src/errors/api-error.js'
import { createFetchImage } from '../../src/uploads/fetch-image.js'

async function startServer (t: Test, listener: RequestListener): Promise<{ port: number, paths: string[] }> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url!)
    listener(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, paths }
}

const messageOf = (result: Buffer | ApiError | undefined) => Buffer.isBuffer(result) ? `${result.length} bytes` : result?.message

t.test('fetches from allowed hosts, with names in upper or lower case', async t => {
  const { port } = await startServer(t, (_request, response) => response.end('image'))
  const fetchImage = createFetchImage({ hosts: ['LocalHost', '127.0.0.*'] })
  for (const host of ['127.0.0.1', 'LOCALHOST', '127.1', '0x7f000001', '0177.0.0.1']) {
    t.equal(messageOf(await fetchImage(`http://${host}:${port}/a.png`)), '5 bytes', host)
  }
  // Not every system resolves it.
  t.not(fetchImage('http://localhost.:1/'), undefined)
  t.equal(messageOf(await fetchImage(`http://user:password@127.0.0.1:${port}/`)), 'Error while downloading file.')
})

t.test('does not fetch from other hosts, in any spelling', async t => {
  const { port, paths } = await startServer(t, (_request, response) => response.end('image'))
  const fetchImage = createFetchImage({ hosts: ['allowed', '*.example.com'] })
  for (const url of [
    `http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://allowed@127.0.0.1:${port}/`, `http://allowed:80@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}/#.example.com`, `http://127.0.0.1:${port}/?.example.com`, `http://127.0.0.1:${port}\\.example.com`,
    `http://[::ffff:127.0.0.1]:${port}/`, `http://[::1]:${port}/`, `http://0x7f.1:${port}/`, `http://2130706433:${port}/`, `http://017700000001:${port}/`,
    `http://127.0.0.1.:${port}/`, `http://allowed.evil.test:${port}/`, `http://example.com:${port}/`, `http://evilexample.com:${port}/`,
    `http://127.0.0.1:${port}/\r\nhost: allowed`, 'file:///etc/passwd', 'ftp://allowed/a.png', 'data:image/png;base64,AAAA', 'http://', 'allowed', ''
  ]) t.equal(fetchImage(url), undefined, url)
  t.strictSame(paths, [])
})

t.test('an IPv6 address is allowed without or with its brackets', async t => {
  for (const host of ['::1', '[::1]']) {
    t.not(createFetchImage({ hosts: [host], timeoutMs: 1 })('http://[::1]:1/'), undefined, host)
  }
})

t.test('follows at most three redirects, only to allowed hosts', async t => {
  const other = await startServer(t, (_request, response) => response.end('secret'))
  const { port, paths } = await startServer(t, (request, response) => {
    const steps = Number(/^\/(\d+)$/.exec(request.url!)?.[1])
    if (steps > 0) response.writeHead(302, { location: `/${steps - 1}` }).end()
    else if (steps === 0) response.end('image')
    else if (request.url === '/other') response.writeHead(307, { location: `http://localhost:${other.port}/` }).end()
    else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (request.url === '/malformed') response.writeHead(302, { location: 'http://[' }).end()
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end()
    else response.writeHead(302).end()
  })
  const fetchImage = createFetchImage({ hosts: ['127.0.0.1'] })
  const result = async (path: string) => messageOf(await fetchImage(`http://127.0.0.1:${port}/${path}`))
  t.equal(await result('3'), '5 bytes')
  t.equal(await result('4'), 'Error while downloading file.')
  for (const path of ['other', 'file', 'malformed', 'loop']) t.equal(await result(path), 'Error while downloading file.', path)
  t.equal(await result('nowhere'), 'Error while downloading file. Upstream status code: 302.')
  t.strictSame(other.paths, [], 'nothing was requested from the other host')
  t.equal(paths.filter(path => path === '/loop').length, 4)
})

t.test('reports the status of a failed download in OpenAI\'s wording', async t => {
  const { port } = await startServer(t, (request, response) => response.writeHead(Number(request.url!.slice(1))).end('<html>'))
  const fetchImage = createFetchImage({ hosts: ['127.0.0.1'] })
  for (const status of [400, 403, 404, 500, 503]) {
    const refusal = await fetchImage(`http://127.0.0.1:${port}/${status}`) as ApiError
    t.match(refusal, { status: 400, message: `Error while downloading file. Upstream status code: ${status}.` })
    t.match(refusal.envelope.error, { type: 'invalid_request_error', param: 'url', code: 'invalid_value' })
  }
})

t.test('refuses images that are too large, too slow or incomplete, and hosts that do not respond', async t => {
  const closed: Array<Promise<unknown>> = []
  const { port } = await startServer(t, (request, response) => {
    closed.push(once(response.on('error', () => {}), 'close'))
    if (request.url === '/exact') response.end(Buffer.alloc(1000))
    else if (request.url === '/large') response.end(Buffer.alloc(1001))
    else if (request.url === '/endless') {
      const write = () => { while (!response.destroyed && response.write(Buffer.alloc(100_000))); }
      response.on('drain', write)
      write()
    } else if (request.url === '/cut') response.writeHead(200, { 'content-length': 100 }).write('x', () => response.destroy())
    else if (request.url === '/stops') response.write('x')
    // Otherwise there is no response.
  })
  const result = async (path: string, timeoutMs: number) =>
    messageOf(await createFetchImage({ hosts: ['127.0.0.1'], maxBytes: 1000, timeoutMs })(`http://127.0.0.1:${port}/${path}`))
  t.equal(await result('exact', 10_000), '1000 bytes')
  for (const path of ['large', 'endless', 'cut']) t.equal(await result(path, 10_000), 'Error while downloading file.', path)
  for (const path of ['stops', 'silent']) t.equal(await result(path, 250), 'Error while downloading file.', path)
  t.equal(messageOf(await createFetchImage({ hosts: ['127.0.0.1'] })('http://127.0.0.1:1/')), 'Error while downloading file.')
  t.equal(closed.length, 6)
  await Promise.all(closed)
})
