/** The journal: what was asked and answered, the newest of it, for each API key apart where one is given. */
import { createRegexBudget, type RegexBudget } from '../text/regex-budget.js'
import type { Card } from './card.js'
import type { Entry } from './entry.js'
import type { Exchange, StoredExchange, Scope } from './recorded-exchange.js'
import { createEvictions } from './evictions.js'
import { createListening, type JournalListener, type Recorded } from './journal-events.js'
import type { JournalFilter, Page, Selection } from './query.js'
import { createReading } from './queries.js'
import { createJournalStore } from './journal-store.js'
import type { Verdict, Verification } from './verification.js'
import { createWaiters, type Schedule, type WaitEnd, type WaitOptions } from './wait-for.js'

export interface JournalOptions {
  /** The most entries; the oldest go first. Default 1,000. */
  maxEntries?: number
  /** About how many bytes they may take. Default 64 MiB. */
  maxBytes?: number
  /** How waiting is timed. Default `setTimeout`. */
  schedule?: Schedule
  /** What the filters' regexes may take. Default: a budget of its own. */
  regexBudget?: RegexBudget
}

export type WaitResult =
  | { ok: true, entries: Entry[] }
  | { ok: false, reason: Exclude<WaitEnd['reason'], 'arrived'>, count: number, message: string }

/**
 * Wherever a scope names an owner, only the entries of that API key are seen and changed. Entries come newest
 * first, in the order in which they were answered. A filter or a match that makes no sense throws a JournalError.
 */
export interface Journal {
  readonly size: number
  record: (exchange: Exchange) => void
  get: (id: string, scope?: Scope) => Entry | undefined
  list: (filter?: JournalFilter, scope?: Scope) => Entry[]
  /** The entries at a glance. */
  cards: (page?: Page, scope?: Scope) => Card[]
  /** The pictures that were made for a request, as they were handed over. */
  pictures: (id: string, scope?: Scope) => readonly object[] | undefined
  /** Returns how many it removed. */
  remove: (selection?: Selection, scope?: Scope) => number
  verify: (verification: Verification, scope?: Scope) => Verdict
  /** Waits until as many fit, 1 within 5 seconds if nothing else is said. Throws a TooManyWaitersError. */
  waitFor: (selection?: Selection, options?: Partial<WaitOptions>, scope?: Scope) => Promise<WaitResult>
  /** What was recorded after the request with this id, oldest first. Absent: the journal does not have that one. */
  since: (id: string, scope?: Scope) => Recorded[] | undefined
  /** Tells of what is recorded and removed, as it happens; returns what unsubscribes. */
  subscribe: (listener: JournalListener, scope?: Scope) => () => void
  /** Ends all waiting and all subscriptions. What is recorded can still be read. */
  close: () => void
}

export function createJournal ({ maxEntries = 1_000, maxBytes = 64 * 2 ** 20, schedule, regexBudget = createRegexBudget() }: JournalOptions = {}): Journal {
  const store = createJournalStore({ maxEntries, maxBytes })
  const forgotten = createEvictions()
  const reading = createReading(store, { forgotten, regexBudget })
  const waiting = createWaiters<StoredExchange>(schedule)
  const listening = createListening(reading)

  return {
    ...reading.questions,
    subscribe: listening.subscribe,
    get size () { return store.size },
    record (exchange) {
      const { kept, gone } = store.put(exchange)
      gone.forEach(forgotten.add)
      waiting.arrived(kept)
      listening.recorded(kept)
      listening.removed(gone)
    },
    remove (selection = {}, scope = {}) {
      const removed = reading.selected(selection, scope).there()
      removed.forEach(store.drop)
      if (Object.values(selection).every(value => value === undefined)) forgotten.clear(scope)
      listening.removed(removed)
      return removed.length
    },
    async waitFor (selection = {}, { count = 1, timeoutMs = 5_000, signal } = {}, scope = {}) {
      const { there, fits } = reading.selected(selection, scope)
      const end = await waiting.wait(fits, there().length, { count, timeoutMs, signal })
      if (end.reason === 'arrived') return { ok: true, entries: there().map(reading.preview) }
      return { ok: false, reason: end.reason, count: end.count, message: whyNot(end, count, timeoutMs) }
    },
    close () {
      waiting.close()
      listening.close()
    }
  }
}

function whyNot ({ reason, count: found }: WaitEnd, count: number, timeoutMs: number): string {
  const until = { timeout: `after ${timeoutMs} ms`, aborted: 'when the waiting was ended', closed: 'when the mock was closed', arrived: '' }[reason]
  return `Failed to wait for ${count} request${count === 1 ? '' : 's'}: found ${found} ${until}. Please check that the client sends what is waited for.`
}
