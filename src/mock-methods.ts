/** The methods of a mock for tests, whether it runs in this process or elsewhere. */
import type { Behaviours, BehaviourChanges } from './behaviours/runtime-settings.js'
import type { Entry } from './journal/entries/entry.js'
import { JournalError } from './journal/journal-error.js'
import type { JournalFilter, Selection } from './journal/filters/query.js'
import type { Verification } from './journal/verification/verify.js'
import type { WaitForOptions } from './journal/verification/wait-for.js'
import type { Soundness } from './report/assert-sound.js'
import type { Report } from './report/report-schema.js'
import type { ListedRule } from './rules/active-rule.js'
import type { Rule } from './rules/rule.js'
import { didYouMean, preview } from './text/messages.js'

/**
 * Limits a call to the requests and rules of one API key. Default: all keys.
 *
 * @example
 * mock.requests({}, { key: 'sk-suite-1' })
 */
export interface KeyScope { key?: string }

/** Returns the API key of a scope. Throws a JournalError for an unknown member, which may be misspelt. */
export function keyOf ({ key, ...others }: KeyScope = {}): string | undefined {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new JournalError(`Unknown member ${preview(unknown)} in the scope of a call.${didYouMean(unknown, ['key'])} Members: key.`)
  return key
}

/**
 * What a test does with a mock. Methods throw a JournalError, RuleError or SettingError for invalid arguments. Returned
 * values are copies. Durations are numbers of milliseconds or text such as `2s`; texts of prompts, models and users may be
 * RegExp objects.
 */
export interface MockMethods {
  /**
   * Returns the matching requests, newest first; all of them unless the filter has a `limit`.
   *
   * @example
   * mock.requests({ prompt: /otter/i, status: '4xx' })
   */
  requests: (filter?: JournalFilter, scope?: KeyScope) => Entry[]
  /**
   * Waits until `count` requests match (default 1) and returns them, newest first. Rejects with a VerificationError that
   * says what came meanwhile after `timeout` (default 5 seconds, at most an hour), or with a JournalError immediately if
   * 200 callers are already waiting.
   *
   * @example
   * const [request] = await mock.waitFor({ prompt: '*otter*' }, { timeout: '2s' })
   */
  waitFor: (selection?: Selection, options?: KeyScope & WaitForOptions) => Promise<Entry[]>
  /**
   * Throws a VerificationError, unless the expected number of requests matches. It shows the nearest request, or the
   * requests that are too many.
   *
   * @example
   * mock.verify({ match: { prompt: 'A sea otter', status: 200 }, count: 1 })
   */
  verify: (verification: Verification, scope?: KeyScope) => void
  /**
   * Returns the report on the recorded requests: what the clients did wrong, what the requests would have cost, and what
   * they covered. Call it when the clients are done: a retry or a download that has not come yet counts as missing.
   *
   * @example
   * const { verdict, findings, bill } = await mock.report()
   */
  report: (scope?: KeyScope) => Promise<Report>
  /**
   * Rejects with a SoundnessError that lists the findings of the report, unless there are none besides those in `allow`
   * and those below `failOn` (default `warning`). Rejects with a JournalError for invalid options.
   *
   * @example
   * await mock.assertSound({ allow: ['never-fetched'] })
   */
  assertSound: (options?: Soundness, scope?: KeyScope) => Promise<void>
  /** Rules that are added at run time. */
  readonly scenarios: {
    /**
     * Adds a rule with precedence over all earlier ones. With a key, it applies to that key alone.
     *
     * @example
     * mock.scenarios.add({ match: { size: '512x512' }, respond: { error: 'server_error', delay: 250 }, times: 1 })
     */
    add: (rule: Rule, scope?: KeyScope) => ListedRule
    /** Returns the rules in order of precedence, those of files included. */
    list: (scope?: KeyScope) => ListedRule[]
    /** Removes an added rule. Returns false if no added rule has this id. */
    remove: (id: string, scope?: KeyScope) => boolean
    /** Removes the added rules. */
    clear: (scope?: KeyScope) => void
  }
  /** Behaviours that apply to every request: latency, error rate and rate limit. Null: not set. */
  readonly behaviours: {
    get: () => Behaviours
    /**
     * Changes the given behaviours, all or none of them. Throws a SettingError for an invalid value.
     *
     * @example
     * mock.behaviours.set({ latency: '1s-3s', errorRate: 0.2 })
     */
    set: (some: BehaviourChanges) => Behaviours
    /** Restores the values of the settings. */
    reset: () => void
  }
  /**
   * Deletes recorded requests and added rules, and resets counts and limits. Without a key it also restores the
   * behaviours. Rules of files are kept and count from zero.
   */
  reset: (scope?: KeyScope) => void
}

/** The address of a mock. */
export interface MockAddress {
  /** The origin, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** The base URL for OpenAI clients, such as `http://127.0.0.1:8080/v1`. */
  readonly baseURL: string
}

/** The same methods, each of which returns a promise. */
export type Asynchronous<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : Asynchronous<Methods[Name]>
}

/** A method for `await using`, in versions of TypeScript and libraries that know it. */
export type AsyncDisposal = {
  [Name in SymbolConstructor[Extract<'asyncDispose', keyof SymbolConstructor>]]: () => Promise<void>
}
