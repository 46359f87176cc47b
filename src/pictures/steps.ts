/** Long work in steps, between which the requests that have come meanwhile are answered. */
import { setImmediate } from 'node:timers/promises'

/** It yields wherever it may be interrupted. */
export type Steps<Result = void> = Generator<void, Result>

/** How long others wait at least before they get their turn. */
const longMs = 8

/** Does it to its end. */
export async function inSteps<Result> (steps: Steps<Result>): Promise<Result> {
  let sinceMs = performance.now()
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    if (performance.now() - sinceMs < longMs) continue
    await setImmediate()
    sinceMs = performance.now()
  }
}
