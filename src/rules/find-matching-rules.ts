/** Which rules fit a request, found in a time that is bounded whatever their number. */
import type { ImageRequest } from '../contract/image-request.js'
import { longestTestMs, type RegexBudget } from '../text/regex-budget.js'
import type { Matcher } from './match-request.js'

/** What slow regular expressions may take for one request. */
const mostSlowMs = 140
/** What all regular expressions may take for one request. Sound ones take microseconds. */
const mostMs = 500
/** A shorter time would stop sound ones, too. */
const leastMs = 10

/**
 * The rules that fit, in their order. When the time is spent, the other rules with regular expressions fit this request
 * no more, but are asked again by the next.
 */
export function * findMatchingRules<One extends Matcher> (rules: readonly One[], request: ImageRequest, key: string | undefined, regexBudget: RegexBudget): Generator<One> {
  let [at, leftMs, slowLeftMs] = [0, mostMs, mostSlowMs]
  /** Goes on to the next that fits, as many as it takes: to stop the clock after each would cost more than they do. */
  const look = () => {
    for (; at < rules.length; at++) if (rules[at]!.fits(request, key)) return
  }
  while (at < rules.length) {
    const rule = rules[at]!
    if (!rule.mayHang()) {
      at++
      if (rule.fits(request, key)) yield rule
    } else if (Math.min(leftMs, slowLeftMs) < leastMs) at++
    else {
      const startMs = performance.now()
      const { done, slowMs } = regexBudget.within(Math.min(longestTestMs, Math.max(leastMs, slowLeftMs / 2)), look)
      leftMs -= performance.now() - startMs
      slowLeftMs -= slowMs
      // If it was stopped, the same rule is asked again, unless it was given up.
      if (done && at < rules.length) yield rules[at++]!
    }
  }
}
