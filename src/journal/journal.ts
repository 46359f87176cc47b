/** The journal: records requests with their responses, and answers queries about them. */
import { createRegexBudget, type RegexBudget } from '../text/regex-budget.js'
import type { Card } from './entries/card.js'
import type { Entry } from './entries/entry.js'
import { createJournalEvents, toRecordedEntry, type JournalListener, type RecordedEntry } from './journal-events.js'
import { createJournalStore } from './store/journal-store.js'
import type { Mismatch } from './verification/mismatch.js'
import { createIsNewer, createSelect, limitOf, type JournalFilter, type Page, type Selection } from './filters/query.js'
import type { StoredUpload } from './entries/kept-input.js'
import { isWithin, type KeptPictures, type RecordedExchange, type Scope, type StoredExchange } from './store/recorded-exchange.js'
import { toCard } from './entries/to-card.js'
import { toEntry } from './entries/to-entry.js'
import { explainWait, verify, type Verdict, type Verification, type VerifyOptions } from './verification/verify.js'
import { createWaiters, defaultTimeoutMs, type Schedule, type WaitEnd, type WaitOptions } from './verification/wait-for.js'

export interface JournalOptions {
  /** The maximum number of entries. If it is exceeded, the oldest are evicted. Default 1,000. */
  maxEntries?: number
  /** The approximate maximum size of all entries, in bytes. If it is exceeded, the oldest are evicted. Default 64 MiB. */
  maxBytes?: number
  /** Returns the time in milliseconds since 1970, for messages. Default: `Date.now`. */
  now?: () => number
  /** Starts the timers of `waitFor`. Default: `setTimeout`. */
  schedule?: Schedule
  /** The time that the regular expressions of filters may take. Default: a budget that is not shared. */
  regexBudget?: RegexBudget
}

export type WaitResult =
  | { ok: true, entries: Entry[] }
  | { ok: false, reason: Exclude<WaitEnd['reason'], 'arrived'> } & Mismatch

/** URLs of the mock for messages. Default: they are not mentioned. */
export type MockUrls = Pick<VerifyOptions, 'inboxUrl' | 'baseURL'>

/** What is kept of an image of a request. */
export interface KeptUpload extends StoredUpload {
  /** The format by content; undefined if the image was not decoded. */
  format: string | undefined
}

/**
 * A scope limits a call to the entries of one API key. Entries are recorded when their response has ended; lists are
 * sorted from newest to oldest. An invalid filter, match or verification throws a JournalError.
 */
export interface Journal {
  /** The number of entries. */
  readonly size: number
  /** The approximate size of all entries, in bytes. */
  readonly bytes: number
  /** Counts a request as running until it is recorded. */
  start: (id: string, owner: string | undefined) => void
  record: (exchange: RecordedExchange) => void
  /**
   * Announces a stream that has not ended to subscribers that listen for it. Until it is recorded, `get`, `pictures` and
   * `uploads` know it if it was announced; lists, verifications and waits do not contain it.
   */
  announceOpen: (exchange: RecordedExchange) => void
  /** Returns the entry with this id; undefined if there is none. */
  get: (id: string, scope?: Scope) => Entry | undefined
  /** Returns the entries that match, 100 unless the filter has another limit. */
  list: (filter?: JournalFilter, scope?: Scope) => Entry[]
  /** Returns the number of requests that have not ended. */
  running: (scope?: Scope) => number
  /** Returns the exchanges as they are stored, oldest first, and the number of older ones that were evicted. */
  exchanges: (scope?: Scope) => { exchanges: readonly StoredExchange[], evicted: number }
  /** Returns a page of summaries. */
  cards: (page?: Page, scope?: Scope) => Card[]
  /** Returns the pictures that were created for a request, as they were recorded; undefined if there is no such request. */
  pictures: (id: string, scope?: Scope) => KeptPictures | undefined
  /** Returns what is kept of the images of a request, in their order; undefined if there is no such request. */
  uploads: (id: string, scope?: Scope) => readonly KeptUpload[] | undefined
  /** Removes the entries that match, all by default. Returns how many were removed. */
  remove: (selection?: Selection, scope?: Scope) => number
  /** Verifies the number of matching entries. */
  verify: (verification: Verification, scope?: Scope, urls?: MockUrls) => Verdict
  /**
   * Waits until `count` entries match. Default: 1 entry, within 5 seconds. Rejects with a TooManyWaitersError if too many
   * calls are waiting.
   */
  waitFor: (selection?: Selection, options?: Partial<WaitOptions>, scope?: Scope, urls?: MockUrls) => Promise<WaitResult>
  /** Returns the entries recorded after the one with this id, oldest first; undefined if the journal does not contain that one. */
  since: (id: string, scope?: Scope) => RecordedEntry[] | undefined
  /** Calls the listener when entries are recorded or removed. Returns the function that unsubscribes. */
  subscribe: (listener: JournalListener, scope?: Scope) => () => void
  /** Ends all waits and subscriptions. Entries can still be read. */
  close: () => void
}

