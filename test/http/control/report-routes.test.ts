/** The formats of the report over HTTP. */
import { parseXml } from '@rgrove/parse-xml'
import t from 'tap'
import { controlled } from './controlled.js'

t.test('the report has four formats, each with its content type', async t => {
  const { app, generate } = controlled(t)
  await generate({ prompt: 'An otter', size: '1x1' }, 'sk-suite-1')
  const get = async (query: string) => {
    const { headers, statusCode, body } = await app.inject(`/_mock/report${query}`)
    t.strictSame([statusCode, headers['x-content-type-options']], [200, 'nosniff'])
    return { type: headers['content-type'], body }
  }
  const json = await get('')
  t.equal(json.type, 'application/json; charset=utf-8')
  t.match(JSON.parse(json.body), { requests: { total: 1, refused: 1 } })
  t.match(await get('?format=json'), { type: json.type })
  const junit = await get('?format=junit&minCoverage=100')
  t.equal(junit.type, 'application/xml; charset=utf-8')
  t.equal(parseXml(junit.body).root!.name, 'testsuites')
  t.match(junit.body, /<testcase classname="openai-images-mock" name="coverage" time="0">\s+<failure /)
  t.match(await get('?format=markdown'), { type: 'text/markdown; charset=utf-8', body: '\n\n1 request' })
  t.match(await get('?format=text'), { type: 'text/plain; charset=utf-8', body: '\n1 request' })
})

t.test('links lead to the inbox under the URL of the caller, or under publicUrl, if it is on', async t => {
  const report = async (settings: Parameters<typeof controlled>[1]) => (await controlled(t, settings).app.inject('/_mock/report?format=text')).body
  t.match(await report({}), '\ninbox     http://localhost:80/\n')
  t.match(await report({ publicUrl: 'https://mock.example.com/images/v1' }), '\ninbox     https://mock.example.com/images/\n')
  t.notMatch(await report({ inbox: false }), '\ninbox')
})

t.test('refuses unknown formats and values with a message', async t => {
  const { control } = controlled(t)
  for (const [query, message] of [
    ['format=jnit', 'Expected one of json, junit, markdown, text for format in the query string, got "jnit". Did you mean junit?'],
    ['failOn=eror', 'Expected one of warning, error, never for failOn in the query string, got "eror". Did you mean error?'],
    ['minCoverage=101', 'Expected an integer from 0 to 100 for minCoverage in the query string, got "101".'],
    ['grace=soon', 'Expected a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds) for grace in the query string, got "soon".']
  ]) t.strictSame(await control('GET', `report?${query}`), { status: 400, body: { error: { message } } })
})
