/** What the functions that find mistakes take and return. */
import type { StoredExchange } from '../journal/store/recorded-exchange.js'
import type { ListedRule } from '../rules/active-rule.js'
import type { FindingId } from './finding-kinds.js'
import type { Finding } from './report-schema.js'

export interface FindOptions {
  /** Oldest first. */
  exchanges: readonly StoredExchange[]
  /** The number of older requests that the journal no longer has. */
  forgotten: number
  /** The number of requests that have not ended. */
  running: number
  rules: readonly ListedRule[]
  /** The time, in milliseconds since 1970. */
  nowMs: number
  /** How long a client has to do something before its absence is found, in milliseconds; 0 if the client has ended. */
  graceMs: number
  /** The day whose contract applies, in milliseconds since 1970. */
  contractMs: number
  /** Whether the client is tested against the published schema, which takes what the models refuse. Default false. */
  isSchemaTest?: boolean
}

/** Whether a client has had the time to react to something that happened at `sinceMs`. */
export function hasHadTime ({ nowMs, graceMs }: Pick<FindOptions, 'nowMs' | 'graceMs'>, sinceMs: number): boolean {
  return graceMs === 0 || nowMs >= sinceMs + graceMs
}

/** What a function that finds mistakes returns: the rest is in the table of kinds. */
export interface Found extends Partial<Pick<Finding, 'count' | 'param' | 'model' | 'path' | 'key' | 'rules' | 'severity' | 'reality' | 'advice'>> {
  id: FindingId
  title: string
  /** Oldest first. The default of `count` is how many these are. */
  exchanges: readonly StoredExchange[]
}

/** Finds one or several kinds of mistakes. */
export type Find = (options: FindOptions) => Found[]
