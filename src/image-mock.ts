/** A mock that listens, with methods for tests. */
import { lookup } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { assemble, type AppOptions } from './app.js'
import type { Behaviours } from './behaviours/runtime-settings.js'
import { resolveSettings } from './config/load-settings.js'
import { reachableHost } from './config/setting-values.js'
import type { GivenSettings } from './config/settings.js'
import type { Entry } from './journal/entry.js'
import { JournalError } from './journal/journal-error.js'
import { checkFilter, checkSelection, type JournalFilter, type Selection } from './journal/query.js'
import { checkVerification, type Verification } from './journal/verify.js'
import { checkWaitOptions } from './journal/wait-for.js'
import type { MockApp } from './mock-app.js'
import { assertSound, checkSoundness, type Soundness } from './report/assert-sound.js'
import type { Report } from './report/report-schema.js'
import type { Services } from './services.js'
import { checkRule } from './rules/check-rule.js'
import type { ListedRule } from './rules/active-rule.js'
import type { Rule } from './rules/rule.js'
import { immediate } from './stores/awaitable.js'

/**
 * Limits a call to the requests and rules of one API key. Default: all keys.
 *
 * @example
 * mock.requests({}, { key: 'sk-suite-1' })
 */
export interface KeyScope { key?: string }

/**
 * A running mock.
 *
 * Methods throw a JournalError, RuleError or SettingError for invalid arguments. Returned values are copies.
 *
 * @example
 * const mock = await startImageMock({ port: 0 })
 * const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'any' })
 * mock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 2 })
 * await client.images.generate({ prompt: 'A sea otter' })
 * mock.verify({ match: { prompt: 'A sea otter' }, count: 3 })
 * await mock.close()
 */
export interface ImageMock {
  /** The origin, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** The base URL for OpenAI clients, such as `http://127.0.0.1:8080/v1`. */
  readonly baseURL: string
  /** The Fastify instance, for `inject`. It accepts no more hooks and routes: add them with the option `configure`. */
  readonly app: MockApp
  /**
   * Returns the matching requests, newest first; all of them unless the filter has a `limit`.
   *
   * @example
   * mock.requests({ prompt: '*otter*', status: '4xx' })
   */
  requests: (filter?: JournalFilter, scope?: KeyScope) => Entry[]
  /**
   * Waits until `count` requests match (default 1) and returns them, newest first. Rejects with a JournalError after
   * `timeoutMs` milliseconds (default 5,000), or immediately if 200 callers are already waiting.
   *
   * @example
   * const [request] = await mock.waitFor({ prompt: '*otter*' }, { timeoutMs: 1000 })
   */
  waitFor: (selection?: Selection, options?: KeyScope & { count?: number, timeoutMs?: number }) => Promise<Entry[]>
  /**
   * Throws a JournalError that describes the nearest request, unless the expected number of requests matches.
   *
   * @example
   * mock.verify({ match: { prompt: 'A sea otter', status: 200 }, count: 1 })
   */
  verify: (verification: Verification, scope?: KeyScope) => void
  /**
   * Returns the report on the recorded requests: what the clients did wrong, what the requests would have cost, and what
   * they covered. Call it when the clients are done: what they have not done yet counts as not done.
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
     * mock.scenarios.add({ match: { size: '512x512' }, respond: { error: 'server_error' }, times: 1 })
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
    set: (some: Partial<Behaviours>) => Behaviours
    /** Restores the values of the settings. */
    reset: () => void
  }
  /**
   * Deletes recorded requests and added rules, and resets counts and limits. Without a key it also restores the
   * behaviours. Rules of files are kept and count from zero.
   */
  reset: (scope?: KeyScope) => void
  /** Waits for the requests in flight, at most 5 seconds, and stops listening. */
  close: () => Promise<void>
}

/**
 * Starts a mock. Unless `logLevel` or `logger` is given, it logs nothing, and internal errors go to standard error.
 *
 * Throws a SettingError for an invalid setting, a RuleError for an invalid rule file, a UserImageError for an image of
 * a rule file, a SharpLoadError if sharp is not installed for this platform, and Node's own error (`EADDRINUSE`,
 * `EACCES`, `ENOTFOUND`) if it cannot listen.
 *
 * @param given - Settings by name; see `Settings` for their defaults. `port: 0` picks a free port.
 *
 * @example
 * const mock = await startImageMock({ port: 0, scenarios: './rules' })
 */
export async function startImageMock (given: GivenSettings = {}, options: AppOptions = {}): Promise<ImageMock> {
  const { mock, load } = await listen(given, options)
  try {
    await load()
  } catch (error) {
    await mock.close()
    throw error
  }
  return mock
}

export interface ListeningMock {
  mock: ImageMock
  /** Loads sharp and the fonts, or rejects with a SharpLoadError. The first picture and the health check wait for it. */
  load: () => Promise<void>
}

/**
 * Starts a mock that listens before it loads sharp and the fonts, which takes longer than everything else.
 * @internal
 */
export async function listen (given: GivenSettings, options: AppOptions): Promise<ListeningMock> {
  const { host, port } = resolveSettings(given)
  const { app, services } = assemble(given, options)
  try {
    // One address, even if the name has several: for each further one Fastify would start a server without our handlers.
    const { address } = await lookup(host)
    await app.listen({ host: address, port })
  } catch (error) {
    await app.close()
    throw error
  }
  const url = `http://${reachableHost(host)}:${(app.server.address() as AddressInfo).port}`
  const mock = { url, baseURL: `${url}/v1`, app, ...methodsOf(services), close: () => app.close() }
  return { mock, load: services.renderer.load }
}

/** The maximum number of entries in a journal. */
const maxLimit = 1_000_000

/** A client that has just disconnected is in the journal after this time, in milliseconds. */
const settleMs = 25

function methodsOf ({ journal, ruleSet, runtimeSettings, report, reset }: Services): Omit<ImageMock, 'url' | 'baseURL' | 'app' | 'close'> {
  const settledReport = async ({ key }: KeyScope = {}): Promise<Report> => {
    await setTimeout(settleMs)
    return report({ owner: key, graceMs: 0 })
  }
  return {
    requests (filter = {}, { key } = {}) {
      const { limit = maxLimit, ...selection } = checkFilter(filter)
      return structuredClone(journal.list({ ...selection, limit }, { owner: key }))
    },
    async waitFor (selection = {}, { key, ...options } = {}) {
      const result = await journal.waitFor(checkSelection(selection), checkWaitOptions(options), { owner: key })
      if (!result.ok) throw new JournalError(result.message)
      return structuredClone(result.entries)
    },
    verify (verification, { key } = {}) {
      const verdict = journal.verify(checkVerification(verification), { owner: key })
      if (!verdict.ok) throw new JournalError(verdict.message)
    },
    report: settledReport,
    async assertSound (options = {}, scope) {
      const soundness = checkSoundness(options)
      assertSound(await settledReport(scope), soundness)
    },
    scenarios: {
      add (rule, { key } = {}) {
        // A JSON copy, without undefined members.
        const own: Rule = JSON.parse(JSON.stringify(checkRule(rule)))
        return structuredClone(ruleSet.add(own, key))
      },
      list: ({ key } = {}) => structuredClone(immediate(ruleSet.list(key))),
      remove: (id, { key } = {}) => ruleSet.remove(id, key),
      clear: ({ key } = {}) => ruleSet.clear(key)
    },
    behaviours: { get: runtimeSettings.get, set: runtimeSettings.set, reset: runtimeSettings.reset },
    reset: ({ key } = {}) => immediate(reset(key))
  }
}
