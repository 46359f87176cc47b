/** The page that asks for the control key. It is sent instead of the inbox. */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

const style = 'body { max-width: 32rem; margin: 20vh auto; padding: 0 1.5rem; font: 1rem/1.5 system-ui, sans-serif } h1 { font-size: 1.4rem } ' +
  'input, button { padding: 0.4rem 0.6rem; font: inherit }'
const contentSecurityPolicy =
  `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** Sends the page with status 401. Its form submits to the same URL and keeps the rest of the query. */
export function sendUnlockPage (request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { key, ...rest } = request.query as Record<string, unknown>
  const isWrong = key !== undefined
  const fields = Object.entries(rest).map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(String(value))}">`)
  const site = request.headers['sec-fetch-site']
  // A browser that follows a link from another site omits the cookie. It sends the cookie when the page reloads itself.
  const reload = !isWrong && (site === 'cross-site' || site === 'same-site') ? '\n<meta http-equiv="refresh" content="0">' : ''
  return reply.code(401).type('text/html; charset=utf-8').headers({
    'www-authenticate': 'Mock-Key',
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy
  }).send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">${reload}
<title>Locked · openai-images-mock</title>
<style>${style}</style>
<h1>This inbox is locked</h1>
<form>${fields.join('')}
<p>${isWrong ? '<strong role="alert">The key is wrong.</strong> ' : ''}Enter the value of the setting <code>controlKey</code>.
<p><label>Control key <input name="key" type="password" autocomplete="current-password" required autofocus></label> <button>Open</button>
</form>
`)
}

/** The URL without the key. It is relative, so that it works below a proxy's prefix. */
export function targetWithoutKey ({ url }: FastifyRequest): string {
  const [, query = ''] = url.split(/\?(.*)/s)
  const rest = query.split('&').filter(parameter => !/^key(=|$)/.test(parameter)).join('&')
  return rest === '' ? './' : `./?${rest}`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' }

function escaped (text: string): string {
  return text.replace(/[&<"]/g, character => entities[character]!)
}
