/** The mock as fixtures of Playwright: `openai-images-mock/playwright`. */
import { test as base, type TestType, type PlaywrightTestArgs, type PlaywrightTestOptions, type PlaywrightWorkerArgs, type PlaywrightWorkerOptions } from '@playwright/test'
import type { GivenSettings } from '../index.js'
import { sharedMock } from './shared-mock.js'
import { openTestMock, type TestMock } from './test-mock.js'

export { expect } from '@playwright/test'
export type { TestMock } from './test-mock.js'

/** The fixtures of a test. */
export interface PlaywrightFixtures {
  /** The mock, limited to an API key for this test. */
  imageMock: TestMock
}

/** Options for `use` of the configuration, and for `test.use`. */
export interface ImageMockOptions {
  /** The URL of a mock that runs elsewhere, such as one that `webServer` starts. Default: each worker starts a mock. */
  imageMockUrl: string | undefined
  /**
   * The API key of the application under test, if it has one of its own. Tests at the same time then share their rules and
   * requests, and each forgets those before it. Default: a key for each test.
   */
  imageMockKey: string | undefined
  /** Settings of the mock that a worker starts. Default: none. */
  imageMockSettings: GivenSettings
}

/**
 * Playwright's `test` with a mock. During the test, `OPENAI_BASE_URL` and `OPENAI_API_KEY` of the worker are those of the mock,
 * even if the test does not use the fixture. If the test fails, its requests are printed and attached to the test report.
 *
 * @example
 * import { expect, test } from 'openai-images-mock/playwright'
 * test('the page shows the picture', async ({ page, imageMock }) => {
 *   await page.goto('/')
 *   await page.getByRole('button', { name: 'Draw' }).click()
 *   await expect(page.getByRole('img')).toBeVisible()
 *   await imageMock.verify({ count: 1 })
 * })
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & PlaywrightFixtures & ImageMockOptions, PlaywrightWorkerArgs & PlaywrightWorkerOptions
> =
  base.extend<PlaywrightFixtures & ImageMockOptions>({
    imageMockUrl: [undefined, { option: true }],
    imageMockKey: [undefined, { option: true }],
    imageMockSettings: [{}, { option: true }],
    imageMock: [async ({ imageMockUrl, imageMockKey, imageMockSettings }, use, testInfo) => {
      const url = imageMockUrl ?? (await sharedMock(imageMockSettings)).url
      const { imageMock, end } = await openTestMock({ url, apiKey: imageMockKey })
      await use(imageMock)
      const text = await end(testInfo.status !== testInfo.expectedStatus)
      if (text === undefined) return
      console.error(text)
      await testInfo.attach('openai-images-mock', { body: text, contentType: 'text/plain' })
    }, { auto: true }]
  })
