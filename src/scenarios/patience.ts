/** Which rules have a regular expression that once took too long: they fit nothing any more, and are not tried again. */
import { LRUCache } from 'lru-cache'
import { createMatcher, type Matcher } from './matches.js'
import type { Match } from './scenario.js'

export interface PatientMatcher {
  /** What takes too long fits nothing; neither does what is more than the engine can hold. */
  fits: Matcher['fits']
  /** Whether `fits` may take for ever. */
  mayHang: () => boolean
  tooSlow: () => boolean
  /** Says that `fits` took too long. */
  giveUp: () => void
}

export type CreatePatientMatcher = (match: Match | undefined) => PatientMatcher

/** Remembers at most `max` of those that took too long, whatever becomes of their rules: the same one is not paid for twice. */
export function createPatience (max: number): CreatePatientMatcher {
  const slow = new LRUCache<string, true>({ max })
  return match => {
    const matcher = createMatcher(match)
    const name = matcher.mayHang ? JSON.stringify(match) : ''
    let tooSlow = slow.has(name)
    const giveUp = () => {
      tooSlow = true
      slow.set(name, true)
    }
    return {
      fits (request, key) {
        if (tooSlow) return false
        try {
          return matcher.fits(request, key)
        } catch {
          giveUp()
          return false
        }
      },
      mayHang: () => matcher.mayHang && !tooSlow,
      tooSlow: () => tooSlow,
      giveUp
    }
  }
}
