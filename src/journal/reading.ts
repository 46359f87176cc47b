/** The questions that the journal answers from what it keeps. */
import type { RegexBudget } from '../matching/regex-budget.js'
import type { Entry } from './entry.js'
import { isWithin, type Kept, type Scope } from './exchange.js'
import type { Forgotten } from './forgotten.js'
import type { Journal } from './journal.js'
import type { Recorded } from './listening.js'
import { present } from './present.js'
import { presentCard } from './present-card.js'
import { createSelect, limitOf, type Selection } from './query.js'
import type { Shelf } from './shelf.js'
import { verify } from './verify.js'

export interface Reading {
  questions: Pick<Journal, 'get' | 'list' | 'cards' | 'pictures' | 'since' | 'verify'>
  /** What a selection selects: those there now, newest first, and whether a later one belongs to it. */
  selected: (selection: Selection, scope: Scope) => { there: () => Kept[], fits: (kept: Kept) => boolean }
  show: (kept: Kept) => Entry
  recorded: (kept: Kept) => Recorded
  isEmpty: (scope: Scope) => boolean
}

export interface ReadingOptions {
  forgotten: Pick<Forgotten, 'count'>
  regexBudget: RegexBudget
}

export function createReading (shelf: Shelf, { forgotten, regexBudget }: ReadingOptions): Reading {
  const recorded = (kept: Kept): Recorded => ({ id: kept.id, entry: () => present(kept), card: () => presentCard(kept) })
  const find = (id: string, scope: Scope) => {
    const kept = shelf.get(id)
    return kept && isWithin(scope, kept) ? kept : undefined
  }
  const selected: Reading['selected'] = (selection, scope) => {
    const select = createSelect(selection, id => find(id, scope), regexBudget)
    return {
      there: () => select(shelf.newestFirst(scope)),
      fits: kept => isWithin(scope, kept) && select([kept]).length > 0
    }
  }

  return {
    selected,
    show: present,
    recorded,
    isEmpty: shelf.isEmpty,
    questions: {
      get (id, scope = {}) {
        const kept = find(id, scope)
        return kept && present(kept)
      },
      list: (filter = {}, scope = {}) => selected(filter, scope).there().slice(0, limitOf(filter)).map(present),
      cards ({ limit = '500', before } = {}, scope = {}) {
        const end = before === undefined ? Infinity : find(before, scope)?.sequence ?? 0
        return shelf.newestFirst(scope).filter(({ sequence }) => sequence < end).slice(0, Number(limit)).map(presentCard)
      },
      pictures: (id, scope = {}) => find(id, scope)?.pictures,
      since (id, scope = {}) {
        const known = find(id, scope)
        return known && shelf.newestFirst(scope).filter(({ sequence }) => sequence > known.sequence).reverse().map(recorded)
      },
      verify: (verification, scope = {}) => verify(shelf.newestFirst(scope), verification, { forgotten: forgotten.count(scope), regexBudget })
    }
  }
}
