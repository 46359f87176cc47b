/** Access to the control API and the inbox: allowed hosts and origins, the control key, and the API key that scopes a call. */
import { hash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { preview } from '../../text/messages.js'
import { apiKeyOf } from '../../behaviours/auth.js'
import { inOneLine, type Logger } from '../server/log-line.js'
import { pathOf } from '../server/request-target.js'
import { ControlError } from './control-errors.js'

export interface ControlAccessOptions {
  /** Origins whose pages may call the control API, as a list or separated by commas. Default: none. */
  controlOrigins?: string | readonly string[] | undefined
  /** The secret that callers must send. Default: no secret is required. */
  controlKey?: string | undefined
  /** The host on which the mock listens. */
  host: string
  /** The public URL of the mock behind a proxy. Its origin is allowed. */
  publicUrl?: string | undefined
}

export interface ControlAccess {
  /**
   * Checks the host and the origin of a request. Throws a ControlError with status 403 for a host name that another
   * site may have pointed at this machine (DNS rebinding), and for a page of an origin that is not allowed. Sets the
   * CORS headers for an allowed one. `allowNavigation` also accepts links from other sites.
   */
  checkSource: (request: FastifyRequest, reply: FastifyReply, options?: { allowNavigation?: boolean }) => void
  /** Whether the request has the control key, in its header or as the cookie. True if no key is required. */
  hasKey: (request: FastifyRequest) => boolean
  /** Throws a ControlError with status 401 unless `hasKey`. */
  checkKey: (request: FastifyRequest, reply: FastifyReply) => void
  /** The cookie that replaces the key; undefined if the key is wrong or none is required. */
  cookieFor: (key: unknown) => string | undefined
}

export const keyHeader = 'x-mock-key'

/** Names that public DNS does not resolve: loopback, mDNS and Kubernetes, container engines, test networks. */
const reservedName = /\.(?:localhost|local|internal|test)$/
const hostPattern = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]\\]+))(?::\d{0,5})?$/i

/** Creates the checks. Refused hosts and origins are logged as warnings if there is a logger. */
export function createControlAccess (options: ControlAccessOptions, log: Logger | undefined): ControlAccess {
  const { controlOrigins = [], controlKey, host, publicUrl } = options
  const origins = new Set(originsIn(controlOrigins))
  if (publicUrl !== undefined) origins.add(originOf(publicUrl))
  const hosts = new Set([host.toLowerCase(), ...[...origins].map(origin => hostName(origin.replace(/^.*:\/\//, '')))])
  const session = controlKey === undefined ? undefined : createSession(controlKey)

  const refuse = (request: FastifyRequest, message: string) => {
    // Browsers report it only as a network error, so it is logged.
    log?.warn({ requestId: request.id }, inOneLine(`Refused ${request.method} ${pathOf(request).slice(0, 100)}. ${message}`))
    return new ControlError(403, message)
  }
  const isSafeHost = (host: string | undefined) => {
    // Browsers always send a host.
    if (host === undefined) return true
    const name = hostName(host)
    if (name === undefined) return false
    const absolute = name.replace(/\.$/, '')
    // A name without a dot belongs to this machine or its network, such as the name of a Compose service.
    return isIP(name) > 0 || absolute === 'localhost' || !name.includes('.') || reservedName.test(absolute) || hosts.has(absolute)
  }
  const hasKey = (request: FastifyRequest) => session === undefined || session.isIn(request)

  return {
    hasKey,

    checkSource (request, reply, { allowNavigation = false } = {}) {
      const { host, origin } = request.headers
      // With a control key, DNS rebinding is harmless: the page does not have the key.
      if (session === undefined && !isSafeHost(host)) {
        throw refuse(request, `Expected localhost, an IP address or an allowed name for the host of the control API, got ${preview(host)}. ` +
          'To allow this name, add its origin to controlOrigins or set controlKey.')
      }
      if (origins.size > 0) reply.header('vary', 'Origin')
      if (origin !== undefined && origins.has(origin)) {
        reply.header('access-control-allow-origin', origin)
        return
      }
      if (isOwnPage(request) || (allowNavigation && isNavigation(request))) return
      throw refuse(request, `Expected an allowed origin for a web page that calls the control API, got ${origin === undefined ? 'an unknown one' : preview(origin)}. ` +
        'To let its pages read and control the mock, add the origin to controlOrigins.')
    },

    checkKey (request, reply) {
      if (hasKey(request)) return
      const found = request.headers[keyHeader] === undefined ? 'none' : 'another value'
      reply.header('www-authenticate', 'Mock-Key')
      throw new ControlError(401, `Expected the control key for the header ${keyHeader}, got ${found}. Send the value of the setting controlKey.`)
    },

    cookieFor: key => session !== undefined && typeof key === 'string' && session.isKey(key) ? session.cookie : undefined
  }
}

/** Creates the check of the control key and its cookie. */
function createSession (controlKey: string) {
  // Browsers send a cookie to all ports of a host: its value does not reveal the key, and each key has its own cookie name.
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

/** Compares in constant time, whatever the lengths. */
function isSame (one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))
}

/** Whether the request cannot come from a page of another origin. Browsers omit `Sec-Fetch-Site` over HTTP, and `Origin` in a GET to the same origin. */
function isOwnPage ({ headers: { 'sec-fetch-site': site, origin, host } }: FastifyRequest): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || isSameOrigin(origin, host)
}

/** Compares host and port only: the scheme differs if a proxy terminates TLS. */
function isSameOrigin (origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host: own } = new URL(origin)
  const target = `${protocol}//${host}`
  return own !== '' && URL.canParse(target) && new URL(target).host === own
}

/** Whether a person follows a link. The page with the link cannot read the response. */
function isNavigation ({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** The host name in lower case, without port and brackets; undefined if it is invalid. */
function hostName (host: string): string | undefined {
  const [, ipv6, name] = hostPattern.exec(host) ?? []
  return (ipv6 ?? name)?.toLowerCase()
}

function originsIn (origins: string | readonly string[]): string[] {
  return (typeof origins === 'string' ? origins.split(',') : origins).map(origin => originOf(origin.trim()))
}

/** The origin of a URL in the form that browsers send. */
function originOf (url: string): string {
  const { origin, protocol, host } = new URL(url)
  return origin === 'null' ? `${protocol}//${host}` : origin
}

/** The API key that scopes a control call to its requests and rules; undefined for all keys. */
export function ownerOf ({ headers }: FastifyRequest): string | undefined {
  return apiKeyOf(headers.authorization)
}
