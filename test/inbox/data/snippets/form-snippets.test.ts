/** Snippets that repeat edits and variations. The tests run them. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { packageFolder as root } from '../../../../src/config/package.js'
import { snippetsOf } from '../../../../src/inbox/data/snippets/snippets.js'
import type { ImageMock } from '../../../../src/image-mock.js'
import { checkRuleFile } from '../../../../src/rules/check-rule.js'
import { parseFile } from '../../../../src/files/parse-file.js'
import { RuleError } from '../../../../src/rules/rule-error.js'
import { startMock } from '../../../build-mock.js'
import { halfMask, imageOf } from '../../../http/uploads.js'

const run = promisify(execFile)
const [red, jpeg, mask] = await Promise.all([imageOf(), imageOf({ format: 'jpeg' }), halfMask()])
const nasty = 'It\'s "quoted"; $HOME `id` \\ and\nsecond line 🦦'

type Part = readonly [name: string, value: string | Buffer, filename?: string, type?: string]

async function send (mock: ImageMock, path: string, parts: readonly Part[], headers: Record<string, string> = {}): Promise<void> {
  const form = new FormData()
  for (const [name, value, filename, type = 'image/png'] of parts) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([Uint8Array.from(value)], { type }), filename)
  }
  await (await fetch(`${mock.baseURL}/images/${path}`, { method: 'POST', body: form, headers })).arrayBuffer()
}

async function sendJson (mock: ImageMock, body: object): Promise<void> {
  await (await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).arrayBuffer()
}

const copied = ({ requests, url }: Pick<ImageMock, 'requests' | 'url'>, name: string) => snippetsOf(requests()[0]!, `${url}/`).find(snippet => snippet.name === name)!.text

/** Creates a folder with these files, in which packages are found. */
async function folderWith (t: Test, files: Readonly<Record<string, Buffer>>): Promise<string> {
  await mkdir(`${root}/.tap`, { recursive: true })
  const folder = await mkdtemp(`${root}/.tap/inbox-`)
  t.teardown(() => rm(folder, { recursive: true }))
  for (const [name, bytes] of Object.entries(files)) await writeFile(`${folder}/${name}`, bytes)
  return folder
}

const runCurl = (mock: ImageMock, cwd: string) => run('bash', ['-c', copied(mock, 'curl').replace('curl ', 'curl -s ')], { cwd })
async function runNode (mock: ImageMock, cwd: string): Promise<void> {
  await writeFile(`${cwd}/request.mjs`, copied(mock, 'Node').replace("from 'openai'", "from 'openai7'").replace("apiKey: 'any'", "apiKey: 'any', maxRetries: 0"))
  await run(process.execPath, ['request.mjs'], { cwd })
}

const edit: readonly Part[] = [
  ['model', 'gpt-image-2'], ['prompt', nasty], ['n', '1'], ['quality', 'low'], ['size', '1024x640'],
  ['image[]', red, 'otter; a, b.png'], ['image[]', jpeg, 'hat.jpg', 'image/jpeg'], ['mask', mask, 'mask.png']
]

t.test('the curl command and the code for Node send the same form again', async t => {
  const mock = await startMock(t)
  const cwd = await folderWith(t, { 'otter; a, b.png': red, 'otter.png': red, 'hat.jpg': jpeg, 'mask.png': mask })
  for (const [path, parts] of [
    ['edits', edit],
    ['edits', [['model', 'gpt-image-1.5'], ['prompt', '@otter.png'], ['stream', 'false'], ['quality', 'low'], ['image', red, 'otter.png']]],
    ['variations', [['image', red, 'otter.png'], ['n', '2'], ['size', '256x256']]]
  ] as ReadonlyArray<[string, readonly Part[]]>) {
    await send(mock, path, parts, { 'x-mock': 'delay=1ms' })
    const { body, status } = mock.requests()[0]!
    t.equal(status, 200)
    for (const repeat of [runCurl, runNode]) {
      await repeat(mock, cwd)
      const [again] = mock.requests()
      t.strictSame(JSON.parse(again!.body!), JSON.parse(body!), repeat.name)
      t.match(again, { status: 200, path: `/v1/images/${path}`, headers: { 'x-mock': 'delay=1ms' } })
    }
    t.equal(mock.requests().length, 3)
    mock.reset()
  }
})

