import t from 'tap'
import { createJournal } from '../../src/journal/journal.js'
import { exchange } from './exchanges.js'

t.test('images in base64 are shown as length and hash, and their base64 is not held', async t => {
  const journal = createJournal()
  const image = (bytes: number) => ({ pieces: [Buffer.from('AAAA')], bytes, sha256: `${bytes}`.repeat(64) })
  const answer = { created: 1, data: [{ b64_json: image(1), revised_prompt: 'r' }, { b64_json: image(2) }, { url: 'http://h/i.png' }] }
  journal.record(exchange({ id: 'req_b64', answer }))
  t.strictSame(journal.get('req_b64')!.answer, {
    created: 1,
    data: [{ b64_json: { bytes: 1, sha256: '1'.repeat(64) }, revised_prompt: 'r' }, { b64_json: { bytes: 2, sha256: '2'.repeat(64) } }, { url: 'http://h/i.png' }]
  })
  t.strictSame(answer.data[0]!.b64_json, image(1), 'the answer itself stays as it is')
})
