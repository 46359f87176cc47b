/** A rule as the control API tells of it. */
import { maskSecret } from '../text/mask-secret.js'
import type { Rule } from './rule.js'
import { leftOf, type ActiveRule } from './active-rule.js'

export interface ListedRule {
  /** `rule_7` of a posted rule, `slow.yaml#0` of the first in a file. */
  id: string
  source: 'posted' | 'file'
  /** The key that it belongs to, as `…4f2a`; absent: it is everybody's. */
  owner?: string
  rule: Rule
  /** How often it serves at all; absent: always. */
  times?: number
  /** What is left of that; of a file's rule: for the key that asks. */
  left?: number
  /** How often it has served; of a file's rule: since it was read, or reset by everybody, all keys together. */
  served: number
  /** A regular expression of it took too long: it fits nothing any more. */
  tooSlow?: true
}

/** The rule as `key` sees it. */
export function listed (standing: ActiveRule, key: string | undefined): ListedRule {
  const { id, source, owner, rule } = standing
  const left = leftOf(standing, key)
  return {
    id,
    source: source.kind === 'file' ? 'file' : 'posted',
    ...(owner !== undefined && { owner: maskSecret(owner) }),
    rule,
    ...(rule.times !== undefined && { times: rule.times }),
    ...(left !== undefined && { left }),
    served: standing.served(),
    ...(standing.tooSlow() && { tooSlow: true })
  }
}
