/** Waiting that ends early, when there is nobody left to wait for. */
import type { FastifyReply } from 'fastify'

/** Waits, but not beyond the end of the mock or of whoever waits. */
export function pause (ms: number, ...ends: AbortSignal[]): Promise<void> {
  if (ms <= 0 || ends.some(({ aborted }) => aborted)) return Promise.resolve()
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer)
      for (const end of ends) end.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    for (const end of ends) end.addEventListener('abort', finish)
  })
}

/** Holds an answer back, until the client has gone or the mock closes. */
export async function hold ({ raw }: FastifyReply, ms: number, closing: AbortSignal): Promise<void> {
  if (ms <= 0) return
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  await pause(ms, closing, gone.signal)
}
