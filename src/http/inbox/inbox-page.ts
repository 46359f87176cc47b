/** The door of the inbox: the web page that shows the journal, as it was built. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import type { ControlAccess } from '../control/control-access.js'
import { ControlError, handleControlError } from '../control/control-errors.js'
import { createLazyApp } from '../openapi/lazy-app.js'
import { cameByHttps } from '../server/public-origin.js'
import { pathOf } from '../server/request-target.js'
import { sendUnlockPage, targetWithoutKey } from '../control/unlock-page.js'

export interface InboxPageOptions {
  /** The built page: `index.html`, and in `assets/` what it loads, under names that change with the content. */
  folder: string
  access: ControlAccess
}

/** All of it is ours, and nothing that a client sends may become more than text. */
const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
  "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"
].join('; ')

const assets = '/_mock/inbox/'

export async function inboxPage (app: FastifyInstance, { folder, access }: InboxPageOptions): Promise<void> {
  const files = createLazyApp(async app => {
    const { default: serveStatic } = await import('@fastify/static')
    // A name changes with the content, so it needs no validator; and the files of a package have no date of their own.
    await app.register(serveStatic, {
      root: join(folder, 'assets'), prefix: assets, index: false, maxAge: '365d', immutable: true, etag: false, lastModified: false, acceptRanges: false
    })
  })
  app.setErrorHandler(handleControlError)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer'
    })
    access.checkSource(request, reply, { allowNavigation: true })
    if (pathOf(request).startsWith(assets)) return access.checkKey(request, reply)
    const { key } = request.query as { key?: unknown }
    const cookie = access.cookieFor(key)
    // The key leaves the address, and the browser's history with it.
    if (cookie) return reply.header('set-cookie', cameByHttps(request) ? `${cookie}; Secure` : cookie).header('cache-control', 'no-store').redirect(targetWithoutKey(request))
    if (!access.hasKey(request)) return sendUnlockPage(request, reply)
  })
  // All links are relative, so that they hold behind a proxy's prefix.
  app.get('/', async (request, reply) => sendPage(await readPage(folder), request, reply))
  app.get('/_mock/', async (request, reply) => sendPage((await readPage(folder)).replaceAll('"./', '"../'), request, reply))
  app.get('/_mock', async (request, reply) => reply.redirect(request.url.replace(/^[^?]*/, '_mock/')))
  app.get(`${assets}*`, files.answer)
  app.addHook('onClose', files.close)
}

function sendPage (page: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({ 'cache-control': 'no-cache', etag: `"${createHash('sha256').update(page).digest('base64url')}"` })
  if (fresh(request.headers, reply.getHeaders())) return reply.code(304).send()
  return reply.type('text/html; charset=utf-8').send(page)
}

/** Read each time, since it may be built anew. */
async function readPage (folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'index.html'), 'utf8')
  } catch {
    throw new ControlError(404, 'Failed to open the inbox: found that it is not built. Please run npm run build.')
  }
}
