/** API keys: reading them from a request, and checking them. */
import { createHash } from 'node:crypto'
import { invalidApiKey, missingApiKey } from '../errors/catalogue.js'
import type { ApiError } from '../errors/api-error.js'

/** The accepted API keys. Undefined: no key is required. `any`: any key. A list: one of these keys. */
export type ApiKeys = 'any' | readonly string[] | undefined

/** Creates the check of an API key. It returns the error for a missing or invalid key, otherwise undefined. */
export function createAuth (apiKeys: ApiKeys): (key: string | undefined) => ApiError | undefined {
  if (apiKeys === undefined) return () => undefined
  // Digests are compared, so that the time of a look-up reveals nothing about the keys.
  const known = apiKeys === 'any' ? undefined : new Set(apiKeys.map(digest))

  return key => {
    if (!key) return missingApiKey()
    return known && !known.has(digest(key)) ? invalidApiKey(key) : undefined
  }
}

/** Returns the key of a Bearer header, or the password of a Basic header without a user; undefined for any other form. */
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
