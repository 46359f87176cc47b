/** Combinations of answers that make no sense, each with its reason. */
import { preview } from '../text/messages.js'
import { namedErrors } from '../errors/named-errors.js'
import { RuleError } from './rule-error.js'
import type { Respond } from './rule.js'

type Word = keyof Respond

const aboutPictures: readonly Word[] = ['asset', 'image', 'revised_prompt', 'bytes']

/** The words that cannot stand beside a fault, and why. */
const besideFault: Partial<Record<NonNullable<Respond['fault']>, { words: readonly Word[], reason: string }>> = {
  reset: { words: ['error', ...aboutPictures], reason: 'nothing is answered' },
  empty: { words: ['error', ...aboutPictures], reason: 'nothing is answered' },
  hang: { words: ['error', ...aboutPictures], reason: 'nothing is answered' },
  malformed: { words: ['error', ...aboutPictures], reason: 'the answer is a 200 that cannot be read' },
  bad_base64: { words: ['error', 'asset'], reason: 'the answer is a 200 with an image in base64' },
  empty_data: { words: ['error', ...aboutPictures], reason: 'the answer is a 200 without an image' }
}

/** Headers that frame the message itself: Node writes them. */
const framing = /^(connection|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i

/** Throws a RuleError for words of which one makes the other pointless. */
export function refuseContradictions (respond: Respond, where = 'respond'): void {
  const { error, retryAfter, fault } = respond
  if (error !== undefined) refuseBeside(respond, 'error', aboutPictures, 'an error carries no image', where)
  const beside = fault && besideFault[fault]
  if (beside) refuseBeside(respond, `fault ${fault}`, beside.words, `with fault ${fault} ${beside.reason}`, where)
  if (retryAfter !== undefined && ![429, 503].includes(statusOf(error) ?? 200)) {
    throw new RuleError(`${where}.retryAfter`, preview(retryAfter), 'give it with an error of status 429 or 503')
  }
  const headers = typeof error === 'object' ? error.headers ?? {} : {}
  const frame = Object.keys(headers).find(name => framing.test(name))
  if (frame) throw new RuleError(`${where}.error.headers`, preview(frame), 'leave it out: the server frames its answers itself')
}

function refuseBeside (respond: Respond, subject: string, words: readonly Word[], reason: string, where: string): void {
  const word = words.find(word => respond[word] !== undefined)
  if (word) throw new RuleError(`${where}.${word}`, `it beside ${subject}`, `give one of the two: ${reason}`)
}

function statusOf (error: Respond['error']): number | undefined {
  return typeof error === 'string' ? namedErrors[error].entry.example.status : error?.status
}
