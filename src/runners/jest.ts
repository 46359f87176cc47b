/** The mock in Jest: `openai-images-mock/jest`, and what its preset consists of. */
import { createHash } from 'node:crypto'
import { jestUrl, setClientEnvironment } from '../config/client-environment.js'
import { connectImageMock } from '../client/index.js'
import type { GivenSettings } from '../index.js'
import { describeRequests } from './failure-text.js'
import { sharedMock } from './shared-mock.js'
import { openTestMock, type OpenTestMock, type TestMock } from './test-mock.js'

export type { TestMock } from './test-mock.js'

/** Where the test that is running is kept: a test may load this module again by `jest.resetModules()`. */
const current = Symbol.for('openai-images-mock.jest')
const place = globalThis as { [current]?: OpenTestMock | undefined }

/**
 * The mock, limited to an API key for the test that is running.
 *
 * @example
 * const { imageMock } = require('openai-images-mock/jest')
 * test('the client retries', async () => {
 *   await imageMock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 1 })
 *   await new OpenAI().images.generate({ model: 'gpt-image-2', prompt: 'An otter' })
 *   await imageMock.verify({ count: 2 })
 * })
 */
export const imageMock: TestMock = new Proxy({} as TestMock, {
  get (_target, name) {
    if (!place[current]) throw new Error('Expected a running test for imageMock, got none. Use it within a test, and add the preset openai-images-mock/jest to the configuration of Jest.')
    return Reflect.get(place[current].imageMock, name)
  }
})

/** The reporter knows a test by its file and its name. A test that is tried again has the same key, and starts with an empty journal. */
function keyOf (file: string, name: string): string {
  return `sk-test-${createHash('sha256').update(`${file}\n${name}`).digest('hex').slice(0, 16)}`
}

/**
 * The global setup: starts one mock for all workers, with the settings in `globals.imageMockSettings` of the configuration.
 * Clients that are created when a module is loaded, before the first test, also send their requests to it.
 * @internal
 */
export async function startForJest (
  _global: unknown, { globals = {} }: { globals?: { imageMockSettings?: GivenSettings } } = {}
): Promise<void> {
  const { url, baseURL } = await sharedMock(globals.imageMockSettings)
  jestUrl.set(url)
  setClientEnvironment({ baseURL, apiKey: 'sk-test' })
}

interface JestGlobals {
  beforeEach: (hook: () => Promise<void>) => void
  afterAll: (hook: () => Promise<void>) => void
  expect: { getState: () => { testPath?: string, currentTestName?: string } }
}

/**
 * Called in the sandbox of each test file. A test ends when the next one begins: hooks of the user run after ours.
 * @internal
 */
export function registerHooks ({ beforeEach, afterAll, expect }: JestGlobals): void {
  const end = async () => {
    await place[current]?.end(false)
    place[current] = undefined
  }
  beforeEach(async () => {
    const url = jestUrl.get()
    if (url === undefined) throw new Error('Expected a mock that the global setup has started, got none. Add the preset openai-images-mock/jest to the configuration of Jest.')
    await end()
    const { testPath = '', currentTestName = '' } = expect.getState()
    place[current] = await openTestMock({ url, apiKey: keyOf(testPath, currentTestName) })
  })
  afterAll(end)
}

interface JestResult {
  testFilePath: string
  testResults: ReadonlyArray<{ fullName: string, status: string }>
}

/**
 * The reporter: prints the requests of each test that has failed, after the results of its file.
 * @internal
 */
export class JestReporter {
  async onTestResult (_test: unknown, { testFilePath, testResults }: JestResult): Promise<void> {
    const url = jestUrl.get()
    if (url === undefined) return
    for (const { fullName } of testResults.filter(({ status }) => status === 'failed')) {
      const text = await describeRequests(connectImageMock({ url, key: keyOf(testFilePath, fullName) }))
      process.stderr.write(`● ${fullName}\n${text}\n`)
    }
  }
}
