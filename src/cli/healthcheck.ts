/** The command `healthcheck`: exits with 0 if a mock serves on the host and port of the settings, otherwise with 1. */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { reachableHost } from '../config/setting-values.js'
import type { Settings } from '../config/settings.js'

const timeoutMs = 3_000

export async function healthcheck ({ host, port }: Settings): Promise<number> {
  const url = `http://${reachableHost(host)}:${port}/_mock/health`
  if (port === 0) return unhealthy('Cannot check a mock on port 0: its port is chosen when it starts. Give the health check its --port.')
  try {
    const { status, body } = await answerOf(url)
    if (status !== 200) return unhealthy(`Expected status 200 from ${url}, got ${status}. ${reasonIn(body) ?? 'Another server may listen there.'}`)
    console.log('ok')
    return 0
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return unhealthy(`Cannot reach ${url}: ${code ?? message}. Give the health check the same --host and --port, or HOST and PORT, as the mock.`)
  }
}

function unhealthy (message: string): 1 {
  console.error(message)
  return 1
}

/** Returns the reason why a mock cannot serve pictures; undefined for the body of another server. */
function reasonIn (body: string): string | undefined {
  return /^\{"error":\{"message":"([^"\\]+)"/.exec(body)?.[1]
}

/** Resolves to the status and the beginning of the body. Uses node:http, since fetch refuses some ports on which a mock may listen. */
async function answerOf (url: string): Promise<{ status: number | undefined, body: string }> {
  const [response] = await once(get(url, { signal: AbortSignal.timeout(timeoutMs) }), 'response') as [IncomingMessage]
  const [start = ''] = await response.take(1).toArray()
  return { status: response.statusCode, body: String(start) }
}
