/** The door of the image files: a signed URL's picture, served as blob storage serves it. */
import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import parseRange from 'range-parser'
import type { SignedUrls, UrlVerdict } from '../delivery/signed-url.js'
import { UnknownImageError } from '../pictures/given.js'
import type { Picture } from '../pictures/picture.js'
import type { Renderer } from '../pictures/render.js'
import type { DecidedBy } from '../journal/entry.js'
import type { AssetFault } from '../scenarios/faults.js'
import { abandon } from './abandon.js'
import { dripping, truncate, type SendOptions } from './faults.js'
import { authenticationFailed, blobNotFound, corsNotEnabled, invalidRange, refuse, storageHeaders, type StorageRefusal } from './storage-refusal.js'

export interface ImageFilesOptions extends SendOptions {
  signedUrls: Pick<SignedUrls, 'check'>
  renderer: Pick<Renderer, 'png'>
  /** Milliseconds since 1970. */
  now: () => number
  /** Whether pages of other origins may read the pixels; the real storage does not let them. */
  cors: boolean
}

export async function imageFiles (app: FastifyInstance, options: ImageFilesOptions): Promise<void> {
  const { signedUrls, renderer, now, cors } = options
  if (!cors) {
    app.options('/private/*', async (request, reply) => {
      request.decidedBy = { kind: 'transport', reason: 'Image URLs allow no CORS unless imageCors is set' }
      return refuse(request, reply, corsNotEnabled, now())
    })
  }
  app.get<{ Params: { '*': string } }>('/private/*', async (request, reply) => {
    // Unescaped, since some clients escape a URL anew.
    const path = `/private/${request.params['*']}`
    const checked = signedUrls.check(path, request.query as Record<string, unknown>, now())
    const verdict = expiredOnPurpose(checked)
    if (cors) reply.header('access-control-allow-origin', '*')
    request.decidedBy = decidedByUrl(checked)
    const sendRefusal = (refusal: StorageRefusal) => refuse(request, reply, refusal, now())
    if (!verdict.valid) return sendRefusal(authenticationFailed(verdict, now()))
    const mishap = verdict.mishap as Exclude<AssetFault, 'expired'> | undefined
    if (mishap === 'missing') return sendRefusal(blobNotFound)
    const file = await fileOf(renderer, verdict.picture, () => !request.raw.socket.destroyed)
    if (reply.raw.destroyed) return abandon(reply)
    if (!file) return sendRefusal(blobNotFound)
    const version = { etag: `"0x${hash('sha256', path).slice(0, 15).toUpperCase()}"`, 'last-modified': new Date(verdict.createdMs).toUTCString() }
    const isKnown = isConditional(request) && fresh(request.headers, version)
    const range = isKnown || mishap ? 'whole' : rangeOf(request, version, file.length)
    if (range === 'beyond') {
      reply.header('content-range', `bytes */${file.length}`)
      return sendRefusal(invalidRange)
    }
    reply.headers(storageHeaders(request)).headers(version).headers({ 'accept-ranges': 'bytes', 'content-disposition': 'inline', 'x-ms-blob-type': 'BlockBlob' })
    if (isKnown) return reply.code(304).send()
    reply.type('image/png')
    return mishap ? sendSpoilt(request, reply, file, mishap, options) : sendRange(reply, file, range)
  })
}

/** By what a client knows again the file that it has. */
type Version = Record<'etag' | 'last-modified', string>

type Range = { start: number, end: number } | 'whole'

function sendSpoilt (request: FastifyRequest, reply: FastifyReply, file: Buffer, mishap: 'corrupt' | 'slow' | 'reset', options: SendOptions): FastifyReply {
  switch (mishap) {
    case 'corrupt': return reply.send(file.subarray(0, file.length >> 1))
    case 'slow': return reply.header('content-length', file.length).send(dripping([file], options))
    case 'reset': return truncate(request, reply, [file], 'reset')
  }
}

function sendRange (reply: FastifyReply, file: Buffer, range: Range): FastifyReply {
  if (range === 'whole') return reply.send(file)
  const { start, end } = range
  return reply.code(206).header('content-range', `bytes ${start}-${end}/${file.length}`).send(file.subarray(start, end + 1))
}

function isConditional ({ headers }: FastifyRequest): boolean {
  return headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined
}

function decidedByUrl (verdict: UrlVerdict): DecidedBy | undefined {
  if (!verdict.valid) return { kind: 'auth', name: 'signature', reason: `The URL is ${verdict.reason}` }
  const { mishap } = verdict
  return mishap ? { kind: 'rule', name: `asset=${mishap}`, respond: { asset: mishap }, reason: 'The rule that decided the generation' } : undefined
}

/** A URL that a rule lets expire at once, told as one whose time is up. */
function expiredOnPurpose (verdict: UrlVerdict): UrlVerdict {
  if (!verdict.valid || verdict.mishap !== 'expired') return verdict
  const { startMs, createdMs } = verdict
  return { valid: false, reason: 'expired', startMs, expiryMs: createdMs }
}

/** The picture's file; nothing where it shows a given image that this mock does not have. */
async function fileOf (renderer: Pick<Renderer, 'png'>, picture: Picture, isWanted: () => boolean): Promise<Buffer | undefined> {
  try {
    return await renderer.png(picture, isWanted)
  } catch (error) {
    if (error instanceof UnknownImageError) return undefined
    throw error
  }
}

/** The one range that was asked for, with its last byte; of several at once the whole, as from blob storage. */
function rangeOf ({ headers }: FastifyRequest, version: Version, length: number): Range | 'beyond' {
  const { range, 'if-range': condition } = headers
  // An If-Range may say that it was meant for another version of the file.
  if (!range || (condition !== undefined && !Object.values(version).includes(String(condition)))) return 'whole'
  const ranges = parseRange(length, range)
  if (ranges === -1) return 'beyond'
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? 'whole' : ranges[0]!
}
