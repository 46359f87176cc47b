/** Creates mocks for tests, with the same app as in production. They are closed when the test ends. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { buildApp, type AppOptions } from '../src/app.js'
import { listen, type ImageMock } from '../src/image-mock.js'
import type { GivenSettings } from '../src/config/settings.js'
import type { Services } from '../src/services.js'

/** Short, but long enough for a busy machine. */
export const quickTimings = { timeoutCheckMs: 20, lingerMs: 200, dripIntervalMs: 2, filePollMs: 50 }

export function buildMock (t: Test, settings: GivenSettings = {}, options: AppOptions = {}) {
  const app = buildApp(settings, { timings: quickTimings, ...options }) as FastifyInstance
  t.teardown(() => app.close())

  const send = (body: unknown, headers: Record<string, string> = {}) => app.inject({
    method: 'POST',
    url: '/v1/images/generations',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  })
  return { app, send }
}

/** Starts a mock on a free port, for tests that need sockets. */
export async function startMock (t: Test, settings: GivenSettings = {}, options: AppOptions = {}): Promise<ImageMock & { app: FastifyInstance, services: Services }> {
  const { mock, services, load } = await listen({ host: '127.0.0.1', port: 0, ...settings }, { timings: quickTimings, ...options })
  t.teardown(() => mock.close())
  await load()
  return {
    ...mock,
    services,
    app: mock.app as FastifyInstance,
    // The default of five seconds may be too short on a busy machine.
    waitFor: (filter, options = {}) => mock.waitFor(filter, { timeout: '30s', ...options })
  }
}

/** Resolves when the next request has arrived with its body, and its synchronous processing is complete. */
export async function nextRequest ({ app }: { app: FastifyInstance }): Promise<void> {
  const [request] = await once(app.server, 'request') as [IncomingMessage]
  if (!request.readableEnded) await once(request, 'end')
  await setImmediate()
}
