/** Headers and query strings as they are shown: without their secrets. */
import { unescape } from 'node:querystring'
import { maskSecret } from '../text/mask-secret.js'
import type { Exchange } from './recorded-exchange.js'

/** The last words of names that hold secrets. An idempotency key, say, is none. */
const secretName = /(?:^|-)(?:authorization|auth|(?:api|access|subscription|functions|mock)-?key|token|secret|password|pwd|signature|sig|credential|cookie|jwt)$|^key$/
/** A parameter of a URL in a header, such as that of `referer`. */
const urlParameter = /([?&])([^\s?&=#]{1,64})=([^\s&#"<>,]+)/g

/** The headers with their secrets masked; of `Bearer sk-1234` the scheme stays. */
export function maskedHeaders (headers: Exchange['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, given]) => {
    if (given === undefined) return []
    const value = Array.isArray(given) ? given.join(', ') : given
    return [[name, isSecret(name) ? maskedCredentials(value) : maskedUrls(value)]]
  }))
}

/** The mock's own image URLs. Their signature is shown, as it is in the answer that contained them: it opens no more than the journal shows. */
const imagePath = /\/private\/org-[^/]+\/user-[^/]+\/img-[^/]+$/

/** The query of a request for this path with its secrets masked. */
export function maskedQuery (query: string, path: string): string {
  const isHidden = imagePath.test(path) ? (name: string) => name !== 'sig' && isSecret(name) : isSecret
  return query.split('&').map(parameter => {
    const end = parameter.indexOf('=')
    const [name, value] = [parameter.slice(0, end), parameter.slice(end + 1)]
    return end > 0 && value !== '' && isHidden(name) ? `${name}=${maskSecret(value)}` : parameter
  }).join('&')
}

function maskedUrls (text: string): string {
  return text.replace(urlParameter, (parameter, mark, name, value) => isSecret(name) ? `${mark}${name}=${maskSecret(value)}` : parameter)
}

function maskedCredentials (value: string): string {
  const scheme = /^[A-Za-z]+ +/.exec(value)?.[0] ?? ''
  return scheme + maskSecret(value.slice(scheme.length))
}

/** `api_key`, `API-Key`, `api%5Fkey`, `apiKey` and `x.api.key` are one name. */
function isSecret (name: string): boolean {
  const words = unescape(name).replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase().replace(/[\W_]+/g, '-')
  return secretName.test(words.replace(/-$/, ''))
}
