/** A listening mock and its handles, for tests and programs. */
import { lookup } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { buildApp, type AppOptions } from './app.js'
import { resolveSettings } from './config/load-settings.js'
import { reachableHost } from './config/reachable-host.js'
import type { Settings } from './config/settings.js'

export interface ImageMock {
  /** The origin, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** What an OpenAI client takes as its base URL, such as `http://127.0.0.1:8080/v1`. */
  readonly baseURL: string
  /** The Fastify instance, for `inject` and hooks. */
  readonly app: FastifyInstance
  /** Ends the requests in flight and stops to listen. */
  close: () => Promise<void>
}

/**
 * Starts a mock. It writes no log unless `logLevel` or `logger` is given.
 *
 * Throws a SettingError for a bad setting, and Node's own error (`EADDRINUSE`, `EACCES`) where it cannot listen.
 */
export async function startImageMock (given: Partial<Settings> = {}, options: AppOptions = {}): Promise<ImageMock> {
  const { host, port } = resolveSettings(given)
  const app = buildApp(given, options)
  try {
    // One address, even of a name with several: a second one would be a second server, without our handlers.
    const { address } = await lookup(host)
    await app.listen({ host: address, port })
  } catch (error) {
    await app.close()
    throw error
  }
  const url = `http://${reachableHost(host)}:${(app.server.address() as AddressInfo).port}`
  return { url, baseURL: `${url}/v1`, app, close: () => app.close() }
}
