/** Saves the inbox as one file that needs no mock: the page with its script, styles, requests and pictures. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Card } from '../../journal/entries/card.js'
import { keyHeader } from '../control/control-access.js'

export interface SavedPageOptions {
  /** The folder of the built inbox. */
  folder: string
  /** Returns the URL under which the client reaches the mock, with a slash at its end. */
  rootUrlOf: (request: FastifyRequest) => string
  /** Returns the time in milliseconds since 1970. */
  now: () => number
}

export const savedPagePath = '/_mock/inbox.html'

/** Of the pictures, in pixels. */
const pictureWidth = 512
const partialWidth = 96
/** When the file has this length, older requests are saved without their details and pictures. */
const maxBytes = 64 * 2 ** 20

/** A route of the control API, and its response as JSON text. */
type SavedFile = [path: string, json: string]

/**
 * Sends the file as a download. The requests are those that the caller may see: they are loaded from the control API with
 * the caller's own headers.
 */
export async function sendSavedPage (
  app: FastifyInstance, request: FastifyRequest, reply: FastifyReply, { folder, rootUrlOf, now }: SavedPageOptions
): Promise<FastifyReply> {
  const { before, after } = await readTemplate(folder)
  const time = new Date(now()).toISOString()
  const load = createLoad(app, request)
  async function * pieces () {
    yield `${before}{"time":${JSON.stringify(time)},"root":${inScript(JSON.stringify(rootUrlOf(request)))},"files":{`
    let [bytes, separator] = [0, '']
    for await (const [path, json] of savedFiles(load, () => bytes < maxBytes)) {
      const piece = `${separator}${JSON.stringify(path)}:${inScript(json)}`
      bytes += piece.length
      separator = ',\n'
      yield piece
    }
    yield `}}${after}`
  }
  reply.headers({ 'content-disposition': `attachment; filename="inbox-${time.slice(0, 16).replace(':', '-')}.html"`, 'cache-control': 'no-store' })
  return reply.type('text/html; charset=utf-8').send(Readable.from(pieces(), { objectMode: false }))
}

type Load = (path: string) => Promise<{ text: string, bytes: Buffer, type: string } | undefined>

/** Loads a path of the control API as the caller; undefined if there is nothing. */
function createLoad (app: FastifyInstance, { headers: sent, raw }: FastifyRequest): Load {
  const names = ['authorization', 'cookie', 'host', keyHeader]
  const headers = Object.fromEntries(names.flatMap(name => sent[name] === undefined ? [] : [[name, sent[name]]]))
  return async path => {
    if (raw.socket.destroyed) return undefined
    const { statusCode, payload, rawPayload, headers: { 'content-type': type } } = await app.inject({ url: `/${path}`, headers })
    return statusCode === 200 ? { text: payload, bytes: rawPayload, type: String(type) } : undefined
  }
}

/** The responses that the page needs, those of the newest requests first. */
async function * savedFiles (load: Load, hasRoom: () => boolean): AsyncGenerator<SavedFile> {
  for (const path of ['_mock/settings', '_mock/triggers', '_mock/report']) yield * saved(path, await load(path))
  const cards = await loadCards(load)
  yield ['_mock/requests/cards', JSON.stringify(cards)]
  for (const { id, pictures, partials = 0, inputs = [] } of cards) {
    if (!hasRoom()) return
    yield * saved(`_mock/requests/${id}`, await load(`_mock/requests/${id}`))
    for (let index = 0; index < pictures; index++) {
      yield * savedImage(load, `_mock/requests/${id}/images/${index}`, `?w=${pictureWidth}`)
    }
    for (let index = 0; index < partials; index++) {
      yield * savedImage(load, `_mock/requests/${id}/images/0?partial=${index}`, `&w=${partialWidth}`)
    }
    for (const [index, { kept }] of inputs.entries()) {
      if (kept.includes('thumbnail')) yield * savedImage(load, `_mock/requests/${id}/uploads/${index}`)
    }
  }
}

function * saved (path: string, response: { text: string } | undefined): Generator<SavedFile> {
  if (response) yield [path, response.text]
}

async function * savedImage (load: Load, path: string, query = ''): AsyncGenerator<SavedFile> {
  const image = await load(path + query)
  if (image) yield [path, JSON.stringify(`data:${image.type};base64,${image.bytes.toString('base64')}`)]
}

const pageSize = 1_000

async function loadCards (load: Load): Promise<Card[]> {
  const cards: Card[] = []
  for (let before = ''; ;) {
    const page = JSON.parse((await load(`_mock/requests/cards?limit=${pageSize}${before}`))?.text ?? '[]') as Card[]
    cards.push(...page)
    if (page.length < pageSize) return cards
    before = `&before=${page.at(-1)!.id}`
  }
}

/** The built page with its script and styles inside, before and after the saved requests. */
async function readTemplate (folder: string): Promise<{ before: string, after: string }> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  const fileOf = (pattern: RegExp) => readFile(join(folder, 'assets', pattern.exec(page)![1]!), 'utf8')
  const [icon, style, script] = await Promise.all([fileOf(/([\w-]+\.svg)"/), fileOf(/([\w-]+\.css)"/), fileOf(/([\w-]+\.js)"/)])
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`
  const [before, after] = page
    .replace(/<link rel="icon"[^>]*>/, () => `<meta http-equiv="content-security-policy" content="${policy}">\n<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">`)
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace(/<script [^>]*><\/script>/, '')
    .replace('<div id="inbox"></div>', () => `<div id="inbox"></div>\n<script type="application/json" id="saved">{saved}</script>\n<script type="module">${script}</script>`)
    .split('{saved}')
  return { before: before!, after: after! }
}

/** Escapes JSON within a script element, which a text such as `</script>` would end. */
function inScript (json: string): string {
  return json.replaceAll('<', '\\u003c')
}
