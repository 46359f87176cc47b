/** The check of images: how large the images of a request are decoded. */
import t from 'tap'
import { createValidate } from '../../src/contract/validation/validate.js'
import { editContract } from '../../src/contract/operations/edit-contract.js'
import { ApiError } from '../../src/errors/api-error.js'
import type { Exchange } from '../../src/operations/exchange.js'
import { createReadImages, type PreparedImage } from '../../src/operations/read-images.js'

const decoded: PreparedImage = { format: 'png', width: 64, height: 64, mode: 'RGBA', hasAlpha: true, transparency: 'some', prepared: Buffer.from('png') }
const validate = createValidate({ contract: editContract })
const file = { filename: 'a.png', mediaType: 'image/png', bytes: Buffer.from('png'), sha256: '0'.repeat(64) }

t.test('together, the images of a request have no more pixels than one image alone; a mask is as large as its image', async t => {
  for (const [count, expected] of [[1, 2048], [2, 1448], [4, 1024], [16, 512]] as const) {
    const edges: number[] = []
    const readImages = createReadImages({
      async inspect (_bytes, { maxEdge }) {
        edges.push(maxEdge)
        return decoded
      },
      fetchImage: () => undefined,
      drawStandIn: async () => decoded,
      keep: 'none',
      createThumbnail: async prepared => prepared
    })
    const json = { model: 'gpt-image-2', prompt: 'An otter', image: Array(count).fill(file), mask: file }
    const request = validate(json, { format: 'form' })
    if (request instanceof ApiError) throw request
    const exchange = { json, request } as unknown as Exchange
    t.equal(await readImages(exchange), undefined)
    t.strictSame(edges, Array(count + 1).fill(expected))
    t.equal(exchange.sources!.images.length, count)
  }
})
