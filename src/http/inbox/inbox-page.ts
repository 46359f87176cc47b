/** Serves the inbox, the built web page that shows the journal. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import type { ControlAccess } from '../control/control-access.js'
import { ControlError, createControlErrorHandler } from '../control/control-errors.js'
import type { Logger } from '../server/log-line.js'
import { isHttps } from '../server/public-origin.js'
import { pathOf } from '../server/request-target.js'
import { createStaticFiles } from '../server/static-files.js'
import { savedPagePath, sendSavedPage, type SavedPageOptions } from './saved-page.js'
import { sendUnlockPage, targetWithoutKey } from './unlock-page.js'

export interface InboxPageOptions extends SavedPageOptions {
  /** The folder of the built page: `index.html`, and its scripts, styles and icon in `assets/`, under names that change with the content. */
  folder: string
  access: ControlAccess
  /** Default: internal errors go to standard error. */
  log: Logger | undefined
}

/** The page loads only its own files, so that text from a client cannot run as a script. */
const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
  "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"
].join('; ')

const assets = '/_mock/inbox/'

export async function inboxPage (app: FastifyInstance, options: InboxPageOptions): Promise<void> {
  const { folder, access, log } = options
  // A name changes with the content, so a file needs no validator; npm sets the dates of files in a package to a constant.
  const serveAsset = createStaticFiles(assets, {
    root: join(folder, 'assets'), index: false, maxAge: '365d', immutable: true, etag: false, lastModified: false, acceptRanges: false
  })
  app.setErrorHandler(createControlErrorHandler(log))
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer'
    })
    access.checkSource(request, reply, { allowNavigation: true })
    if (pathOf(request).startsWith(assets) || pathOf(request) === savedPagePath) return access.checkKey(request, reply)
    const { key } = request.query as { key?: unknown }
    const cookie = access.cookieFor(key)
    // The redirect removes the key from the address bar and the browser's history.
    if (cookie) {
      const setCookie = isHttps(request) ? `${cookie}; Secure` : cookie
      return reply.headers({ 'set-cookie': setCookie, 'cache-control': 'no-store' }).redirect(targetWithoutKey(request))
    }
    if (!access.hasKey(request)) return sendUnlockPage(request, reply)
  })
  // Links are relative, so that they work below a proxy's prefix.
  app.get('/', async (request, reply) => sendPage(await readPage(folder), request, reply))
  app.get('/_mock/', async (request, reply) => sendPage((await readPage(folder)).replaceAll('"./', '"../'), request, reply))
  app.get('/_mock', async (request, reply) => reply.redirect(request.url.replace(/^[^?]*/, '_mock/')))
  app.get(`${assets}*`, serveAsset)
  app.get(savedPagePath, async (request, reply) => sendSavedPage(app, request, reply, options))
}

function sendPage (page: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({ 'cache-control': 'no-cache', etag: `"${createHash('sha256').update(page).digest('base64url')}"` })
  if (fresh(request.headers, reply.getHeaders())) return reply.code(304).send()
  return reply.type('text/html; charset=utf-8').send(page)
}

/** Reads the page for each request, since a build may replace it. */
async function readPage (folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'index.html'), 'utf8')
  } catch {
    throw new ControlError(404, 'Expected a built inbox, got none. Run npm run build.')
  }
}
