/** Which rules fit a request, found in a time that is bounded whatever their number. */
import type { ImageRequest } from '../contract/image-request.js'
import { withinTime } from '../matching/within-time.js'
import type { PatientMatcher } from './patience.js'

/** What all regular expressions may take for one request. Sound ones take microseconds. */
const budgetMs = 140
/** What the first that takes too long is given; those after it get half of what is left, but not less than the least. */
const longestMs = 50
const leastMs = 10

/**
 * The rules that fit, in their order. One whose turn outlasts its time is given up for good. When the budget is
 * spent, the other rules with regular expressions fit this request no more, but are asked again by the next.
 */
export function * fittingRules<One extends PatientMatcher> (rules: readonly One[], request: ImageRequest, key: string | undefined): Generator<One> {
  let [at, beganMs, leftMs] = [0, 0, budgetMs]
  /** Goes on to the next that fits, as many as it takes: to stop the clock after each would cost more than they do. */
  const look = () => {
    for (; at < rules.length; at++) {
      beganMs = performance.now()
      if (rules[at]!.fits(request, key)) return
    }
  }
  while (at < rules.length) {
    const rule = rules[at]!
    if (!rule.mayHang()) {
      at++
      if (rule.fits(request, key)) yield rule
    } else if (leftMs < leastMs) at++
    else {
      const startMs = performance.now()
      const sliceMs = Math.min(longestMs, Math.max(leastMs, leftMs / 2))
      const found = withinTime(sliceMs, look)
      const endMs = performance.now()
      leftMs -= endMs - startMs
      if (found && at < rules.length) yield rules[at++]!
      // Else those before it took the time: it is asked again.
      else if (!found && endMs - beganMs >= sliceMs / 2) rules[at++]!.giveUp()
    }
  }
}
