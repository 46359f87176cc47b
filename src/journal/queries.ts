/** The questions that the journal answers from what it keeps. */
import type { RegexBudget } from '../text/regex-budget.js'
import type { Entry } from './entry.js'
import { isWithin, type StoredExchange, type Scope } from './recorded-exchange.js'
import type { Evictions } from './evictions.js'
import type { Journal } from './journal.js'
import type { Recorded } from './journal-events.js'
import { toEntry } from './to-entry.js'
import { toCard } from './to-card.js'
import { createSelect, limitOf, type Selection } from './query.js'
import type { JournalStore } from './journal-store.js'
import { verify } from './verify.js'

export interface Reading {
  questions: Pick<Journal, 'get' | 'list' | 'cards' | 'pictures' | 'since' | 'verify'>
  /** What a selection selects: those there now, newest first, and whether a later one belongs to it. */
  selected: (selection: Selection, scope: Scope) => { there: () => StoredExchange[], fits: (kept: StoredExchange) => boolean }
  preview: (kept: StoredExchange) => Entry
  recorded: (kept: StoredExchange) => Recorded
  isEmpty: (scope: Scope) => boolean
}

export interface ReadingOptions {
  forgotten: Pick<Evictions, 'count'>
  regexBudget: RegexBudget
}

export function createReading (store: JournalStore, { forgotten, regexBudget }: ReadingOptions): Reading {
  const recorded = (kept: StoredExchange): Recorded => ({ id: kept.id, entry: () => toEntry(kept), card: () => toCard(kept) })
  const find = (id: string, scope: Scope) => {
    const kept = store.get(id)
    return kept && isWithin(scope, kept) ? kept : undefined
  }
  const selected: Reading['selected'] = (selection, scope) => {
    const select = createSelect(selection, id => find(id, scope), regexBudget)
    return {
      there: () => select(store.newestFirst(scope)),
      fits: kept => isWithin(scope, kept) && select([kept]).length > 0
    }
  }

  return {
    selected,
    preview: toEntry,
    recorded,
    isEmpty: store.isEmpty,
    questions: {
      get (id, scope = {}) {
        const kept = find(id, scope)
        return kept && toEntry(kept)
      },
      list: (filter = {}, scope = {}) => selected(filter, scope).there().slice(0, limitOf(filter)).map(toEntry),
      cards ({ limit = '500', before } = {}, scope = {}) {
        const end = before === undefined ? Infinity : find(before, scope)?.sequence ?? 0
        return store.newestFirst(scope).filter(({ sequence }) => sequence < end).slice(0, Number(limit)).map(toCard)
      },
      pictures: (id, scope = {}) => find(id, scope)?.pictures,
      since (id, scope = {}) {
        const known = find(id, scope)
        return known && store.newestFirst(scope).filter(({ sequence }) => sequence > known.sequence).reverse().map(recorded)
      },
      verify: (verification, scope = {}) => verify(store.newestFirst(scope), verification, { forgotten: forgotten.count(scope), regexBudget })
    }
  }
}
