/** Runs the load generator. */
import { spawn } from 'node:child_process'
import { json } from 'node:stream/consumers'
import { built } from './server-process.js'

export interface Asked {
  path: string
  /** Posted as JSON; `{index}` in it is the number of the request. Absent: a GET. */
  body?: string
  /** What it is answered with. Default 200. */
  status?: number
}

export interface Job {
  url: string
  connections: number
  /** How many requests in all. */
  count: number
  /** They are sent in turn. */
  requests: Asked[]
  /** The number of the first. Default 0. */
  first?: number
}

export interface LoadResult {
  failed: number
}

/** Sends it all; throws where an answer was not as expected. */
export async function load (job: Job): Promise<LoadResult> {
  const child = spawn(process.execPath, [built('load.js')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(job))
  const result = await json(child.stdout) as LoadResult
  if (result.failed > 0) throw new Error(`Failed to load ${job.url}: found ${result.failed} of ${job.count} answers wrong. Please try the requests by hand.`)
  return result
}

/** A request to the imitated operation. */
export const generate = (body: object, status = 200): Asked => ({ path: '/v1/images/generations', body: JSON.stringify(body), status })
