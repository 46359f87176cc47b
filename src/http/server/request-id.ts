/** Request identifiers in OpenAI's form: `req_` and 32 hexadecimal digits. */
import { randomFillSync } from 'node:crypto'

const idBytes = 16
// Random bytes are drawn in blocks: drawing 16 for each request costs more than validating it does.
const blockBytes = idBytes * 256

export function createRequestIds (): () => string {
  const block = Buffer.alloc(blockBytes)
  let used = blockBytes

  return () => {
    if (used === blockBytes) {
      randomFillSync(block)
      used = 0
    }
    const id = block.toString('hex', used, used + idBytes)
    used += idBytes
    return `req_${id}`
  }
}
