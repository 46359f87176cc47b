/** The cards as calls: the retries of one call together, its image downloads beside it, newest call first. */
import type { Card } from '../../journal/card.js'

/** What a client asked once, however often it tried. It never changes: another one takes its place. */
export interface Call {
  /** Stays, whatever attempts come or go. */
  readonly key: string
  /** Grows with each newer call. */
  readonly sequence: number
  /** Oldest first, at least one. */
  readonly attempts: readonly Card[]
  /** The requests for its images, oldest first. */
  readonly downloads: readonly Card[]
  /** What free text is looked for in: the prompt in lower case, or the path where there is none. */
  readonly text: string
}

export interface Calls {
  /** Newest first. */
  list: () => readonly Call[]
  /** The call of one of its attempts' ids. */
  of: (cardId: string) => Call | undefined
  /** Takes cards that are newer than all, oldest first, and such as are known and have changed. Returns the new calls. */
  addNewer: (cards: readonly Card[]) => readonly Call[]
  /** Takes a page of cards that are older than all, newest first. */
  addOlder: (cards: readonly Card[]) => void
  remove: (cardIds: readonly string[]) => void
  clear: () => void
}

/** A call's place in the list. */
interface Place { call: Call }

export function createCalls (): Calls {
  let places: Place[] = []
  let newest = 0
  let oldest = 0
  const placeOf = new Map<string, Place>()
  const placeOfDownload = new Map<string, Place>()
  /** Calls that begin with a retry, by the id of the attempt before, which may come with an older page. */
  const incomplete = new Map<string, Place>()
  /** Downloads by the id of their generation, as long as that has not come. */
  const orphans = new Map<string, Card[]>()

  const takeOrphans = (generation: string): Card[] => {
    const downloads = orphans.get(generation) ?? []
    orphans.delete(generation)
    return downloads
  }

  const addDownloads = (place: Place, cards: readonly Card[]) => {
    for (const { id } of cards) placeOfDownload.set(id, place)
    place.call = { ...place.call, downloads: [...place.call.downloads, ...cards] }
  }

  const addAttempt = (place: Place, card: Card) => {
    const others = place.call.attempts.filter(({ id }) => id !== card.id)
    place.call = { ...place.call, attempts: [...others, card].sort(byTime) }
    placeOf.set(card.id, place)
    addDownloads(place, takeOrphans(card.id))
  }

  const addDownload = (card: Card, generation: string) => {
    const place = placeOf.get(generation)
    if (!place) orphans.set(generation, [...orphans.get(generation) ?? [], card])
    else if (!placeOfDownload.has(card.id)) addDownloads(place, [card])
  }

  const begin = (card: Card): Place => {
    const { id, retryOf, prompt, path } = card
    const place: Place = { call: { key: id, sequence: 0, attempts: [card], downloads: [], text: (prompt ?? path).toLowerCase() } }
    placeOf.set(id, place)
    addDownloads(place, takeOrphans(id))
    if (retryOf !== undefined) incomplete.set(retryOf, place)
    return place
  }

  /** Returns the places of the calls that begin with these cards, oldest first. */
  const take = (cards: readonly Card[]): Place[] => cards.flatMap(card => {
    const place = placeOf.get(card.id) ?? placeOf.get(card.retryOf ?? '')
    if (card.generation === undefined && !place) return [begin(card)]
    if (card.generation !== undefined) addDownload(card, card.generation)
    else addAttempt(place!, card)
    return []
  })

  /** Gives calls of an older page the attempts that a later page began with. Returns the places that are left over. */
  const complete = (places: readonly Place[]): Set<Place> => new Set(places.flatMap(place => {
    const lastId = place.call.attempts.at(-1)!.id
    const later = incomplete.get(lastId)
    if (!later) return []
    incomplete.delete(lastId)
    for (const attempt of later.call.attempts) addAttempt(place, attempt)
    addDownloads(place, later.call.downloads)
    return [later]
  }))

  return {
    list: () => places.map(({ call }) => call),
    of: id => placeOf.get(id)?.call,
    addNewer (cards) {
      const made = take(cards)
      for (const place of made) place.call = { ...place.call, sequence: ++newest }
      places = [...made.toReversed(), ...places]
      return made.map(({ call }) => call)
    },
    addOlder (cards) {
      const made = take(cards.toReversed()).reverse()
      for (const place of made) place.call = { ...place.call, sequence: oldest-- }
      const leftOver = complete(made)
      places = [...places.filter(place => !leftOver.has(place)), ...made]
    },
    remove (ids) {
      const gone = new Set(ids)
      const left = (cards: readonly Card[]) => cards.filter(({ id }) => !gone.has(id))
      for (const place of new Set(ids.flatMap(id => placeOf.get(id) ?? placeOfDownload.get(id) ?? []))) {
        place.call = { ...place.call, attempts: left(place.call.attempts), downloads: left(place.call.downloads) }
      }
      for (const id of ids) for (const index of [placeOf, placeOfDownload]) index.delete(id)
      for (const [generation, downloads] of orphans) {
        const rest = left(downloads)
        if (rest.length > 0) orphans.set(generation, rest)
        else orphans.delete(generation)
      }
      for (const [id, { call }] of incomplete) if (call.attempts.length === 0) incomplete.delete(id)
      places = places.filter(({ call }) => call.attempts.length > 0)
    },
    clear () {
      places = []
      for (const index of [placeOf, placeOfDownload, incomplete, orphans]) index.clear()
    }
  }
}

/** By arrival. Within one millisecond the client's count decides. */
function byTime (one: Card, other: Card): number {
  return Date.parse(one.time) - Date.parse(other.time) || (one.retryCount ?? 0) - (other.retryCount ?? 0)
}

export function lastOf ({ attempts }: Call): Card {
  return attempts.at(-1)!
}

/** How often its images were asked for: as the journal counts, or as has come since. */
export function downloadsOf ({ attempts, downloads }: Call): number {
  return Math.max(downloads.length, attempts.reduce((sum, attempt) => sum + attempt.downloads, 0))
}
