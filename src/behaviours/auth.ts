/** Who may call: anyone, anyone with a key, or the holders of certain keys. */
import { createHash } from 'node:crypto'
import { invalidApiKey, missingApiKey } from '../errors/catalogue.js'
import type { ApiError } from '../errors/api-error.js'

/** Absent: anyone may call. `any`: some key is needed. A list: one of these keys is needed. */
export type ApiKeys = 'any' | readonly string[] | undefined

/** Creates the check of an API key: undefined, or the refusal. */
export function createAuth (apiKeys: ApiKeys): (key: string | undefined) => ApiError | undefined {
  if (apiKeys === undefined) return () => undefined
  // Digests have one length and no order, so that a look-up tells nothing about the keys themselves.
  const known = apiKeys === 'any' ? undefined : new Set(apiKeys.map(digest))

  return key => {
    if (!key) return missingApiKey()
    return known && !known.has(digest(key)) ? invalidApiKey(key) : undefined
  }
}

/** The key of a Bearer header, or the password of a Basic one whose user is blank; nothing for any other form. */
export function apiKeyOf (authorization: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? []
  if (!scheme || !credentials) return undefined
  if (scheme.toLowerCase() === 'bearer') return credentials
  const decoded = Buffer.from(credentials, 'base64').toString()
  return decoded.startsWith(':') ? decoded.slice(1) : undefined
}

function digest (key: string): string {
  return createHash('sha256').update(key).digest('base64')
}
