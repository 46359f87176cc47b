/** From the address to listen on to one by which to reach it. */

/** A host by which this machine reaches a server that listens on `host`. */
export function reachableHost (host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '::0') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
