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

export interface StreamJob {
  url: string
  /** The number of streams, all at once. */
  count: number
  /** How many of the clients do not read at all. They leave when the others have read everything. */
  unread: number
  /** How long they stay at least, in milliseconds. Default 0. */
  stayMs?: number
  /** How long the others wait after each piece of at most 64 KiB, in milliseconds. */
  readMs: number
  /** JSON to POST, in which `{index}` is replaced by the number of the stream. */
  body: string
}

export interface StreamResult {
  /** The number of streams that were read and had no last event. */
  failed: number
}

/** Reads all streams. Throws if one did not end as expected. */
export async function readStreams (job: StreamJob): Promise<void> {
  const { failed } = await runProcess<StreamResult>('stream-readers.js', job)
  if (failed > 0) throw new Error(`Expected the last event in each of ${job.count - job.unread} streams of ${job.url}, got ${failed} without it. Request one of the streams by hand.`)
}

/** Runs a program of the benchmark with a job on its standard input. Resolves to the result on its standard output. */
async function runProcess<Result> (file: string, job: object): Promise<Result> {
  const child = spawn(process.execPath, [builtFile(file)], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(job))
  return await json(child.stdout) as Result
}

/** Sends all requests. Throws if a response was not as expected. */
export async function load (job: Job): Promise<LoadResult> {
  const result = await runProcess<LoadResult>('load.js', job)
  if (result.failed > 0) throw new Error(`Expected the given status for each of ${job.count} requests to ${job.url}, got ${result.failed} other responses or errors. Send one of the requests by hand.`)
  return result
}

/** Returns a request for images. */
export const generate = (body: object, status = 200): LoadRequest => ({ path: '/v1/images/generations', body: JSON.stringify(body), status })
