/** Does work in steps without a pause. */
import type { Steps } from '../../src/pictures/steps.js'

export function atOnce<Result> (steps: Steps<Result>): Result {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}
