/** Control API route of the event stream (server-sent events). */
// Not the global functions: a test may have replaced them.
import { clearInterval, setInterval } from 'node:timers'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Journal } from '../../journal/journal.js'
import type { RecordedEntry } from '../../journal/journal-events.js'
import type { ChangeNotifier } from './change-notifier.js'
import { abandon } from '../openai/send.js'
import { ownerOf } from './control-access.js'
import { ControlError } from './control-errors.js'
import { controlErrorSchema, jsonResponse, routeSchema } from './control-schemas.js'

export interface EventRoutesOptions {
  journal: Pick<Journal, 'subscribe' | 'since' | 'cards'>
  changes: Pick<ChangeNotifier, 'subscribe'>
  /** Aborted when the mock closes. */
  closing: AbortSignal
}

type View = 'requests' | 'cards'

/** The maximum number of open streams: each has a buffer and receives each request. */
const maxStreams = 50
const heartbeatMs = 15_000
/** A client that reads more slowly than this is disconnected. Browsers reconnect by themselves. */
const maxBufferedBytes = 4 * 2 ** 20
/** A client that missed more than this, in UTF-16 code units, has to reload everything. */
const maxMissedLength = 2 ** 20

const EventsQuery = Type.Object({
  view: Type.Optional(Type.Enum(['requests', 'cards'], { description: '`requests` streams complete requests as `request` events; `cards` streams short forms as `card` events. Default `requests`.' }))
}, { additionalProperties: false })

export function eventRoutes (app: FastifyInstance, options: EventRoutesOptions): void {
  let streams = 0
  app.get<{ Querystring: { view?: View } }>('/_mock/events', {
    // A HEAD request would never end.
    exposeHeadRoute: false,
    schema: routeSchema('streamEvents', 'Streams server-sent events: each request when its response has ended, `progress` with the short form of a request whenever its stream sends an event (only with `view=cards`), `removed` when requests are deleted or evicted, `scenarios` when a rule changes or applies, `behaviours` when the behaviours change, `models` when the models files change. With `Last-Event-ID`, the stream starts with the events missed since then.', {
      querystring: EventsQuery, response: { 200: { description: 'The stream.', content: { 'text/event-stream': { schema: Type.String() } } }, 429: jsonResponse('Too many streams are open.', controlErrorSchema) }
    })
  }, async (request, reply) => {
    if (reply.raw.destroyed) return abandon(reply)
    if (streams >= maxStreams) throw new ControlError(429, `Expected at most ${maxStreams} open event streams, got one more. Close some of them first, such as pages of the inbox.`)
    streams++
    reply.raw.once('close', () => { streams-- })
    return streamEvents(options, request.query.view ?? 'requests', request, reply)
  })
}

/** Streams the events until the client disconnects or the mock closes. */
function streamEvents (options: EventRoutesOptions, view: View, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { journal, changes, closing } = options
  const scope = { owner: ownerOf(request) }
  const write = openStream(reply, closing)
  write(firstText(journal, view, scope, request.headers['last-event-id']))
  const unsubscribe = [
    journal.subscribe({
      recorded: recorded => write(recordedEvent(recorded, view)),
      // Without an id: a client that reconnects gets what was recorded since.
      ...(view === 'cards' && { open: ({ card }: RecordedEntry) => write(`event: progress\ndata: ${JSON.stringify(card())}\n\n`) }),
      removed: ids => write(removedEvent(ids))
    }, scope),
    changes.subscribe(subject => write(`event: ${subject}\ndata: {}\n\n`))
  ]
  reply.raw.once('close', () => { for (const end of unsubscribe) end() })
  return reply
}

/** Sends the headers, and returns a function that writes to the stream. */
function openStream (reply: FastifyReply, closing: AbortSignal): (text: string) => void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...reply.getHeaders() as Record<string, string>,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // Without it, nginx would hold events back until its buffer is full.
    'x-accel-buffering': 'no'
  })
  const write = (text: string) => {
    if (raw.writableEnded) return
    if (raw.writableLength > maxBufferedBytes) raw.destroy()
    else raw.write(text)
  }
  const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs)
  // A client that does not read would delay the shutdown.
  const end = () => raw.writableLength > 0 ? raw.destroy() : raw.end()
  closing.addEventListener('abort', end)
  if (closing.aborted) end()
  raw.once('close', () => {
    clearInterval(heartbeat)
    closing.removeEventListener('abort', end)
  })
  return write
}

/**
 * The first text of a stream: the events missed since `lastId`, or a `removed` event for everything if `lastId` is no
 * longer known or too much was missed. Without `lastId`, it is the current position as an id without an event, which
 * browsers send as `Last-Event-ID` when they reconnect.
 */
function firstText (journal: EventRoutesOptions['journal'], view: View, scope: { owner: string | undefined }, lastId: string | string[] | undefined): string {
  const position = `id: ${journal.cards({ limit: '1' }, scope)[0]?.id ?? 'none'}\n`
  if (typeof lastId !== 'string' || lastId === '') return `${position}\n`
  const missed = eventsOf(journal.since(lastId, scope), view)
  // A comment is always sent: the headers alone would be held back until the first event.
  return missed === undefined ? position + removedEvent('all') : `${missed}:\n\n`
}

function eventsOf (missed: RecordedEntry[] | undefined, view: View): string | undefined {
  if (!missed) return undefined
  let events = ''
  for (const recorded of missed) {
    events += recordedEvent(recorded, view)
    if (events.length > maxMissedLength) return undefined
  }
  return events
}

function recordedEvent ({ id, entry, card }: RecordedEntry, view: View): string {
  const [name, shown] = view === 'cards' ? ['card', card()] : ['request', entry()]
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(shown)}\n\n`
}

function removedEvent (ids: readonly string[] | 'all'): string {
  return `event: removed\ndata: ${JSON.stringify(ids === 'all' ? { all: true } : { ids })}\n\n`
}
