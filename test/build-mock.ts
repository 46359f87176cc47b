/** The mock under test: production's own app, closed when the test ends. */
import type { Test } from 'tap'
import { buildApp, type AppOptions } from '../src/app.js'
import { startImageMock } from '../src/image-mock.js'
import type { Settings } from '../src/config/settings.js'

export function buildMock (t: Test, settings: Partial<Settings> = {}, options: AppOptions = {}) {
  const app = buildApp(settings, options)
  t.teardown(() => app.close())

  const send = (body: unknown, headers: Record<string, string> = {}) => app.inject({
    method: 'POST',
    url: '/v1/images/generations',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  })
  return { app, send }
}

/** A mock on a free port, for tests that need sockets. */
export async function startMock (t: Test, settings: Partial<Settings> = {}, options: AppOptions = {}) {
  const mock = await startImageMock({ port: 0, host: '127.0.0.1', ...settings }, options)
  t.teardown(() => mock.close())
  return mock
}
