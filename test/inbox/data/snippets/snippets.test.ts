/** Snippets that repeat a request. The tests run them instead of comparing texts. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder as root } from '../../../../src/config/package.js'
import { snippetsOf } from '../../../../src/inbox/data/snippets/snippets.js'
import { checkRuleFile } from '../../../../src/rules/check-rule.js'
import { parseFile } from '../../../../src/files/parse-file.js'
import { RuleError } from '../../../../src/rules/rule-error.js'
import { startMock } from '../../../build-mock.js'

const run = promisify(execFile)
const nasty = 'It\'s "quoted", $HOME `id` \\ and <b>bold</b>\nsecond line * /x/ 🦦'

/** The snippet of the newest request by its name. */
function copied ({ requests, url }: Pick<Awaited<ReturnType<typeof startMock>>, 'requests' | 'url'>, name: string): string {
  return snippetsOf(requests()[0]!, `${url}/`).find(snippet => snippet.name === name)!.text
}

const rulesIn = (text: string) => checkRuleFile(parseFile(text, 'rules.yaml', RuleError).value)

async function send (baseURL: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  await fetch(`${baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }).catch(() => {})
}

t.test('the curl command sends the same bytes again, with any characters in them', async t => {
  const mock = await startMock(t)
  for (const body of [JSON.stringify({ prompt: nasty, size: '256x256' }), '{"prompt": "broken', 'a\u0007\u001b[31mred\'\\', '@/etc/passwd', JSON.stringify({ prompt: 'x', n: 'ü' }, undefined, 2)]) {
    await send(mock.baseURL, body, { authorization: 'Bearer sk-test-0123', 'x-mock': 'delay=1ms' })
    await run('bash', ['-c', copied(mock, 'curl').replace('curl ', 'curl -s ')], { env: { ...process.env, OPENAI_API_KEY: 'sk-test-0123' } })
    const [again, first] = mock.requests()
    t.match(again, { body, path: first!.path, key: first!.key, status: first!.status, headers: { 'x-mock': 'delay=1ms', 'content-type': 'application/json' } })
    mock.reset()
  }
})

t.test('the curl command of a download loads the file', async t => {
  const mock = await startMock(t)
  await send(mock.baseURL, JSON.stringify({ prompt: 'An otter', size: '256x256' }))
  await fetch((mock.requests()[0]!.answer as { data: Array<{ url: string }> }).data[0]!.url)
  await run('bash', ['-c', `${copied(mock, 'curl').replace('curl ', 'curl -s ')} -o /dev/null`])
  t.match(mock.requests({ path: '/private/*' }), [{ status: 200 }, { status: 200 }])
  t.strictSame(snippetsOf(mock.requests()[0]!, `${mock.url}/`).map(({ name }) => name), ['curl', 'Rule'])
})

t.test('the code for Node sends the same request', async t => {
  const mock = await startMock(t)
  const body = { prompt: nasty, model: 'dall-e-3', size: '1024x1792', style: null, 'x-unknown': { a: [1] } }
  await send(mock.baseURL, JSON.stringify(body), { 'x-mock': 'error=server_error' })
  await mkdir(`${root}/.tap`, { recursive: true })
  const folder = await mkdtemp(`${root}/.tap/inbox-`)
  t.teardown(() => rm(folder, { recursive: true }))
  const code = copied(mock, 'Node').replace("from 'openai'", "from 'openai7'").replace("apiKey: 'any'", "apiKey: 'any', maxRetries: 0")
  await writeFile(`${folder}/request.mjs`, code)
  await t.rejects(run(process.execPath, [`${folder}/request.mjs`]))
  const [again] = mock.requests()
  t.strictSame(JSON.parse(again!.body!), body)
  t.equal(again!.headers['x-mock'], 'error=server_error')
})

t.test('the curl command and the code for Node write an image in base64 to a file', async t => {
  const mock = await startMock(t)
  const body = { prompt: 'An otter', model: 'gpt-image-1-mini', output_format: 'webp', quality: 'low' }
  await mkdir(`${root}/.tap`, { recursive: true })
  const folder = await mkdtemp(`${root}/.tap/inbox-`)
  t.teardown(() => rm(folder, { recursive: true }))
  await send(mock.baseURL, JSON.stringify(body))
  const { b64_json: digest } = (mock.requests()[0]!.answer as { data: Array<{ b64_json: object }> }).data[0]!
  await writeFile(`${folder}/request.mjs`, copied(mock, 'Node').replace("from 'openai'", "from 'openai7'"))
  for (const [command, args] of [['bash', ['-c', copied(mock, 'curl').replace('curl ', 'curl -s ')]], [process.execPath, ['request.mjs']]] as const) {
    await run(command, args, { cwd: folder })
    const file = await readFile(`${folder}/image.webp`)
    t.strictSame({ bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') }, digest, command)
    await rm(`${folder}/image.webp`)
  }
  t.strictSame(mock.requests().map(({ body }) => JSON.parse(body!)), [body, body, body])
})

t.test('the snippets of a stream read its events, and the code for Node writes the final image to a file', async t => {
  const mock = await startMock(t)
  const body = { prompt: 'An otter', model: 'gpt-image-2', size: '1024x640', quality: 'low', output_format: 'webp', stream: true, partial_images: 1 }
  await mkdir(`${root}/.tap`, { recursive: true })
  const folder = await mkdtemp(`${root}/.tap/inbox-`)
  t.teardown(() => rm(folder, { recursive: true }))
  await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then(response => response.text())
  const { b64_json: digest } = (mock.requests()[0]!.answer as { data: Array<{ b64_json: object }> }).data[0]!
  await writeFile(`${folder}/request.mjs`, copied(mock, 'Node').replace("from 'openai'", "from 'openai7'"))
  t.match(await run(process.execPath, ['request.mjs'], { cwd: folder }), { stdout: 'image_generation.partial_image\nimage_generation.completed\n' })
  const file = await readFile(`${folder}/image.webp`)
  t.strictSame({ bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') }, digest)
  t.match((await run('bash', ['-c', copied(mock, 'curl').replace('curl -N ', 'curl -sN ')])).stdout, /^event: image_generation.partial_image\n[^]+event: image_generation.completed\n/)
  t.strictSame(mock.requests().map(({ body }) => JSON.parse(body!)), [body, body, body])
  t.match(copied(mock, 'Python'), `    stream=True,
    partial_images=1,
)
for event in stream:
    print(event.type)
    if event.type.endswith(".completed"):
        with open("image.webp", "wb") as file:
            file.write(base64.b64decode(event.b64_json))`)
})

t.test('the snippets of a refused request decode base64 if its model would return it, except the curl command', async t => {
  const mock = await startMock(t)
  for (const [body, isBase64] of [
    [{ prompt: 'x', model: 'chatgpt-image-latest', n: 11 }, true], [{ prompt: 'x', model: 'dall-e-3', n: 2 }, false],
    [{ prompt: 'x', model: 'dall-e-3', n: 2, response_format: 'b64_json' }, true]
  ] as const) {
    await send(mock.baseURL, JSON.stringify(body))
    t.equal(copied(mock, 'Node').includes('data[0].b64_json'), isBase64, JSON.stringify(body))
    t.equal(copied(mock, 'Python').includes('response.data[0].b64_json'), isBase64, JSON.stringify(body))
    t.notMatch(copied(mock, 'curl'), 'jq')
  }
})

t.test('the code for Python decodes base64, and passes parameters in extra_body that older clients do not know', async t => {
  const mock = await startMock(t)
  await send(mock.baseURL, JSON.stringify({ prompt: 'x', model: 'gpt-image-2.6-flare', output_format: 'gif', frame_count: 2, size: '1024x1024' }))
  t.equal(copied(mock, 'Python'), `import base64

from openai import OpenAI

client = OpenAI(base_url="${mock.baseURL}", api_key="any")
response = client.images.generate(
    prompt="x",
    model="gpt-image-2.6-flare",
    output_format="gif",
    size="1024x1024",
    extra_body={"frame_count": 2},
)
with open("image.gif", "wb") as file:
    file.write(base64.b64decode(response.data[0].b64_json))`)
})

t.test('the code for Python passes known parameters as arguments and others in extra_body', async t => {
  const mock = await startMock(t)
  await send(mock.baseURL, JSON.stringify({ prompt: 'x', n: 2, style: null, hd: true, tags: ['a', { b: false }] }))
  t.match(copied(mock, 'Python'), `base_url="${mock.baseURL}"`)
  t.match(copied(mock, 'Python'), `images.generate(
    prompt="x",
    n=2,
    style=None,
    extra_body={"hd": True, "tags": ["a", {"b": False}]},
)`)
})

t.test('the rule matches only that request and repeats its response', async t => {
  const mock = await startMock(t)
  const respond = async (body: object, directive?: string) => {
    await send(mock.baseURL, JSON.stringify(body), directive === undefined ? {} : { 'x-mock': directive })
    return mock.requests()[0]!
  }
  for (const [directive, prompt] of [
    ['error=rate_limit_exceeded retryAfter=20s', 'An otter'], ['error=null_message', nasty], ['fault=reset', '/otter/i'], ['fault=malformed', 'a * b'],
    ['delay=5ms', 'An otter'], ['revised_prompt="An otter at dawn"', 'An otter'], ['asset=expired', ' ']
  ] as const) {
    const first = await respond({ prompt, model: 'dall-e-3' }, directive)
    const [rule] = rulesIn(copied(mock, 'Rule'))
    mock.reset()
    mock.scenarios.add(rule!)
    const again = await respond({ prompt, model: 'dall-e-3' })
    t.match(again.decidedBy, { kind: 'rule', id: /^rule_\d+$/ }, `${directive}: the rule matches`)
    t.strictSame([again.status, again.outcome], [first.status, first.outcome], directive)
    const contentOf = ({ answer }: typeof first) => typeof answer === 'object' ? answer.error ?? answer.data?.map(({ revised_prompt: revised }) => revised) : typeof answer
    t.strictSame(contentOf(again), contentOf(first), directive)
    const other = await respond({ prompt: `${prompt}x`, model: 'dall-e-3' })
    t.equal(other.decidedBy.kind, 'none', `${directive}: the rule matches nothing else`)
    mock.reset()
  }
})

t.test('the rule of a request that the mock rejects without a rule says so', async t => {
  const mock = await startMock(t)
  await send(mock.baseURL, JSON.stringify({ prompt: 'An otter', n: 11 }))
  const text = copied(mock, 'Rule')
  t.match(text, /^# The mock rejects this request without a rule\. This rule gives valid requests like it the same response\.\n/)
  t.match(rulesIn(text), [{ match: { prompt: 'An otter' }, respond: { error: { status: 400, code: 'integer_above_max_value', param: 'n' } } }])
  await send(mock.baseURL, 'no JSON')
  t.equal(copied(mock, 'Rule'), '# A rule matches requests with a prompt, and this request has none.')
})
