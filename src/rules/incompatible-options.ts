/** Combinations of answers that make no sense, each with its reason. */
import { namedErrors } from '../errors/named-errors.js'
import { RuleError } from './rule-error.js'
import type { Respond } from './rule.js'

type Word = keyof Respond

const aboutPictures: readonly Word[] = ['asset', 'image', 'revised_prompt', 'bytes']

/** The words that cannot stand beside a fault, and why. */
const besideFault: Partial<Record<NonNullable<Respond['fault']>, { words: readonly Word[], reason: string }>> = {
  reset: { words: ['error', ...aboutPictures], reason: 'which sends no response' },
  empty: { words: ['error', ...aboutPictures], reason: 'which sends no response' },
  hang: { words: ['error', ...aboutPictures], reason: 'which sends no response' },
  malformed: { words: ['error', ...aboutPictures], reason: 'which sends a response with status 200 and invalid JSON' },
  bad_base64: { words: ['error', 'asset'], reason: 'which sends images as base64 with status 200' },
  empty_data: { words: ['error', ...aboutPictures], reason: 'which sends no image' }
}

/** Headers that frame the message itself: Node writes them. */
const framing = /^(connection|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i

/** Throws a RuleError for words of which one makes the other pointless. */
export function refuseContradictions (respond: Respond, where = 'respond'): void {
  const { error, retryAfter, fault } = respond
  if (error !== undefined) refuseBeside(respond, 'error', aboutPictures, 'which sends no image', where)
  const beside = fault && besideFault[fault]
  if (beside) refuseBeside(respond, `fault ${fault}`, beside.words, beside.reason, where)
  if (retryAfter !== undefined && ![429, 503].includes(statusOf(error) ?? 200)) {
    throw RuleError.unusable(`${where}.retryAfter`, 'it requires an error of status 429 or 503', 'Add such an error, or remove retryAfter')
  }
  const headers = typeof error === 'object' ? error.headers ?? {} : {}
  const frame = Object.keys(headers).find(name => framing.test(name))
  if (frame) throw RuleError.unusable(`${where}.error.headers`, `the server sets ${frame} itself`, 'Remove this header')
}

function refuseBeside (respond: Respond, subject: string, words: readonly Word[], reason: string, where: string): void {
  const word = words.find(word => respond[word] !== undefined)
  if (word) throw RuleError.unusable(`${where}.${word}`, `it is incompatible with ${subject}, ${reason}`, 'Remove one of the two')
}

function statusOf (error: Respond['error']): number | undefined {
  return typeof error === 'string' ? namedErrors[error].entry.example.status : error?.status
}
