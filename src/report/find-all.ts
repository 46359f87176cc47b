/** Finds everything that the clients did wrong, errors first. */
import type { StoredExchange } from '../journal/recorded-exchange.js'
import type { ListedRule } from '../rules/active-rule.js'
import { findingIds, kindOf, type FindingId } from './finding-kinds.js'
import { findEarlyRetries, findRetriedRefusals } from './findings/retries.js'
import type { Finding } from './report-schema.js'

export interface FindOptions {
  /** Oldest first. */
  exchanges: readonly StoredExchange[]
  /** The number of older requests that the journal no longer has. */
  forgotten: number
  rules: readonly ListedRule[]
  /** The time, in milliseconds since 1970. */
  nowMs: number
  /** How long a client has to do something before its absence is found, in milliseconds; 0 if the client has ended. */
  graceMs: number
}

/** What a function that finds mistakes returns: the rest is in the table of kinds. */
export interface Found extends Partial<Pick<Finding, 'count' | 'param' | 'model' | 'path' | 'key' | 'rules' | 'severity' | 'reality'>> {
  id: FindingId
  title: string
  /** Oldest first. The default of `count` is how many these are. */
  exchanges: readonly StoredExchange[]
}

/** Finds one or several kinds of mistakes. */
export type Find = (options: FindOptions) => Found[]

const maxRequests = 20

const finders: readonly Find[] = [findRetriedRefusals, findEarlyRetries]

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
