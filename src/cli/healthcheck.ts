/** The command `healthcheck`: asks the mock that runs with the same settings whether it serves. */
import { get } from 'node:http'
import { reachableHost } from '../config/reachable-host.js'
import type { Settings } from '../config/settings.js'

const timeoutMs = 3_000

export async function healthcheck ({ host, port }: Settings): Promise<number> {
  const url = `http://${reachableHost(host)}:${port}/_mock/health`
  try {
    const status = await statusOf(url)
    if (status === 200) return 0
    console.error(`Failed to check ${url}: found the answer ${status}. Please see what else listens there.`)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    console.error(`Failed to check ${url}: found ${code ?? message}. Please see whether the mock runs with the same host and port.`)
  }
  return 1
}

/** By node:http, since fetch refuses some ports that a mock may well listen on. */
function statusOf (url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { signal: AbortSignal.timeout(timeoutMs) }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject)
  })
}
