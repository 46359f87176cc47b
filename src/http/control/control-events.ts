/** What happens in the mock as server-sent events. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Journal } from '../../journal/journal.js'
import type { Recorded } from '../../journal/journal-events.js'
import type { Changes } from './change-notifier.js'
import { abandon } from '../openai/send.js'
import { answer, describe } from './control-schemas.js'
import { ControlError, controlError } from './control-errors.js'
import { ownerOf } from './key-scope.js'

export interface EventsOptions {
  journal: Pick<Journal, 'subscribe' | 'since' | 'cards'>
  changes: Pick<Changes, 'subscribe'>
  /** Aborted when the mock closes. */
  closing: AbortSignal
}

type View = 'requests' | 'cards'

/** Each stream has a buffer, and gets each request. */
const maxStreams = 50
const heartbeatMs = 15_000
/** Whoever reads no faster than this is let go: a browser comes again by itself. */
const maxBufferedBytes = 4 * 2 ** 20
/** Who has missed more than this looks at everything anew. */
const maxMissedLength = 2 ** 20

const Viewing = Type.Object({
  view: Type.Optional(Type.Enum(['requests', 'cards'], { description: 'How requests are told: whole, as events `request`, or at a glance, as events `card`. Default `requests`.' }))
}, { additionalProperties: false })

export function controlEvents (app: FastifyInstance, options: EventsOptions): void {
  let streams = 0
  app.get<{ Querystring: { view?: View } }>('/_mock/events', {
    // It would never end.
    exposeHeadRoute: false,
    schema: describe('streamEvents', 'Tells as server-sent events what happens: each request as it is answered, `removed` when some are forgotten, on demand or as the oldest, `scenarios` when a rule was changed or served, `behaviours` when these were changed. `Last-Event-ID` brings what was missed.', {
      querystring: Viewing, response: { 200: { description: 'The stream.', content: { 'text/event-stream': { schema: Type.String() } } }, 429: answer('Too many streams are open already.', controlError) }
    })
  }, async (request, reply) => {
    if (reply.raw.destroyed) return abandon(reply)
    if (streams >= maxStreams) throw new ControlError(429, `Expected at most ${maxStreams} open streams of events, got one more. Close some of them first, such as pages of the inbox.`)
    streams++
    reply.raw.once('close', () => { streams-- })
    return streamEvents(options, request.query.view ?? 'requests', request, reply)
  })
}

/** Streams the events until the reader leaves or the mock closes. */
function streamEvents ({ journal, changes, closing }: EventsOptions, view: View, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const scope = { owner: ownerOf(request) }
  const write = openStream(reply, closing)
  write(startOf(journal, view, scope, request.headers['last-event-id']))
  const unsubscribe = [
    journal.subscribe({
      recorded: recorded => write(recordedEvent(recorded, view)),
      removed: ids => write(removedEvent(ids))
    }, scope),
    changes.subscribe(subject => write(`event: ${subject}\ndata: {}\n\n`))
  ]
  reply.raw.once('close', () => { for (const end of unsubscribe) end() })
  return reply
}

/** Begins the answer; the function writes to it, as long as it is read. */
function openStream (reply: FastifyReply, closing: AbortSignal): (text: string) => void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...reply.getHeaders() as Record<string, string>,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // nginx would gather events until its buffer is full.
    'x-accel-buffering': 'no'
  })
  const write = (text: string) => {
    if (raw.writableEnded) return
    if (raw.writableLength > maxBufferedBytes) raw.destroy()
    else raw.write(text)
  }
  const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs)
  // A reader that does not read would hold up the mock's end.
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
 * What a reader gets first: what it has missed since the event that it saw last. Where that is not known any more, or
 * too much, it is told that all is gone. Whoever has seen none yet is told where it stands, by an id without an event:
 * a browser brings that along when it comes again.
 */
function startOf (journal: EventsOptions['journal'], view: View, scope: { owner: string | undefined }, lastId: string | string[] | undefined): string {
  const position = `id: ${journal.cards({ limit: '1' }, scope)[0]?.id ?? 'none'}\n`
  if (typeof lastId !== 'string' || lastId === '') return `${position}\n`
  const missed = eventsOf(journal.since(lastId, scope), view)
  // Some text in any case, since the headers alone would wait for the first event.
  return missed === undefined ? position + removedEvent('all') : `${missed}:\n\n`
}

function eventsOf (missed: Recorded[] | undefined, view: View): string | undefined {
  if (!missed) return undefined
  let events = ''
  for (const recorded of missed) {
    events += recordedEvent(recorded, view)
    if (events.length > maxMissedLength) return undefined
  }
  return events
}

function recordedEvent ({ id, entry, card }: Recorded, view: View): string {
  const [name, shown] = view === 'cards' ? ['card', card()] : ['request', entry()]
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(shown)}\n\n`
}

function removedEvent (ids: readonly string[] | 'all'): string {
  return `event: removed\ndata: ${JSON.stringify(ids === 'all' ? { all: true } : { ids })}\n\n`
}
