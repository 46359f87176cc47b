/** The command `healthcheck`: exits with 0 if a mock serves on the host and port of the settings, otherwise with 1. */
import { get } from 'node:http'
import { reachableHost } from '../config/reachable-host.js'
import type { Settings } from '../config/settings.js'

const timeoutMs = 3_000

export async function healthcheck ({ host, port }: Settings): Promise<number> {
  const url = `http://${reachableHost(host)}:${port}/_mock/health`
  if (port === 0) return unhealthy('Cannot check a mock on port 0: its port is chosen when it starts. Give the health check its --port.')
  try {
    const status = await statusOf(url)
    if (status !== 200) return unhealthy(`Expected status 200 from ${url}, got ${status}. Another server may listen there.`)
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

/** Uses node:http, since fetch refuses some ports that a mock may well listen on. */
function statusOf (url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { signal: AbortSignal.timeout(timeoutMs) }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject)
  })
}
