/** The part of testcontainers that `testcontainers.ts` uses. The package needs a newer Node than ours, and 126 packages, so it is not installed here. */
declare module 'testcontainers' {
  export interface StartedTestContainer {
    getHost: () => string
    getMappedPort: (port: number) => number
    stop: () => Promise<unknown>
  }
  export class AbstractStartedContainer {
    constructor (started: StartedTestContainer)
    getHost (): string
    getMappedPort (port: number): number
    stop (): Promise<unknown>
  }
  export class GenericContainer {
    constructor (image: string)
    withEnvironment (variables: Record<string, string>): this
    withExposedPorts (...ports: number[]): this
    withWaitStrategy (strategy: object): this
    start (): Promise<StartedTestContainer>
  }
  export const Wait: { forHttp: (path: string, port: number) => object }
}
