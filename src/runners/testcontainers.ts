/** The mock in a container of Testcontainers: `openai-images-mock/testcontainers`. */
import { AbstractStartedContainer, GenericContainer, Wait } from 'testcontainers'
import { connectImageMock, type ClientOptions, type ImageMockClient } from '../client/index.js'

const port = 8080

/**
 * A container with the mock. Settings are environment variables, such as `MOCK_AS_OF`.
 *
 * @example
 * const container = await new OpenAiImagesMockContainer().withEnvironment({ MOCK_AS_OF: 'today' }).start()
 * const client = new OpenAI({ baseURL: container.baseURL, apiKey: 'any' })
 * await client.images.generate({ model: 'gpt-image-2', prompt: 'An otter' })
 * await container.client().verify({ match: { prompt: 'An otter' }, count: 1 })
 * await container.stop()
 */
export class OpenAiImagesMockContainer extends GenericContainer {
  /** @param image - The name of the image. Default: `openai-images-mock`, as docs/docker-ci.md builds it. */
  constructor (image = 'openai-images-mock') {
    super(image)
    this.withExposedPorts(port).withWaitStrategy(Wait.forHttp('/_mock/health', port))
  }

  /** Starts the container; resolves when the mock can serve pictures. */
  override async start (): Promise<StartedOpenAiImagesMockContainer> {
    return new StartedOpenAiImagesMockContainer(await super.start())
  }
}

/** A mock that runs in a container. */
export class StartedOpenAiImagesMockContainer extends AbstractStartedContainer {
  /** The URL of the mock on this machine, such as `http://localhost:32768`. */
  get url (): string {
    return `http://${this.getHost()}:${this.getMappedPort(port)}`
  }

  /** The base URL for OpenAI clients on this machine, such as `http://localhost:32768/v1`. */
  get baseURL (): string {
    return `${this.url}/v1`
  }

  /**
   * Returns the methods of the mock: rules, requests, verification, report. With a key, they are limited to this API key. If the
   * container has the variable `MOCK_CONTROL_KEY`, pass it as `controlKey`.
   *
   * @example
   * const imageMock = container.client({ key: 'sk-suite-1' })
   */
  client (options: Omit<ClientOptions, 'url'> = {}): ImageMockClient {
    return connectImageMock({ ...options, url: this.url })
  }
}
