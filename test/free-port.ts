/** Finds a free port, for servers that cannot choose one themselves or are started again on the same port. */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

export async function freePort (): Promise<number> {
  for (;;) {
    // Systems choose from 32,768 upwards for connections and for servers without a port.
    const port = randomInt(20_000, 32_768)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(() => true, () => false)
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
