/** What a request that was refused before it was resolved had asked for, as its body has it. */
import type { Static } from 'typebox'
import { ResolvedRequest } from './entry.js'
import type { Kept } from './exchange.js'

/** The members that are there and of their type. */
type Sent = Partial<Static<typeof ResolvedRequest>>

const members = Object.keys(ResolvedRequest.properties)

/** Nothing where the body is no JSON object, or not all of it is there. */
export function sentBy ({ body, isBodyCut }: Pick<Kept, 'body' | 'isBodyCut'>): Sent {
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
