/** Events of a stream in an open call: when each was sent, its partial image, and how slowly the client read. */
import type { Card } from '../../journal/entries/card.js'
import type { Entry } from '../../journal/entries/entry.js'
import { formatBytes } from '../data/image-file.js'
import { useInbox } from '../data/inbox-state.js'
import { formatDuration } from '../data/time-text.js'
import { fit, Thumbnail } from '../grid/mosaic.js'

type Event = NonNullable<Entry['events']>[number]

/** In pixels. */
const thumbnailBox = 44

export function EventList ({ card, events }: { card: Card, events: readonly Event[] }) {
  const { isOpen, clientWaitMs, outcome } = card
  return (
    <section>
      <h3>Events of the stream</h3>
      <ol class='stream-events'>
        {events.map((event, index) => (
          <li key={index}>
            <span class='timeline-time'>+{formatDuration(event.ms)}</span>
            <span class='event-picture'><EventPicture card={card} event={event} /></span>
            <span>{titleOf(event)}</span>
            <span class='note'>{formatBytes(event.bytes)}</span>
          </li>
        ))}
        {isOpen && <li class='is-open'><span class='timeline-time' /><span class='event-picture' /><span class='note'>Waiting for the next event …</span></li>}
      </ol>
      {events.length === 0 && !isOpen && <p class='note'>None was sent{outcome === undefined ? '' : ` (${outcome})`}.</p>}
      {clientWaitMs !== undefined && <p class='finding'>The client read slowly: the mock waited {formatDuration(clientWaitMs)} for it.</p>}
    </section>
  )
}

function EventPicture ({ card: { id, dimensions }, event: { image, partialIndex } }: { card: Card, event: Event }) {
  const { api, savedAt } = useInbox()
  if (!image) return null
  const thumbnail = <Thumbnail id={id} index={0} partial={partialIndex} {...fit(dimensions, thumbnailBox)} />
  if (savedAt !== undefined) return thumbnail
  return (
    <a href={api.imageUrl(id, 0, { partial: partialIndex })} target='_blank' rel='noreferrer'>
      {thumbnail}
      <span class='visually-hidden'>Open image</span>
    </a>
  )
}

/** `Partial image 1`, `Completed`, `Error`; for other events their type. */
function titleOf ({ type, partialIndex }: Event): string {
  if (partialIndex !== undefined) return `Partial image ${partialIndex + 1}`
  if (type === 'error') return 'Error'
  return type.endsWith('.completed') ? 'Completed' : type
}
