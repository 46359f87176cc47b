/** Downloads images that requests refer to by URL, only from allowed hosts. */
import { ApiError } from '../errors/api-error.js'
import { downloadFailed, downloadImpossible } from '../errors/catalogue.js'
import { createWildcards } from '../text/pattern.js'

export interface FetchImageOptions {
  /** Hosts without a port, such as `localhost` or `*.example.com`. Nothing is fetched from any other host. */
  hosts: readonly string[]
  /** The maximum length of an image, in bytes. */
  maxBytes?: number
  /** How long a download may take, in milliseconds. */
  timeoutMs?: number
}

const maxRedirects = 3

/**
 * Creates the function that downloads an image. It returns undefined if the host is not allowed. The promise resolves to the
 * bytes, or to OpenAI's refusal of an image that cannot be downloaded.
 */
export function createFetchImage ({ hosts, maxBytes = 50 * 2 ** 20, timeoutMs = 10_000 }: FetchImageOptions) {
  const patterns = hosts.map(host => createWildcards(plainHost(host.toLowerCase())))
  const isAllowed = (text: string) => {
    if (!URL.canParse(text)) return false
    const { protocol, hostname } = new URL(text)
    return /^https?:$/.test(protocol) && patterns.some(matches => matches(plainHost(hostname)))
  }

  return (url: string): Promise<Buffer | ApiError> | undefined => isAllowed(url)
    ? download(url, { isAllowed, maxBytes, signal: AbortSignal.timeout(timeoutMs) })
    : undefined
}

/** Returns the host name without the dot at its end, or the address, that of IPv6 without its brackets. */
function plainHost (host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

interface DownloadOptions {
  isAllowed: (url: string) => boolean
  maxBytes: number
  signal: AbortSignal
}

async function download (start: string, { isAllowed, maxBytes, signal }: DownloadOptions): Promise<Buffer | ApiError> {
  let url = start
  try {
    // Redirects are followed only to allowed hosts.
    for (let redirects = 0; redirects <= maxRedirects && isAllowed(url); redirects++) {
      const response = await fetch(url, { redirect: 'manual', signal })
      const location = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel()
        url = new URL(location, url).href
        continue
      }
      if (response.ok) return await readBytes(response, maxBytes)
      await response.body?.cancel()
      return downloadFailed(response.status)
    }
  } catch {
    // The host cannot be reached, the download took too long, or the redirect is malformed.
  }
  return downloadImpossible()
}

async function readBytes (response: Response, maxBytes: number): Promise<Buffer | ApiError> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    parts.push(part)
    length += part.length
    if (length > maxBytes) return downloadImpossible()
  }
  return Buffer.concat(parts)
}
