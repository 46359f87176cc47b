/** The rules of who may use the control API and the inbox: which hosts, which web pages, and the control key. */
import { hash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { preview } from '../../text/messages.js'
import { ControlError } from './control-errors.js'
import { inOneLine } from '../server/log-line.js'
import { pathOf } from '../server/request-target.js'

export interface ControlAccessOptions {
  /** Origins whose pages may call the control API: a list, or text with commas. Default: none. */
  controlOrigins?: string | readonly string[] | undefined
  /** The secret that a caller must present. Default: none is needed. */
  controlKey?: string | undefined
  /** Where the mock listens. */
  host: string
  /** Its pages are the mock's own, behind a proxy. */
  publicUrl?: string | undefined
}

export interface ControlAccess {
  /**
   * Checks where a request comes from. Throws a ControlError of status 403 for a host name that a foreign page may have
   * pointed at this machine (DNS rebinding), and for a page of another origin that is not listed. The answer to a
   * listed one carries the CORS headers that let it read.
   */
  checkSource: (request: FastifyRequest, reply: FastifyReply, options?: { allowNavigation?: boolean }) => void
  /** Whether the request may pass as far as the key is concerned: it brings the key, in its header or as the cookie, or none is needed. */
  hasKey: (request: FastifyRequest) => boolean
  /** Throws a ControlError of status 401 unless `hasKey`. */
  checkKey: (request: FastifyRequest, reply: FastifyReply) => void
  /** The cookie that stands for the key. Absent: this is not the key, or none is needed. */
  cookieFor: (key: unknown) => string | undefined
}

export const keyHeader = 'x-mock-key'

/** No DNS server of the internet answers these: loopback, mDNS and Kubernetes, container engines, test networks. */
const reservedName = /\.(?:localhost|local|internal|test)$/
const hostPattern = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]\\]+))(?::\d{0,5})?$/i

export function createControlAccess ({ controlOrigins = [], controlKey, host, publicUrl }: ControlAccessOptions): ControlAccess {
  const origins = new Set(originsIn(controlOrigins))
  if (publicUrl !== undefined) origins.add(originOf(publicUrl))
  const hosts = new Set([host.toLowerCase(), ...[...origins].map(origin => hostName(origin.replace(/^.*:\/\//, '')))])
  const session = controlKey === undefined ? undefined : createSession(controlKey)

  const isSafeHost = (host: string | undefined) => {
    // Browsers always send one.
    if (host === undefined) return true
    const name = hostName(host)
    if (name === undefined) return false
    const absolute = name.replace(/\.$/, '')
    // A name without a dot is one of this machine or its network, such as that of a Compose service.
    return isIP(name) > 0 || absolute === 'localhost' || !name.includes('.') || reservedName.test(absolute) || hosts.has(absolute)
  }
  const hasKey = (request: FastifyRequest) => session === undefined || session.isIn(request)

  return {
    hasKey,

    checkSource (request, reply, { allowNavigation = false } = {}) {
      const { host, origin } = request.headers
      // A rebound page does not have the key.
      if (session === undefined && !isSafeHost(host)) {
        throw refused(request, `Expected localhost, an IP address or a listed name as the host of the control API, got ${preview(host)}. ` +
          'If this name may reach it, add its origin to controlOrigins or set controlKey.')
      }
      if (origins.size > 0) reply.header('vary', 'Origin')
      if (origin !== undefined && origins.has(origin)) {
        reply.header('access-control-allow-origin', origin)
        return
      }
      if (isOwnPage(request) || (allowNavigation && isNavigation(request))) return
      throw refused(request, `Expected a page of a listed origin as the caller of the control API, got one of ${origin === undefined ? 'an unknown origin' : preview(origin)}. ` +
        'If its pages may see and control the mock, add their origin to controlOrigins.')
    },

    checkKey (request, reply) {
      if (hasKey(request)) return
      const found = request.headers[keyHeader] === undefined ? 'none' : 'another one'
      reply.header('www-authenticate', 'Mock-Key')
      throw new ControlError(401, `Expected the control key in the header ${keyHeader}, got ${found}. Please send what the setting controlKey has.`)
    },

    cookieFor: key => session !== undefined && typeof key === 'string' && session.isKey(key) ? session.cookie : undefined
  }
}

/** What proves that somebody has the key. */
function createSession (controlKey: string) {
  // Browsers send a cookie to every port of a host: its value is not the key, and each key has a name of its own.
  const name = `mock-key-${hash('sha256', `name\n${controlKey}`).slice(0, 8)}`
  const token = hash('sha256', `cookie\n${controlKey}`, 'base64url')
  const isKey = (key: string) => isSame(key, controlKey)
  const tokenIn = (cookies: string | undefined) => cookies?.split(/; */).find(cookie => cookie.startsWith(`${name}=`))?.slice(name.length + 1)

  return {
    isKey,
    cookie: `${name}=${token}; HttpOnly; SameSite=Strict`,
    isIn ({ headers }: FastifyRequest): boolean {
      const key = headers[keyHeader]
      if (key !== undefined) return isKey(String(key))
      const found = tokenIn(headers.cookie)
      return found !== undefined && isSame(found, token)
    }
  }
}

/** Compares in constant time, the length included. */
function isSame (one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))
}

/** Whether no page of another origin can have sent it. Browsers leave out `Sec-Fetch-Site` on plain http, and `Origin` on a GET of the same origin. */
function isOwnPage ({ headers: { 'sec-fetch-site': site, origin, host } }: FastifyRequest): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || isSameOrigin(origin, host)
}

/** By host and port: a proxy may have ended the TLS of the page's scheme. */
function isSameOrigin (origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host: own } = new URL(origin)
  const target = `${protocol}//${host}`
  return own !== '' && URL.canParse(target) && new URL(target).host === own
}

/** Somebody follows a link to a page. What the link's page cannot see, it may open. */
function isNavigation ({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** A 403. In the browser it looks like a network error to the page's developer, so the log says why. */
function refused (request: FastifyRequest, message: string): ControlError {
  request.server.mockLog?.warn({ requestId: request.id }, inOneLine(`Refused ${request.method} ${pathOf(request).slice(0, 100)}. ${message}`))
  return new ControlError(403, message)
}

/** In lower case, without port and brackets. Absent: it is no host. */
function hostName (host: string): string | undefined {
  const [, ipv6, name] = hostPattern.exec(host) ?? []
  return (ipv6 ?? name)?.toLowerCase()
}

function originsIn (origins: string | readonly string[]): string[] {
  return (typeof origins === 'string' ? origins.split(',') : origins).map(origin => originOf(origin.trim()))
}

/** As browsers write it. */
function originOf (url: string): string {
  const { origin, protocol, host } = new URL(url)
  return origin === 'null' ? `${protocol}//${host}` : origin
}
