/** The mock as fixtures of Vitest: `openai-images-mock/vitest`. */
import { test as base, type TestAPI } from 'vitest'
import type { GivenSettings } from '../index.js'
import { sharedMock } from './shared-mock.js'
import { openTestMock, type TestMock } from './test-mock.js'

export type { TestMock } from './test-mock.js'

/** The fixtures of `test`. */
export interface VitestFixtures {
  /** The mock, limited to an API key for this test. */
  imageMock: TestMock
  /** Settings of the mock. Tests with equal settings share it within a worker. Default: none. */
  imageMockSettings: GivenSettings
}

/**
 * Vitest's `test` with a mock: one for each worker and settings, and an API key for each test. During the test, `OPENAI_BASE_URL`
 * and `OPENAI_API_KEY` are those of the mock, even if the test does not use the fixture. If the test fails, its requests are printed.
 *
 * @example
 * import { test } from 'openai-images-mock/vitest'
 * test('the client retries', async ({ imageMock }) => {
 *   await imageMock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 1 })
 *   await new OpenAI().images.generate({ model: 'gpt-image-2', prompt: 'An otter' })
 *   await imageMock.verify({ count: 2 })
 * })
 *
 * @example
 * const strictTest = test.extend({ imageMockSettings: { strict: true } })
 */
export const test: TestAPI<VitestFixtures> = base.extend<VitestFixtures>({
  imageMockSettings: {},
  imageMock: [async ({ imageMockSettings, task }, use) => {
    const { url } = await sharedMock(imageMockSettings)
    const { imageMock, end } = await openTestMock({ url })
    await use(imageMock)
    const text = await end(task.result?.state === 'fail')
    if (text !== undefined) console.error(text)
  }, { auto: true }]
})
