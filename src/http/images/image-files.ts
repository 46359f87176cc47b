/** Serves the pictures of signed URLs like Azure Blob Storage. */
import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GetServedModels } from '../../contract/served-models.js'
import type { SignedUrls } from '../../delivery/signed-url.js'
import { mediaTypeOf } from '../../pictures/output/image-format.js'
import { UnknownImageError } from '../../pictures/user-images.js'
import type { Picture } from '../../pictures/picture.js'
import type { Renderer } from '../../pictures/render.js'
import type { DecidedBy } from '../../journal/entries/entry.js'
import type { AssetFault } from '../../rules/faults.js'
import { checkConditions, rangeOf, type Range } from './conditional-request.js'
import { dripping, truncate, type SendOptions } from '../openai/inject-faults.js'
import { abandon } from '../openai/send.js'
import {
  authenticationFailed, blobNotFound, conditionNotMet, corsNotEnabled, invalidRange, refusalBody, refusedUrl,
  storageHeaders, type StorageRefusal
} from '../../dialects/openai/blob-storage.js'

export interface ImageFilesOptions extends SendOptions {
  signedUrls: Pick<SignedUrls<AssetFault>, 'check'>
  renderer: Pick<Renderer, 'file'>
  servedModels: GetServedModels
  /** Returns the time in milliseconds since 1970. */
  now: () => number
  /** Whether pages of other origins may read the pixels. The real storage does not allow it. */
  cors: boolean
}

export async function imageFiles (app: FastifyInstance, options: ImageFilesOptions): Promise<void> {
  const { signedUrls, renderer, servedModels, now, cors } = options
  if (!cors) {
    app.options('/private/*', async (request, reply) => {
      request.exchange.decidedBy = { kind: 'transport', reason: 'Image URLs allow no CORS unless imageCors is set' }
      return sendStorageRefusal(request, reply, corsNotEnabled, now())
    })
  }
  app.get<{ Params: { '*': string } }>('/private/*', async (request, reply) => {
    // Unescaped, since some clients escape a URL again.
    const path = `/private/${request.params['*']}`
    if (cors) reply.header('access-control-allow-origin', '*')
    const sendRefusal = (refusal: StorageRefusal, decidedBy: DecidedBy | undefined) => {
      if (decidedBy) request.exchange.decidedBy = decidedBy
      return sendStorageRefusal(request, reply, refusal, now())
    }
    const verdict = signedUrls.check(path, request.query as Record<string, unknown>, now())
    if (request.headers.authorization && !(verdict.valid && isOfOtherVendor(verdict.picture, servedModels))) {
      return sendRefusal(authenticationFailed, authorizationSent)
    }
    if (!verdict.valid) return sendRefusal(refusedUrl(verdict, now()), { kind: 'auth', name: 'signature', reason: `The URL is ${verdict.reason}` })
    const { picture, assetFault, startMs, createdMs } = verdict
    const rule = decidedByRule(assetFault)
    if (rule) request.exchange.decidedBy = rule
    // With `asset: expired`, the URL expires when it is created.
    if (assetFault === 'expired') return sendRefusal(refusedUrl({ valid: false, reason: 'expired', startMs, expiryMs: createdMs }, now()), rule)
    if (assetFault === 'missing') return sendRefusal(blobNotFound, rule)
    const file = await fileOf(renderer, picture, () => !request.raw.socket.destroyed)
    if (reply.raw.destroyed) return abandon(reply)
    if (!file) return sendRefusal(blobNotFound, rule)
    const version = { etag: `"0x${hash('sha256', path).slice(0, 15).toUpperCase()}"`, 'last-modified': new Date(createdMs).toUTCString() }
    const conditions = checkConditions(request, version)
    if (conditions === 'failed') return sendRefusal(conditionNotMet, { kind: 'transport', reason: conditionNotMet.message })
    const range = conditions === 'not modified' || assetFault ? 'whole' : rangeOf(request, version, file.length)
    if (range === 'beyond') {
      reply.header('content-range', `bytes */${file.length}`)
      return sendRefusal(invalidRange, { kind: 'transport', reason: invalidRange.message })
    }
    reply.headers({ ...storageHeaders(request.id), ...version, 'accept-ranges': 'bytes', 'content-disposition': 'inline', 'x-ms-blob-type': 'BlockBlob' })
    if (conditions === 'not modified') return sendNotModified(reply)
    reply.type(mediaTypeOf(picture.format))
    return assetFault ? sendCorrupted(request, reply, file, assetFault, options) : sendRange(reply, file, range)
  })
}

/**
 * Whether the picture is one of a model of another vendor, whose storage is not OpenAI's. Some clients send their API key to URLs
 * that have the origin of the API, as those of the mock do.
 */
function isOfOtherVendor ({ model }: Picture, servedModels: GetServedModels): boolean {
  const { custom } = servedModels().find(model) ?? {}
  return custom !== undefined && custom.like === undefined
}

const authorizationSent: DecidedBy = {
  kind: 'auth',
  name: 'signature',
  reason: 'The request has an Authorization header: fetch image URLs without the headers of the API'
}

/** Sends a refusal as XML, with its message as the reason phrase. */
function sendStorageRefusal (request: FastifyRequest, reply: FastifyReply, refusal: StorageRefusal, nowMs: number): FastifyReply {
  reply.raw.statusMessage = refusal.message
  return reply.code(refusal.status)
    .headers({ ...storageHeaders(request.id), 'content-type': 'application/xml', 'x-ms-error-code': refusal.code })
    .send(refusalBody(refusal, request.id, nowMs))
}

function sendNotModified (reply: FastifyReply): FastifyReply {
  const { code, message } = conditionNotMet
  reply.raw.statusMessage = message
  return reply.code(304).header('x-ms-error-code', code).send()
}

function sendCorrupted (request: FastifyRequest, reply: FastifyReply, file: Buffer, assetFault: 'corrupt' | 'slow' | 'reset', options: SendOptions): FastifyReply {
  switch (assetFault) {
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

function decidedByRule (assetFault: AssetFault | undefined): DecidedBy | undefined {
  return assetFault && { kind: 'rule', name: `asset=${assetFault}`, respond: { asset: assetFault }, reason: 'The rule that decided the generation' }
}

/** The file of a picture; undefined if the picture shows a user image that this mock does not have. */
async function fileOf (renderer: Pick<Renderer, 'file'>, picture: Picture, isWanted: () => boolean): Promise<Buffer | undefined> {
  try {
    return await renderer.file(picture, isWanted)
  } catch (error) {
    if (error instanceof UnknownImageError) return undefined
    throw error
  }
}