t.test('a refused form is repeated with its wrong type, and files have names in the current folder only', async t => {
  const mock = await startMock(t)
  await send(mock, 'edits', [['model', 'gpt-image-2'], ['prompt', 'x'], ['image', red, 'otter.png', 'text/plain']])
  const cwd = await folderWith(t, { 'otter.png': red })
  await runCurl(mock, cwd)
  t.match(mock.requests().map(({ answer }) => answer), [1, 2].map(() => ({ error: { code: 'unsupported_file_mimetype' } })))
  t.match(copied(mock, 'Python'), '    image=("otter.png", open("otter.png", "rb"), "text/plain"),')
  const entry = mock.requests()[0]!
  for (const [filename, expected] of [['../../.ssh/id_rsa', 'id_rsa'], ['C:\\secret\\otter.png', 'otter.png'], ['..', 'image.png'], ['-', 'image.png'], [undefined, 'image.png']] as const) {
    const body = JSON.stringify({ prompt: 'x', image: { filename, type: 'image/png', bytes: 1, sha256: 'ab' } })
    const texts = Object.fromEntries(snippetsOf({ ...entry, body }, `${mock.url}/`).map(({ name, text }) => [name, text]))
    t.match(texts['curl'], `-F 'image=@${expected};type=image/png'`)
    t.match(texts['Node'], `createReadStream("${expected}")`)
  }
})

t.test('the code for Python opens the files', async t => {
  const mock = await startMock(t)
  await send(mock, 'edits', [['model', 'gpt-image-2'], ['prompt', 'An otter'], ['n', '2'], ['image[]', red, 'otter.png'], ['image[]', jpeg, 'hat.jpg', 'image/jpeg'], ['mask', mask, 'mask.png'], ['safety_identifier', 'u']])
  t.equal(copied(mock, 'Python'), `import base64

from openai import OpenAI

client = OpenAI(base_url="${mock.baseURL}", api_key="any")
response = client.images.edit(
    model="gpt-image-2",
    prompt="An otter",
    n=2,
    image=[open("otter.png", "rb"), open("hat.jpg", "rb")],
    mask=open("mask.png", "rb"),
    extra_body={"safety_identifier": "u"},
)
with open("image.png", "wb") as file:
    file.write(base64.b64decode(response.data[0].b64_json))`)
  await send(mock, 'variations', [['image', red, 'otter.png']])
  t.match(copied(mock, 'Python'), 'response = client.images.create_variation(\n    image=open("otter.png", "rb"),\n)\nprint(response.data[0].url)')
})

t.test('an edit in JSON is repeated by a plain call, with a placeholder for each image that the journal does not have', async t => {
  const mock = await startMock(t)
  const body = { model: 'gpt-image-2', prompt: nasty, quality: 'low', images: [{ file_id: 'file-1' }, { image_url: 'https://example.com/otter.png' }] }
  const cwd = await folderWith(t, {})
  await sendJson(mock, body)
  await runCurl(mock, cwd)
  await runNode(mock, cwd)
  t.strictSame(mock.requests().map(({ body, status }) => [JSON.parse(body!), status]), [1, 2, 3].map(() => [body, 200]))
  const url = `data:image/png;base64,${red.toString('base64')}`
  await sendJson(mock, { ...body, images: [url] })
  t.match(copied(mock, 'curl'), '["data:image/png;base64,<the image in base64>"]', 'also of a refused request')
  await sendJson(mock, { ...body, images: [{ image_url: url }] })
  for (const name of ['curl', 'Node', 'Python']) {
    t.match(copied(mock, name), '"data:image/png;base64,<the image in base64>"', name)
    t.notMatch(copied(mock, name), 'sha256', name)
  }
  t.match(copied(mock, 'Python'), 'from openai.types import ImagesResponse\n')
  t.match(copied(mock, 'Python'), 'response = client.post(\n    "/images/edits",\n    cast_to=ImagesResponse,\n    body={"model": "gpt-image-2",')
})

t.test('the rule matches this edit or variation only, and repeats its response', async t => {
  const mock = await startMock(t)
  const generation = () => fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'gpt-image-2', prompt: nasty, quality: 'low', size: '1024x640' }) })
  const other: readonly Part[] = [['image', mask, 'other.png']]
  for (const [path, parts, elsewhere] of [
    ['edits', edit, generation], ['variations', [['image', red, 'otter.png']], () => send(mock, 'variations', other)]
  ] as ReadonlyArray<[string, readonly Part[], () => Promise<unknown>]>) {
    await send(mock, path, parts, { 'x-mock': 'error=server_error' })
    const text = copied(mock, 'Rule')
    t.match(text, path === 'edits' ? '  - match:\n      operation: "edit"\n      prompt: ' : /match:\n {6}operation: "variation"\n {6}upload: "[\da-f]{16}"\n/)
    mock.reset()
    for (const rule of checkRuleFile(parseFile(text, 'rules.yaml', RuleError).value)) mock.scenarios.add(rule)
    await send(mock, path, parts)
    await elsewhere()
    t.match(mock.requests(), [{ status: 200, decidedBy: { kind: 'none' } }, { status: 500, decidedBy: { kind: 'rule' } }], path)
    mock.reset()
  }
  await send(mock, 'variations', [['image', jpeg, 'otter.jpg', 'image/jpeg']])
  t.match(copied(mock, 'Rule'), /without a rule\. This rule gives valid requests like it the same response\.\nrules:\n {2}- match:\n {6}operation: "variation"\n {6}model: "dall-e-2"\n/)
})
