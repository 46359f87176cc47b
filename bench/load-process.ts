/** Starts the load generator as a child process. */
import { spawn } from 'node:child_process'
import { json } from 'node:stream/consumers'
import { builtFile } from './server-process.js'

export interface LoadRequest {
  path: string
  /** JSON to POST, in which `{index}` is replaced by the number of the request. Default: a GET request. */
  body?: string
  /** The expected status. Default 200. */
  status?: number
}

export interface Job {
  url: string
  connections: number
  /** The total number of requests. */
  count: number
  /** Sent in turn, starting again after the last one. */
  requests: LoadRequest[]
  /** The number of the first request. Default 0. */
  first?: number
}

export interface LoadResult {
  /** The number of requests with an error or an unexpected status. */
  failed: number
}

/** Sends all requests. Throws if a response was not as expected. */
export async function load (job: Job): Promise<LoadResult> {
  const child = spawn(process.execPath, [builtFile('load.js')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(job))
  const result = await json(child.stdout) as LoadResult
  if (result.failed > 0) throw new Error(`Expected the given status for each of ${job.count} requests to ${job.url}, got ${result.failed} other responses or errors. Send one of the requests by hand.`)
  return result
}

/** Returns a request for images. */
export const generate = (body: object, status = 200): LoadRequest => ({ path: '/v1/images/generations', body: JSON.stringify(body), status })
