/** How long the mock waits for slow and broken clients, and how slowly it sends on purpose. */

/** All in milliseconds. Tests of the mock itself shorten them. */
export interface Timings {
  /** How long a client may take to send the headers of a request, before it is refused with 408. Default 15,000. */
  headersTimeoutMs: number
  /** How long a client may take to send a whole request, before it is refused with 408. Default 30,000. */
  requestTimeoutMs: number
  /** How often connections are checked for these two timeouts. Default 1,000. */
  timeoutCheckMs: number
  /**
   * How long a connection stays half-open after the answer to something that is not HTTP, or to CONNECT, so that a client that is
   * still sending can read the answer. Default 1,000.
   */
  lingerMs: number
  /** The pause between two of the twenty pieces in which `fault: drip` and `asset: slow` send a body. Default 100. */
  dripIntervalMs: number
}

export const defaultTimings: Readonly<Timings> = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
  timeoutCheckMs: 1_000,
  lingerMs: 1_000,
  dripIntervalMs: 100
}
