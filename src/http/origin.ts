/** The origin by which the client came: what a URL must begin with to work for that client. */
import type { FastifyRequest } from 'fastify'

const hostPattern = /^([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/

/** Makes the look-up. `publicUrl` wins over what the client says; a proxy's word wins over the Host header. */
export function createOriginOf (publicUrl: string | undefined): (request: FastifyRequest) => string {
  if (publicUrl) return () => publicUrl.replace(/\/+$/, '')

  // Clients mostly come by one origin; to parse it anew costs as much as to validate the request.
  let lastSound: string | undefined
  const isSound = (origin: string) => origin === lastSound || URL.canParse(origin)

  return request => {
    const scheme = forwarded(request, 'proto')?.toLowerCase() === 'https' ? 'https' : 'http'
    const host = [forwarded(request, 'host'), request.headers.host].find(host => host && hostPattern.test(host))
    if (!host) return `http://${ownAddress(request)}`
    const port = forwarded(request, 'port')
    const origin = `${scheme}://${port ? withPort(host, port, scheme) : host}`
    if (!isSound(origin)) return `http://${ownAddress(request)}`
    lastSound = origin
    return origin
  }
}

/** What the first proxy said, the one next to the client. */
function forwarded (request: FastifyRequest, what: 'proto' | 'host' | 'port'): string | undefined {
  const header = request.headers[`x-forwarded-${what}`]
  return (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim()
}

function withPort (host: string, port: string, scheme: string): string {
  if (/:\d+$/.test(host) || !/^\d{1,5}$/.test(port)) return host
  const isDefault = port === (scheme === 'https' ? '443' : '80')
  return isDefault ? host : `${host}:${port}`
}

function ownAddress (request: FastifyRequest): string {
  const { localAddress = 'localhost', localPort = 80 } = request.socket
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`
}
