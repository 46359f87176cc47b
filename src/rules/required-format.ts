/** Which requests a rule's answer can be given to: those of its response format, for as many images as it may make. */
import { bytesTogether, mostImagesOf, parseByteSize } from './rule-units.js'
import { RuleError } from './rule-error.js'
import type { Match, Respond, Rule } from './rule.js'

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
  throw RuleError.expected(where, `${needed} (required by ${words})`, format)
}

/** Throws a RuleError if `n` images of the answer's `bytes` are more than one request may have. */
export function refuseWeight ({ bytes }: Respond, n: number, where: string): void {
  const most = bytes === undefined ? Infinity : mostImagesOf(parseByteSize(bytes))
  if (n <= most) return
  throw RuleError.expected(where, `at most ${most} (images of ${bytes}, together at most ${bytesTogether})`, n)
}
