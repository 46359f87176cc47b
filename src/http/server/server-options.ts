/** Options of the Fastify server: timeouts, the body limit, and schema compilers that are loaded on demand. */
import { createRequire } from 'node:module'
import type { Server } from 'node:http'
import type { FastifyHttpOptions, FastifyServerOptions } from 'fastify'

/** Timeouts and intervals, in milliseconds. The tests of the mock itself shorten them. */
export interface Timings {
  /** How long a client may take to send the headers of a request. After that, it receives a 408. Default 15,000. */
  headersTimeoutMs: number
  /** How long a client may take to send a whole request. After that, it receives a 408. Default 30,000. */
  requestTimeoutMs: number
  /** How often connections are checked for these two timeouts. Default 1,000. */
  timeoutCheckMs: number
  /**
   * How long a connection stays half-open after the response to invalid HTTP or to CONNECT, so that a client that is
   * still sending can read the response. Default 1,000.
   */
  lingerMs: number
  /** The pause between two of the twenty pieces in which `fault: drip` and `asset: slow` send a body. Default 100. */
  dripIntervalMs: number
  /** How often rule files and models files are checked for changes. Default 1,000. */
  filePollMs: number
}

export const defaultTimings: Readonly<Timings> = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
  timeoutCheckMs: 1_000,
  lingerMs: 1_000,
  dripIntervalMs: 100,
  filePollMs: 1_000
}

type CompilerFactories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

const require = createRequire(import.meta.url)

/** Node caches the module. It is typed loosely: Fastify calls the factories with arguments of its own. */
const loadCompilers = (): Record<keyof CompilerFactories, (...given: unknown[]) => never> => require('./schema-compilers.cjs')

/** Only routes that a user adds need a compiler. Loading the compilers takes an eighth of the start time. */
const compilersOnDemand: CompilerFactories = {
  buildValidator: (...given: unknown[]) => loadCompilers().buildValidator(...given),
  buildSerializer: (...given: unknown[]) => loadCompilers().buildSerializer(...given)
}

export function serverOptions (bodyLimit: number, timings: Timings): FastifyHttpOptions<Server> {
  const { headersTimeoutMs, requestTimeoutMs, timeoutCheckMs } = timings
  return {
    bodyLimit,
    // Reading rule files and images may take longer than Fastify's ten seconds on a busy machine.
    pluginTimeout: 60_000,
    requestTimeout: requestTimeoutMs,
    schemaController: { compilersFactory: compilersOnDemand },
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
      // A request without a Host header is accepted: its image URLs use the address of the connection.
      requireHostHeader: false
    },
    // A request that arrives during shutdown is still served. Its connection closes afterwards.
    return503OnClosing: false
  }
}
