/** The origin by which the client came, and its proxy's prefix: what a URL must begin with to work for that client. */
import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** A clean absolute path: no empty segment, no `.` or `..`, nothing escaped. */
const prefixPattern = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/
/** With it, the longest image URL has at most 2,000 characters. */
const maxPrefixLength = 128
const hostPattern = /^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/

/** Makes the look-up. `publicUrl` wins over what the client says; a proxy's word wins over the Host header. */
export function createOriginOf (publicUrl: string | undefined): (request: FastifyRequest) => string {
  if (publicUrl) return () => publicUrl.replace(/\/+$/, '')

  // Clients mostly come by one origin; to parse it anew costs as much as to validate the request.
  let lastSound: string | undefined
  const isSound = (origin: string) => origin === lastSound || URL.canParse(origin)

  return request => originOf(request) + prefixOf(request)

  function originOf (request: FastifyRequest): string {
    const scheme = cameByHttps(request) ? 'https' : 'http'
    const host = [forwarded(request, 'host'), request.headers.host].find(host => host && hostPattern.test(host))
    if (!host) return `http://${addressOf(request.socket)}`
    const port = forwarded(request, 'port')
    const origin = `${scheme}://${port ? withPort(host, port, scheme) : host}`
    if (!isSound(origin)) return `http://${addressOf(request.socket)}`
    lastSound = origin
    return origin
  }
}

/** Whether a proxy ended TLS in front of the mock. */
export function cameByHttps (request: FastifyRequest): boolean {
  return forwarded(request, 'proto')?.toLowerCase() === 'https'
}

/** What the first proxy said, the one next to the client. */
function forwarded (request: FastifyRequest, what: 'proto' | 'host' | 'port' | 'prefix'): string | undefined {
  const header = request.headers[`x-forwarded-${what}`]
  return (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim()
}

function withPort (host: string, port: string, scheme: string): string {
  if (/:\d+$/.test(host) || !/^\d{1,5}$/.test(port)) return host
  const isDefault = port === (scheme === 'https' ? '443' : '80')
  return isDefault ? host : `${host}:${port}`
}

/** The part of the path that the proxy removed, such as `/mock`; empty if there is none, or none that may stand in a URL. */
function prefixOf (request: FastifyRequest): string {
  const prefix = forwarded(request, 'prefix')?.replace(/\/$/, '')
  return prefix && prefix.length <= maxPrefixLength && prefixPattern.test(prefix) ? prefix : ''
}

/** The address at which the connection came in, with its port. */
export function addressOf ({ localAddress = 'localhost', localPort = 80 }: Socket): string {
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`
}