/**
 * Creates an empty journal.
 *
 * ```js
 * const journal = createJournal({ maxEntries: 100 })
 * journal.record(exchange)
 * journal.list({ prompt: '*otter*' })
 * ```
 */
export function createJournal (
  { maxEntries = 1_000, maxBytes = 64 * 2 ** 20, now = Date.now, schedule, regexBudget = createRegexBudget() }: JournalOptions = {}
): Journal {
  const store = createJournalStore({ maxEntries, maxBytes })
  const waiters = createWaiters<StoredExchange>(schedule)
  const events = createJournalEvents(store.isEmpty)
  /** The owner of each running request, by the id of the request. */
  const running = new Map<string, string | undefined>()
  const runningWithin = (scope: Scope = {}) => [...running.values()].filter(owner => isWithin(scope, { owner })).length

  const find = (id: string, scope: Scope) => {
    const exchange = store.get(id)
    return exchange && isWithin(scope, exchange) ? exchange : undefined
  }
  const createQuery = (selection: Selection, scope: Scope) => {
    const select = createSelect(selection, id => find(id, scope), regexBudget)
    return {
      run: () => select(store.newestFirst(scope)),
      matches: (exchange: StoredExchange) => isWithin(scope, exchange) && select([exchange]).length > 0
    }
  }

  return {
    get size () { return store.size },
    get bytes () { return store.bytes },
    start (id, owner) {
      running.set(id, owner)
    },
    record (exchange) {
      running.delete(exchange.id)
      const { stored, evicted } = store.add(exchange)
      waiters.arrived(stored)
      events.recorded(stored)
      events.removed(evicted)
    },
    announceOpen (exchange) {
      if (events.hasOpenListeners()) events.open(store.addOpen(exchange))
    },
    get (id, scope = {}) {
      const exchange = find(id, scope)
      return exchange && toEntry(exchange)
    },
    list: (filter = {}, scope = {}) => createQuery(filter, scope).run().slice(0, limitOf(filter)).map(toEntry),
    running: runningWithin,
    exchanges: (scope = {}) => ({ exchanges: store.newestFirst(scope).reverse(), evicted: store.evictions.count(scope) }),
    cards ({ limit = '500', before } = {}, scope = {}) {
      const end = before === undefined ? Infinity : find(before, scope)?.sequence ?? 0
      return store.newestFirst(scope).filter(({ sequence }) => sequence < end).slice(0, Number(limit)).map(toCard)
    },
    pictures: (id, scope = {}) => find(id, scope),
    uploads (id, scope = {}) {
      const exchange = find(id, scope)
      return exchange && (exchange.inputs ?? []).map(({ format }, index) => ({ format, ...exchange.uploads?.[index] }))
    },
    since (id, scope = {}) {
      const known = find(id, scope)
      return known && store.newestFirst(scope).filter(({ sequence }) => sequence > known.sequence).reverse().map(toRecordedEntry)
    },
    remove (selection = {}, scope = {}) {
      const removed = createQuery(selection, scope).run()
      removed.forEach(store.remove)
      if (Object.values(selection).every(value => value === undefined)) store.evictions.clear(scope)
      events.removed(removed)
      return removed.length
    },
    verify: (verification, scope = {}, urls = {}) =>
      verify(store.newestFirst(scope), verification, {
        ...urls, evicted: store.evictions.count(scope), running: runningWithin(scope), regexBudget, nowMs: now()
      }),
    async waitFor (selection = {}, { count = 1, timeoutMs = defaultTimeoutMs, signal } = {}, scope = {}, urls = {}) {
      const query = createQuery(selection, scope)
      const isNewer = createIsNewer(selection.since, id => find(id, scope))
      const startSequence = store.newestFirst(scope)[0]?.sequence ?? 0
      const end = await waiters.wait(query.matches, query.run().length, { count, timeoutMs, signal })
      if (end.reason === 'arrived') return { ok: true, entries: query.run().map(toEntry) }
      const mismatch = explainWait(store.newestFirst(scope).filter(isNewer), {
        ...urls, end, selection, count, timeoutMs, startSequence, running: runningWithin(scope), regexBudget, nowMs: now()
      })
      return { ok: false, reason: end.reason, ...mismatch }
    },
    subscribe: events.subscribe,
    close () {
      waiters.close()
      events.close()
    }
  }
}
