/** Timeline of a call: its attempts, then the downloads of its images. */
import type { ComponentChildren } from 'preact'
import type { Card } from '../../journal/entries/card.js'
import type { Entry } from '../../journal/entries/entry.js'
import { outcomeOf, isFailed } from '../data/calls/call-outcome.js'
import type { Call } from '../data/calls/calls.js'
import { earlyRetryOf } from '../data/calls/findings.js'
import { useInbox } from '../data/inbox-state.js'
import { formatDuration } from '../data/time-text.js'
import { FindingMark, Status } from '../grid/call-card.js'
import { Thumbnail } from '../grid/mosaic.js'

/** Further downloads are only counted. */
const maxDownloads = 12

const inferredTitle = 'The client does not number its attempts. Inferred from the same key and body within 60 seconds after a failed attempt.'

export function Timeline ({ call, shown, entry }: { call: Call, shown: string, entry: Entry | undefined }) {
  const { router } = useInbox()
  const { attempts, downloads } = call
  if (attempts.length === 1 && downloads.length === 0) return null
  const start = Date.parse(attempts[0]!.time)
  const open = (event: MouseEvent, id: string) => {
    event.preventDefault()
    router.replace({ open: id })
  }
  return (
    <section>
      <h3>Timeline</h3>
      <ol class='timeline'>
        {attempts.map((card, index) => (
          <TimelineItem key={card.id} card={card} start={start} note={earlyNote(attempts[index - 1], card)}>
            <a href={router.href({ open: card.id })} aria-current={card.id === shown} onClick={event => open(event, card.id)}>
              {index === 0 && !card.retryCount ? 'Request' : `Retry ${card.retryCount ?? index}`}
            </a>
            {card.retryInferred && <span class='inferred' title={inferredTitle}> inferred</span>}
          </TimelineItem>
        ))}
        {downloads.slice(0, maxDownloads).map(card => <TimelineItem key={card.id} card={card} start={start}><Download card={card} entry={entry} /></TimelineItem>)}
      </ol>
      {downloads.length > maxDownloads && <p class='note'>And {downloads.length - maxDownloads} more downloads.</p>}
    </section>
  )
}

/** `Image downloaded`; with number and thumbnail if the response has several images. */
function Download ({ card, entry }: { card: Card, entry: Entry | undefined }) {
  const urls = typeof entry?.answer === 'object' ? entry.answer.data?.map(({ url }) => url) ?? [] : []
  const file = card.path.slice(card.path.lastIndexOf('/') + 1)
  const index = urls.findIndex(url => url?.split('?')[0]!.endsWith(`/${file}`))
  const verb = isFailed(card) ? 'refused' : 'downloaded'
  if (urls.length < 2 || index < 0) return <>Image {verb}</>
  return <><Thumbnail id={entry!.id} index={index} width={18} height={18} /> Image {index + 1} {verb}</>
}

function earlyNote (previous: Card | undefined, card: Card): string | undefined {
  const early = earlyRetryOf(previous, card)
  return early && `Came back after ${formatDuration(early.waitedMs)}; Retry-After was ${formatDuration(early.retryAfterMs)}.`
}

interface TimelineItemProps { card: Card, start: number, note?: string | undefined, children: ComponentChildren }

function TimelineItem ({ card, start, note, children }: TimelineItemProps) {
  const found = useInbox().findings.value.get(card.id) ?? []
  const elapsedMs = Date.parse(card.time) - start
  const { tone, name } = outcomeOf(card)
  return (
    <li>
      <span class='timeline-time'>{elapsedMs <= 0 ? new Date(start).toLocaleTimeString() : `+${formatDuration(elapsedMs)}`}</span>
      <span class='timeline-event'>{children}{found.length > 0 && <FindingMark titles={found.map(({ title }) => title)} isError={found.some(({ severity }) => severity === 'error')} />}</span>
      <span class='timeline-outcome'>{tone === 'drawn' ? '' : name}</span>
      <Status card={card} />
      {found.map(({ id, title, severity }) => card.generation !== undefined && <p key={`${id} ${title}`} class={`finding is-${severity}`}>{title}</p>)}
      {note !== undefined && <p class='finding'>{note}</p>}
    </li>
  )
}
