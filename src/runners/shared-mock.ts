/** The mock that the tests of a process share. */
import type { Server } from 'node:http'
import type { GivenSettings, ImageMock } from '../index.js'

const mocks = new Map<string, Promise<ImageMock>>()

/**
 * Returns the mock with these settings, and starts it if the process has none. It does not keep the process running, so it need
 * not be closed.
 */
export function sharedMock (settings: GivenSettings = {}): Promise<ImageMock> {
  const key = JSON.stringify(settings)
  let mock = mocks.get(key)
  if (!mock) {
    mock = start(settings)
    mocks.set(key, mock)
    // A mistake in the settings fails each test, and the next call tries again.
    mock.catch(() => mocks.delete(key))
  }
  return mock
}

async function start (settings: GivenSettings): Promise<ImageMock> {
  // Loaded when a test needs it: a test with another mock, such as one in a container, only needs the client.
  const { startImageMock } = await import('../index.js')
  const mock = await startImageMock({ port: 0, ...settings })
  const { server } = mock.app as unknown as { server: Server }
  server.unref()
  server.on('connection', socket => socket.unref())
  return mock
}
