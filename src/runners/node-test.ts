/** The mock in node:test, tap and AVA: `openai-images-mock/node-test` and `openai-images-mock/tap`. */
import type { GivenSettings } from '../index.js'
import { sharedMock } from './shared-mock.js'
import { openTestMock, type TestMock } from './test-mock.js'

export type { TestMock } from './test-mock.js'

/** What the mock needs of the context of a test: `after` and `passed` of node:test, `teardown` and `passing` of tap, or `teardown` and `passed` of AVA. */
export interface TestContext {
  after?: (hook: () => Promise<void>) => unknown
  teardown?: (hook: () => Promise<void>) => unknown
  readonly passed?: boolean
  passing?: () => boolean
}

/**
 * Starts a mock, once for each process and settings, and returns it limited to an API key for this test. During the test,
 * `OPENAI_BASE_URL` and `OPENAI_API_KEY` are those of the mock. If the test fails, its requests are printed to standard error.
 *
 * Tests that run at the same time in one process share the environment: pass `baseURL` and `apiKey` of the mock to their clients.
 *
 * Rejects like `startImageMock`.
 *
 * @param t - The context of the test.
 * @param settings - Settings of the mock by name.
 *
 * @example
 * test('the client retries', async t => {
 *   const imageMock = await useImageMock(t)
 *   await imageMock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 1 })
 *   await new OpenAI().images.generate({ model: 'gpt-image-2', prompt: 'An otter' })
 *   await imageMock.verify({ count: 2 })
 * })
 */
export async function useImageMock (t: TestContext, settings: GivenSettings = {}): Promise<TestMock> {
  const addHook = t?.teardown ?? t?.after
  if (!addHook) throw new TypeError('Expected the context of a test of node:test, tap or AVA for t of useImageMock, which has `after` or `teardown`.')
  const { url } = await sharedMock(settings)
  const { imageMock, end } = await openTestMock({ url })
  addHook.call(t, async () => {
    const text = await end(!(t.passing?.() ?? t.passed ?? true))
    if (text !== undefined) process.stderr.write(text)
  })
  return imageMock
}
