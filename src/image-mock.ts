/** A listening mock and its handles, for tests and programs. */
import { lookup } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import { assemble, type AppOptions } from './app.js'
import type { Behaviours } from './behaviours/runtime-settings.js'
import { resolveSettings } from './config/load-settings.js'
import { reachableHost } from './config/reachable-host.js'
import type { GivenSettings } from './config/settings.js'
import { checkFilter, checkWaitOptions, checkSelection, checkVerification } from './journal/validate-query.js'
import type { Entry } from './journal/entry.js'
import { JournalError } from './journal/journal-error.js'
import type { JournalFilter, Selection } from './journal/query.js'
import type { Verification } from './journal/verification.js'
import type { MockApp } from './mock-app.js'
import type { Services } from './services.js'
import { checkRule } from './rules/check-rule.js'
import type { ListedRule } from './rules/listed-rule.js'
import type { Rule } from './rules/rule.js'

/** Whose things are meant: those of one API key. Absent: everybody's. */
export interface KeyScope { key?: string }

/** A call throws a JournalError or a RuleError where what it is given makes no sense. What it returns is the caller's own. */
export interface ImageMock {
  /** The origin, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** What an OpenAI client takes as its base URL, such as `http://127.0.0.1:8080/v1`. */
  readonly baseURL: string
  /** The Fastify instance, for `inject`. As it listens, it accepts no more hooks and routes: add them with the option `configure`. */
  readonly app: MockApp
  /** The requests that fit, newest first; all of them, unless the filter has a `limit`. */
  requests: (filter?: JournalFilter, whose?: KeyScope) => Entry[]
  /** Waits until `count` requests fit (1), at most `timeoutMs` (5,000); then rejects with a JournalError, as it does at once if 200 callers wait already. */
  waitFor: (selection?: Selection, options?: KeyScope & { count?: number, timeoutMs?: number }) => Promise<Entry[]>
  /** Throws a JournalError that says what came nearest, unless requests came as often as they should have. */
  verify: (verification: Verification, whose?: KeyScope) => void
  readonly scenarios: {
    /** Adds a rule before all that stand; with a key, for that key alone. */
    add: (rule: Rule, whose?: KeyScope) => ListedRule
    list: (whose?: KeyScope) => ListedRule[]
    /** Removes a posted rule; false where there is none of this id. */
    remove: (id: string, whose?: KeyScope) => boolean
    /** Removes the posted rules. */
    clear: (whose?: KeyScope) => void
  }
  /** The standing behaviours, which are everybody's; null where one is unset. */
  readonly behaviours: {
    get: () => Behaviours
    /** Changes those that are given, all or none of them. */
    set: (some: Partial<Behaviours>) => Behaviours
    /** Returns to the settings. */
    reset: () => void
  }
  /** Forgets requests, posted rules, counts, limits and, for everybody, what was changed of the behaviours; the rules of files stay. */
  reset: (whose?: KeyScope) => void
  /** Waits for the requests in flight, at most 5 seconds, and stops listening. */
  close: () => Promise<void>
}

/**
 * Starts a mock. It writes no log unless `logLevel` or `logger` is given; its own faults then go to standard error.
 *
 * Throws a SettingError for a bad setting, a RuleError for a bad rule file, a GivenImageError for an image of it, a
 * SharpLoadError if sharp is not installed for this platform, and Node's own error (`EADDRINUSE`, `EACCES`,
 * `ENOTFOUND`) where it cannot listen.
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
  /** Loads what pictures need, or rejects with a SharpLoadError. Until then the first picture and the health check wait for it. */
  load: () => Promise<void>
}

/**
 * Starts a mock that listens before it loads what pictures need, which takes longer than all the rest.
 * @internal
 */
export async function listen (given: GivenSettings, options: AppOptions): Promise<ListeningMock> {
  const { host, port } = resolveSettings(given)
  const { app, services } = assemble(given, options)
  try {
    // One address, even of a name with several: a second one would be a second server, without our handlers.
    const { address } = await lookup(host)
    await app.listen({ host: address, port })
  } catch (error) {
    await app.close()
    throw error
  }
  const url = `http://${reachableHost(host)}:${(app.server.address() as AddressInfo).port}`
  const mock = { url, baseURL: `${url}/v1`, app, ...handlesOf(services), close: () => app.close() }
  return { mock, load: services.renderer.load }
}

/** As much as a journal holds. */
const everything = 1_000_000

function handlesOf ({ journal, ruleSet, standing, reset }: Services): Omit<ImageMock, 'url' | 'baseURL' | 'app' | 'close'> {
  return {
    requests (filter = {}, { key } = {}) {
      const { limit = everything, ...selection } = checkFilter(filter)
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
    scenarios: {
      add (rule, { key } = {}) {
        // A copy as JSON has it: without the members that are undefined.
        const own: Rule = JSON.parse(JSON.stringify(checkRule(rule)))
        return structuredClone(ruleSet.add(own, key))
      },
      list: ({ key } = {}) => structuredClone(ruleSet.list(key)),
      remove: (id, { key } = {}) => ruleSet.remove(id, key),
      clear: ({ key } = {}) => ruleSet.clear(key)
    },
    behaviours: { get: standing.get, set: standing.set, reset: standing.reset },
    reset: ({ key } = {}) => reset(key)
  }
}
