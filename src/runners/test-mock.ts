/** The mock of one test: limited to an API key of its own, with the environment that clients read, and the journal if the test fails. */
import { randomBytes } from 'node:crypto'
import { connectImageMock, type ImageMockClient } from '../client/index.js'
import { setClientEnvironment } from '../config/client-environment.js'
import { describeRequests } from './failure-text.js'

/**
 * The mock of one test. Its methods are those of `openai-images-mock/client`, limited to the API key of the test.
 *
 * @example
 * await imageMock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 1 })
 * const client = new OpenAI() // reads OPENAI_BASE_URL and OPENAI_API_KEY
 * await client.images.generate({ model: 'gpt-image-2', prompt: 'An otter' })
 * await imageMock.verify({ match: { prompt: 'An otter' }, count: 2 })
 */
export interface TestMock extends ImageMockClient {
  /** The API key of the test, which `OPENAI_API_KEY` has during the test. */
  readonly apiKey: string
}

export interface TestMockOptions {
  /** The URL of the mock. */
  url: string
  /** The API key. Default: a random one. */
  apiKey?: string | undefined
}

export interface OpenTestMock {
  imageMock: TestMock
  /** Restores the environment. Resolves to the text to print if the test has failed. */
  end: (hasFailed: boolean) => Promise<string | undefined>
}

/** Returns the mock of a test that begins. What another test left behind with the same key is forgotten. */
export async function openTestMock ({ url, apiKey = randomKey() }: TestMockOptions): Promise<OpenTestMock> {
  const client = connectImageMock({ url, key: apiKey })
  await client.reset()
  const restore = setClientEnvironment({ baseURL: client.baseURL, apiKey })
  return {
    imageMock: { ...client, apiKey },
    async end (hasFailed) {
      restore()
      return hasFailed ? describeRequests(client) : undefined
    }
  }
}

function randomKey (): string {
  return `sk-test-${randomBytes(8).toString('hex')}`
}
