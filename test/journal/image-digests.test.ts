import t from 'tap'
import { createHash } from 'node:crypto'
import { createImageDigests } from '../../src/journal/image-digests.js'
import { createJournal } from '../../src/journal/journal.js'
import { exchange } from './exchanges.js'

const image = (fill: number, length = 300) => Buffer.alloc(length, fill)
const base64 = (bytes: Buffer) => Buffer.from(bytes.toString('base64'))
const digest = (bytes: Buffer) => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })

t.test('images in base64 are shown as length and hash of the decoded image', async t => {
  const journal = createJournal()
  const answer = { created: 1, data: [{ b64_json: base64(image(1)), revised_prompt: 'r' }, { b64_json: base64(image(2)) }, { url: 'http://h/i.png' }] }
  journal.record(exchange({ id: 'req_b64', answer }))
  t.strictSame(journal.get('req_b64')!.answer, {
    created: 1,
    data: [{ b64_json: digest(image(1)), revised_prompt: 'r' }, { b64_json: digest(image(2)) }, { url: 'http://h/i.png' }]
  })
  t.ok(Buffer.isBuffer(answer.data[0]!.b64_json), 'the answer itself stays as it is')
})

t.test('base64 that was cut is digested as far as it decodes', async t => {
  const { hold, read } = createImageDigests(1000)
  t.equal(read(hold(base64(image(1)).subarray(0, 201))).bytes, 150)
})

t.test('nothing is digested before somebody looks', async t => {
  const { hold, read } = createImageDigests(1000)
  const held = hold(base64(image(1)))
  t.strictSame(held, { base64: base64(image(1)) })
  t.strictSame(read(held), digest(image(1)))
  t.strictSame(held, { digest: digest(image(1)) }, 'and then the image is let go')
})

t.test('the same buffer is digested once', async t => {
  const { hold, read } = createImageDigests(1000)
  const buffer = base64(image(1))
  t.equal(hold(buffer), hold(buffer))
  t.equal(read(hold(buffer)), read(hold(buffer)))
})

t.test('beyond the bound the oldest are digested, so that no more is held', async t => {
  const { hold } = createImageDigests(1000)
  const held = [1, 2, 3, 4].map(fill => hold(base64(image(fill))))
  t.strictSame(held.map(({ base64 }) => base64?.length), [undefined, undefined, 400, 400])
  t.strictSame(hold(base64(image(5, 3000))), { digest: digest(image(5, 3000)) }, 'one that is larger than the bound is digested at once')
})
