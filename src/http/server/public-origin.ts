/** The origin and path prefix under which a client reaches the mock, from `publicUrl`, the proxy's headers or the Host header. */
import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** A clean absolute path: no empty segment, no `.` or `..`, nothing escaped. */
const prefixPattern = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/
/** With this limit, image URLs have at most 2,000 characters. */
const maxPrefixLength = 128
const hostPattern = /^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/

/**
 * Returns a function from a request to its origin and prefix. `publicUrl` takes precedence over the headers of a proxy,
 * and these over the Host header.
 */
export function createOriginOf (publicUrl: string | undefined): (request: FastifyRequest) => string {
  if (publicUrl) return () => publicUrl.replace(/\/+$/, '')

  // Most requests have the same origin. Parsing it each time takes as long as validating the request.
  let lastValid: string | undefined
  const isValid = (origin: string) => origin === lastValid || URL.canParse(origin)

  return request => originOf(request) + prefixOf(request)

  function originOf (request: FastifyRequest): string {
    const scheme = isHttps(request) ? 'https' : 'http'
    const host = [forwarded(request, 'x-forwarded-host'), request.headers.host].find(host => host && hostPattern.test(host))
    if (!host) return `http://${addressOf(request.socket)}`
    const port = forwarded(request, 'x-forwarded-port')
    const origin = `${scheme}://${port ? withPort(host, port, scheme) : host}`
    if (!isValid(origin)) return `http://${addressOf(request.socket)}`
    lastValid = origin
    return origin
  }
}

/** Whether the client uses HTTPS: a proxy terminates TLS and says so in its headers. */
export function isHttps (request: FastifyRequest): boolean {
  return forwarded(request, 'x-forwarded-proto')?.toLowerCase() === 'https'
}

/** The value that the first proxy set, the one next to the client. */
function forwarded (request: FastifyRequest, name: `x-forwarded-${'proto' | 'host' | 'port' | 'prefix'}`): string | undefined {
  const header = request.headers[name]
  return (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim()
}

function withPort (host: string, port: string, scheme: string): string {
  if (/:\d+$/.test(host) || !/^\d{1,5}$/.test(port)) return host
  const isDefault = port === (scheme === 'https' ? '443' : '80')
  return isDefault ? host : `${host}:${port}`
}

/** The part of the path that the proxy removed, such as `/mock`; empty if there is none or it is not a clean path. */
function prefixOf (request: FastifyRequest): string {
  const prefix = forwarded(request, 'x-forwarded-prefix')?.replace(/\/$/, '')
  return prefix && prefix.length <= maxPrefixLength && prefixPattern.test(prefix) ? prefix : ''
}

/** The local address of a connection, with its port. */
export function addressOf ({ localAddress = 'localhost', localPort = 80 }: Socket): string {
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`
}
