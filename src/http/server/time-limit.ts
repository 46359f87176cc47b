/** Time limit of a request whose body the mock leaves unread for a while: that time is not the client's. */
import type { IncomingMessage } from 'node:http'
// Not the global functions: a test may have replaced them.
import { clearTimeout, setTimeout } from 'node:timers'
import { requestTimeout } from '../../errors/catalogue.js'

const suspended = new WeakSet<IncomingMessage>()

/** Whether Node's time limit no longer applies to the request. */
export function isTimeLimitSuspended (request: IncomingMessage): boolean {
  return suspended.has(request)
}

/** Turns Node's time limit for the request off. Call `restartTimeLimit` when its body is read again. */
export function suspendTimeLimit (request: IncomingMessage): void {
  suspended.add(request)
}

/** Gives the client some time, in milliseconds, to send the rest of the body. After that, its reader gets the refusal as an error. */
export function restartTimeLimit (request: IncomingMessage, ms: number): void {
  if (request.readableEnded || request.destroyed) return
  const timer = setTimeout(() => {
    if (request.listenerCount('error') > 0) request.emit('error', requestTimeout())
    else request.socket.destroy()
  }, ms)
  const stop = () => clearTimeout(timer)
  request.once('end', stop).once('close', stop)
}
