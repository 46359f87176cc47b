/** What a request asked for: as it was resolved, or, where it was refused before that, as its body has it. */
import type { Static } from 'typebox'
import { ResolvedRequest } from './entry.js'
import type { Kept } from './exchange.js'
import { withWireNames } from './present.js'

/** Of a refused request those members that are there and of their type. */
type Asked = Partial<Static<typeof ResolvedRequest>>

const members = Object.keys(ResolvedRequest.properties)

export function askedBy (kept: Kept): Asked {
  return kept.request ? withWireNames(kept.request) : sentBy(kept)
}

/** Nothing where the body is no JSON object, or not all of it is there. */
function sentBy ({ body, isBodyCut }: Pick<Kept, 'body' | 'isBodyCut'>): Asked {
  const value = isBodyCut ? undefined : parsed(body)
  if (typeof value !== 'object' || value === null) return {}
  const isMeant = ([name, value]: [string, unknown]) => members.includes(name) && (name === 'n' ? Number.isInteger(value) : typeof value === 'string')
  return Object.fromEntries(Object.entries(value).filter(isMeant))
}

function parsed (body = ''): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
