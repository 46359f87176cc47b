/** Which requests a rule's answer can come true for: there is no image URL in base64, and no base64 in a URL. */
import { show } from '../checking/wording.js'
import { RuleError } from './rule-error.js'
import type { Match, Respond, Rule } from './scenario.js'

/** The one response format in which the answer can come true. Absent: any. */
function formatNeededBy ({ asset, fault }: Respond): 'url' | 'b64_json' | undefined {
  if (asset !== undefined) return 'url'
  return fault === 'bad_base64' ? 'b64_json' : undefined
}

/** What a request must match for the rule to serve it: what the rule says, and the format that it needs. */
export function wholeMatch ({ match, respond }: Rule): Match | undefined {
  const needed = formatNeededBy(respond)
  return needed === undefined ? match : { response_format: needed, ...match }
}

/** Throws a RuleError where the answer cannot come true for a request of this format. */
export function refuseFormat (respond: Respond, format: unknown, where: string): void {
  const needed = formatNeededBy(respond)
  if (needed === undefined || needed === format) return
  const words = respond.asset === undefined ? `fault ${respond.fault}` : `asset ${respond.asset}`
  throw new RuleError(where, `${show(format)} beside ${words}`, `ask for ${needed}: otherwise it cannot come true`)
}
