/** Search for the rules that match a request, in a time that does not depend on their regular expressions. */
import type { ImageRequest } from '../contract/image-request.js'
import { longestTestMs, startStopwatch, type RegexBudget } from '../text/regex-budget.js'
import type { Matcher } from './match-request.js'

/** The time for slow regular expressions during one request. */
const maxSlowMs = 140
/** The time for all regular expressions during one request. Ordinary ones take microseconds. */
const maxMs = 500
/** A shorter time limit would also stop ordinary expressions. */
const minMs = 10

/**
 * Yields the rules that match, in their order. When the time is used up, the remaining rules with regular expressions
 * do not match this request; they are tried again for the next one.
 */
export function * findMatchingRules<One extends Matcher> (
  rules: readonly One[], request: ImageRequest, key: string | undefined, regexBudget: RegexBudget
): Generator<One> {
  let [index, leftMs, slowLeftMs] = [0, maxMs, maxSlowMs]
  /** Moves to the next rule that matches. One time limit covers all rules on the way: setting it costs more than matching. */
  const findNext = () => {
    for (; index < rules.length; index++) if (rules[index]!.matches(request, key)) return
  }
  while (index < rules.length) {
    const rule = rules[index]!
    if (!rule.mayHang()) {
      index++
      if (rule.matches(request, key)) yield rule
    } else if (Math.min(leftMs, slowLeftMs) < minMs) index++
    else {
      const tookMs = startStopwatch()
      const { done, slowMs } = regexBudget.within(Math.min(longestTestMs, Math.max(minMs, slowLeftMs / 2)), findNext)
      leftMs -= tookMs()
      slowLeftMs -= slowMs
      // A rule that was stopped is tried again, unless its expression is retired.
      if (done && index < rules.length) yield rules[index++]!
    }
  }
}
