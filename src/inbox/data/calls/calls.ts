/** Calls: the cards of the journal grouped by client call, each with its retries and image downloads. */
import type { SentParameters } from '../../../contract/parameters.js'
import type { Card } from '../../../journal/entries/card.js'

/** One call of a client with all its attempts. Immutable: a change creates a new object. */
export interface Call {
  /** The same for the whole life of the call, even if attempts are added or removed. */
  readonly key: string
  /** Greater for newer calls. */
  readonly sequence: number
  /** Oldest first, at least one. */
  readonly attempts: readonly Card[]
  /** The downloads of its images, oldest first. */
  readonly downloads: readonly Card[]
  /** The text that free words of the search must be in: the prompt, or the path without one, in lower case. */
  readonly text: string
}

export interface Calls {
  /** Newest first. */
  list: () => readonly Call[]
  /** Returns the call that has an attempt with this id. */
  of: (cardId: string) => Call | undefined
  /** Adds newer cards, oldest first, or replaces known ones that have changed. Returns the new calls. */
  addNewer: (cards: readonly Card[]) => readonly Call[]
  /** Adds a page of cards that are older than all others, newest first. */
  addOlder: (cards: readonly Card[]) => void
  remove: (cardIds: readonly string[]) => void
  clear: () => void
}

/** Refers to the latest version of a call. */
interface CallRef { call: Call }

export function createCalls (): Calls {
  let refs: CallRef[] = []
  let newest = 0
  let oldest = 0
  const refOf = new Map<string, CallRef>()
  const refOfDownload = new Map<string, CallRef>()
  /** Calls whose first known attempt is a retry, by the id of the previous attempt, which an older page may have. */
  const incomplete = new Map<string, CallRef>()
  /** Downloads by the id of their generation, until that is added. */
  const orphans = new Map<string, Card[]>()

  const takeOrphans = (generation: string): Card[] => {
    const downloads = orphans.get(generation) ?? []
    orphans.delete(generation)
    return downloads
  }

  const addDownloads = (ref: CallRef, cards: readonly Card[]) => {
    for (const { id } of cards) refOfDownload.set(id, ref)
    ref.call = { ...ref.call, downloads: [...ref.call.downloads, ...cards] }
  }

  const addAttempt = (ref: CallRef, card: Card) => {
    const others = ref.call.attempts.filter(({ id }) => id !== card.id)
    ref.call = { ...ref.call, attempts: [...others, card].sort(byTime) }
    refOf.set(card.id, ref)
    addDownloads(ref, takeOrphans(card.id))
  }

  const addDownload = (card: Card, generation: string) => {
    const ref = refOf.get(generation)
    if (!ref) orphans.set(generation, [...orphans.get(generation) ?? [], card])
    else if (!refOfDownload.has(card.id)) addDownloads(ref, [card])
  }

  const addCall = (card: Card): CallRef => {
    const { id, retryOf, prompt, path, inputs = [] } = card
    const ref: CallRef = { call: { key: id, sequence: 0, attempts: [card], downloads: [], text: [prompt || path, ...inputs.map(({ filename = '' }) => filename)].join('\n').toLowerCase() } }
    refOf.set(id, ref)
    addDownloads(ref, takeOrphans(id))
    if (retryOf !== undefined) incomplete.set(retryOf, ref)
    return ref
  }

  /** Adds cards, oldest first. Returns the new calls in the same order. */
  const add = (cards: readonly Card[]): CallRef[] => cards.flatMap(card => {
    const ref = refOf.get(card.id) ?? refOf.get(card.retryOf ?? '')
    if (card.generation === undefined && !ref) return [addCall(card)]
    if (card.generation !== undefined) addDownload(card, card.generation)
    else addAttempt(ref!, card)
    return []
  })

  /** Moves attempts of incomplete calls to the calls of an older page. Returns the calls whose attempts were moved. */
  const complete = (refs: readonly CallRef[]): Set<CallRef> => new Set(refs.flatMap(ref => {
    const lastId = ref.call.attempts.at(-1)!.id
    const later = incomplete.get(lastId)
    if (!later) return []
    incomplete.delete(lastId)
    for (const attempt of later.call.attempts) addAttempt(ref, attempt)
    addDownloads(ref, later.call.downloads)
    return [later]
  }))

  return {
    list: () => refs.map(({ call }) => call),
    of: id => refOf.get(id)?.call,
    addNewer (cards) {
      const added = add(cards)
      for (const ref of added) ref.call = { ...ref.call, sequence: ++newest }
      refs = [...added.toReversed(), ...refs]
      return added.map(({ call }) => call)
    },
    addOlder (cards) {
      const added = add(cards.toReversed()).reverse()
      for (const ref of added) ref.call = { ...ref.call, sequence: oldest-- }
      const moved = complete(added)
      refs = [...refs.filter(ref => !moved.has(ref)), ...added]
    },
    remove (ids) {
      const removed = new Set(ids)
      const remaining = (cards: readonly Card[]) => cards.filter(({ id }) => !removed.has(id))
      for (const ref of new Set(ids.flatMap(id => refOf.get(id) ?? refOfDownload.get(id) ?? []))) {
        ref.call = { ...ref.call, attempts: remaining(ref.call.attempts), downloads: remaining(ref.call.downloads) }
      }
      for (const id of ids) for (const index of [refOf, refOfDownload]) index.delete(id)
      for (const [generation, downloads] of orphans) {
        const rest = remaining(downloads)
        if (rest.length > 0) orphans.set(generation, rest)
        else orphans.delete(generation)
      }
      for (const [id, { call }] of incomplete) if (call.attempts.length === 0) incomplete.delete(id)
      refs = refs.filter(({ call }) => call.attempts.length > 0)
    },
    clear () {
      refs = []
      for (const index of [refOf, refOfDownload, incomplete, orphans]) index.clear()
    }
  }
}

/** Compares by arrival, and within one millisecond by the client's retry count. */
function byTime (one: Card, other: Card): number {
  return Date.parse(one.time) - Date.parse(other.time) || (one.retryCount ?? 0) - (other.retryCount ?? 0)
}

/** Returns the parameters of a request; of a rejected one, those that it sent. */
export function parametersOf ({ request, sent }: Card): SentParameters {
  return request ?? sent ?? {}
}

/** Returns the parameters with what the model chose for `auto`. */
export function effectiveParametersOf (card: Card): SentParameters {
  return card.chosen ? { ...parametersOf(card), ...card.chosen } : parametersOf(card)
}

/** Whether the pictures have a transparent background. */
export function isTransparent (card: Card): boolean {
  return effectiveParametersOf(card)['background'] === 'transparent'
}

/** Returns the index of the latest partial image of a stream that has not ended; otherwise undefined. */
export function latestPartialOf ({ isOpen, partials = 0 }: Card): number | undefined {
  return isOpen && partials > 0 ? partials - 1 : undefined
}

export function lastOf ({ attempts }: Pick<Call, 'attempts'>): Card {
  return attempts.at(-1)!
}

/** Returns the number of downloads: those known here, or the journal's count if it is greater. */
export function downloadsOf ({ attempts, downloads }: Call): number {
  return Math.max(downloads.length, attempts.reduce((sum, attempt) => sum + attempt.downloads, 0))
}
