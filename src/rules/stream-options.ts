/** Options of a rule's response that only streams have, and the streams in which its failure can happen. */
import type { ImageRequest } from '../contract/image-request.js'
import { canStream } from '../contract/operations/operations.js'
import { streamFaults } from './faults.js'
import type { ResponseDefinition } from './response-definition.js'
import { RuleError } from './rule-error.js'
import type { Match, Respond } from './rule.js'

type Parameters = Pick<ImageRequest, 'parameters'>

/** The most partial images that a request can ask for. */
const maxPartialImages = 3

/** The number of partial images of the request's stream: as many as it asks for, unless the rule has fewer. */
export function partialImagesOf ({ parameters }: Parameters, { partials = Infinity }: Pick<ResponseDefinition, 'partials'> = {}): number {
  return Math.min(Number(parameters['partial_images'] ?? 0), partials)
}

/** Whether the request asks for a stream that has the options of the response, if it has any. */
export function hasStreamFor (request: Parameters, respond: Respond): boolean {
  return streamOption(respond) === undefined || (isStream(request) && partialImagesOf(request, respond) >= neededPartials(respond))
}

/** Throws a RuleError if the request has no stream, or one that ends before the failure of the response. */
export function checkStreamOf (request: Parameters, respond: Respond): void {
  const option = streamOption(respond)
  if (option === undefined) return
  if (!isStream(request)) throw RuleError.unusable(option, needsStream, `Add stream: true, or remove ${option}`)
  const [needed, found] = [neededPartials(respond), partialImagesOf(request, respond)]
  if (found >= needed) return
  const subject = respond.after === undefined ? `fault ${respond.fault}` : `after=${respond.after}`
  throw RuleError.unusable(subject, `${needsPartials(needed)}, and this one has ${found}`, 'Ask for more partial images, or change the directive')
}

/** Throws a RuleError if no stream is long enough for the failure of the response. */
export function checkStreamLength (respond: Respond, where: string): void {
  const { partials = maxPartialImages } = respond
  const needed = neededPartials(respond)
  if (needed > maxPartialImages) throw RuleError.unusable(`${where}.after`, `${needsPartials(needed)}, and streams have at most ${maxPartialImages}`, 'Use a smaller number')
  if (needed > partials) throw RuleError.unusable(`${where}.${lengthOption(respond)}`, `${needsPartials(needed)}, and partials is ${partials}`, 'Change one of the two')
}

/** Throws a RuleError if the response has options of streams, and no request that matches has a stream that is long enough. */
export function checkStreamMatch (respond: Respond, match: Match, where: string): void {
  const option = streamOption(respond)
  if (option === undefined) return
  const excluding = match.stream === false ? 'match.stream' : match.operation && !canStream(match.operation) ? 'match.operation' : undefined
  if (excluding) throw RuleError.unusable(`${where}.${option.split(' ')[0]!}`, `${needsStream}, which ${excluding} excludes`, 'Change one of the two')
  const needed = neededPartials(respond)
  if ((match.partial_images ?? needed) >= needed) return
  throw RuleError.unusable(`${where}.${lengthOption(respond)}`, `${needsPartials(needed)}, which match.partial_images excludes`, 'Change one of the two')
}

const needsStream = 'it requires a request with stream: true'

function needsPartials (count: number): string {
  return `it requires a stream with at least ${count} partial image${count === 1 ? '' : 's'}`
}

/** The option of the response that only streams have; undefined if there is none. */
function streamOption (respond: Respond): string | undefined {
  const { fault } = respond
  if (fault !== undefined && streamFaults.includes(fault)) return `fault ${fault}`
  return (['after', 'partials', 'partialDelay'] as const).find(option => respond[option] !== undefined)
}

/** The fewest partial images of a stream in which the failure happens. */
function neededPartials ({ fault, after = 0 }: Respond): number {
  return fault === 'duplicate_partial' ? after + 1 : after
}

/** The option that requires partial images. */
function lengthOption ({ after }: Respond): 'after' | 'fault' {
  return after === undefined ? 'fault' : 'after'
}

function isStream ({ parameters }: Parameters): boolean {
  return parameters['stream'] === true
}
