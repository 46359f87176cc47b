import t from 'tap'
import type { Base64Image, GeneratedImages } from '../../src/contract/responses.js'
import { createOpenaiDialect } from '../../src/dialects/openai/openai.js'

const dialect = createOpenaiDialect({ limitHeaders: () => ({}) })

const bodyOf = (images: GeneratedImages) => Buffer.concat(dialect.imagesBody(images).map(part => Buffer.from(part))).toString()
const image = (...pieces: string[]): Base64Image => ({ pieces: pieces.map(piece => Buffer.from(piece)), bytes: 1, sha256: '' })

t.test('writes a body as JSON.stringify would, with base64 between pieces of text', async t => {
  const hostile = 'A quote: "b64_json": "", a \\ and a \u2028'
  const bodies: Array<[GeneratedImages, object]> = [
    [{ created: 1, data: [] }, { created: 1, data: [] }],
    [{ created: 1, data: [{ url: 'http://localhost/a' }] }, { created: 1, data: [{ url: 'http://localhost/a' }] }],
    [
      { created: 1, data: [{ b64_json: image('aGk=') }, { b64_json: image('aG', 'k='), revised_prompt: hostile }] },
      { created: 1, data: [{ b64_json: 'aGk=' }, { b64_json: 'aGk=', revised_prompt: hostile }] }
    ],
    [{ created: 1, data: [{ revised_prompt: hostile, url: 'http://localhost/a' }] }, { created: 1, data: [{ revised_prompt: hostile, url: 'http://localhost/a' }] }]
  ]
  for (const [images, value] of bodies) t.equal(bodyOf(images), JSON.stringify(value, null, 2))
})

t.test('serves an operation with and without /v1, and finds the key in the Authorization header', async t => {
  t.strictSame(dialect.pathsOf('/images/generations'), ['/images/generations', '/v1/images/generations'])
  t.equal(dialect.keyOf({ authorization: 'Bearer sk-1' }), 'sk-1')
  t.equal(dialect.keyOf({}), undefined)
})
