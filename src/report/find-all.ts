/** Finds everything that the clients did wrong, errors first. */
import { findingIds, kindOf } from './finding-kinds.js'
import { findDownloadsWithKey, findHotLinks, findLateDownloads, findMissingDownloads } from './findings/downloads.js'
import { findDeprecatedParameters, findIgnoredParameters, findMissingKeys, findModels, findRefusedRequests } from './findings/sent-parameters.js'
import { findIdleRules, findKeysInBrowsers, findNothingTested, findUnknownPaths } from './findings/places.js'
import { findEarlyRetries, findMissingBackOff, findMissingRetries, findPaidTwice, findRetriedRefusals } from './findings/retries.js'
import { findIncompleteStreams, findLeftStreams } from './findings/streams.js'
import { findAbandonedResponses, findImpatience } from './findings/waiting.js'
import type { Find, FindOptions, Found } from './found.js'
import type { Finding } from './report-schema.js'

const maxRequests = 20

const finders: readonly Find[] = [
  findRetriedRefusals, findMissingRetries, findEarlyRetries, findMissingBackOff, findPaidTwice,
  findImpatience, findAbandonedResponses,
  findLateDownloads, findDownloadsWithKey, findHotLinks, findMissingDownloads,
  findLeftStreams, findIncompleteStreams,
  findRefusedRequests, findIgnoredParameters, findDeprecatedParameters, findMissingKeys,
  findModels, findKeysInBrowsers, findIdleRules, findNothingTested, findUnknownPaths
]

export function findAll (options: FindOptions): Finding[] {
  const isMade = ({ id }: Found) => options.forgotten === 0 || !kindOf(id).isAbsence
  const found = finders.flatMap(find => find(options)).filter(isMade).map(toFinding)
  return found.sort((one, other) => rankOf(one) - rankOf(other))
}

function toFinding ({ exchanges, ...found }: Found): Finding {
  const { severity, reality, advice } = kindOf(found.id)
  return { severity, reality, advice, count: exchanges.length, ...found, requests: exchanges.slice(0, maxRequests).map(({ id }) => id) }
}

/** Errors come first, then the order of the table. */
function rankOf ({ id, severity }: Finding): number {
  return findingIds.indexOf(id) + (severity === 'error' ? 0 : findingIds.length)
}
