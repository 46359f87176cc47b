/** The attempts of a call and the downloads of its images, in the order of time. */
import type { Card } from '../../journal/card.js'
import type { Entry } from '../../journal/entry.js'
import type { Call } from '../data/calls.js'
import { Status } from '../grid/call-card.js'
import { lasting } from '../data/time-text.js'
import { outcomeOf, isFailed } from '../data/call-outcome.js'
import { earlyRetryOf } from '../data/findings.js'
import { useInbox } from '../data/inbox-state.js'
import { Thumbnail } from '../grid/mosaic.js'

/** As many downloads are shown one by one. */
const most = 12

export function Timeline ({ call, shown, entry }: { call: Call, shown: string, entry: Entry | undefined }) {
  const { address } = useInbox()
  const { attempts, downloads } = call
  if (attempts.length === 1 && downloads.length === 0) return null
  const start = Date.parse(attempts[0]!.time)
  const open = (event: MouseEvent, id: string) => {
    event.preventDefault()
    address.swap({ open: id })
  }
  return (
    <section>
      <h3>Timeline</h3>
      <ol class='timeline'>
        {attempts.map((card, index) => (
          <Moment key={card.id} card={card} start={start} note={earlyNote(attempts[index - 1], card)}>
            <a href={address.href({ open: card.id })} aria-current={card.id === shown} onClick={event => open(event, card.id)}>
              {index === 0 && !card.retryCount ? 'Request' : `Retry ${card.retryCount ?? index}`}
            </a>
            {card.retryInferred && <span class='inferred' title='The client does not number its attempts. Inferred from the same key and body within 60 seconds after a failed attempt.'> inferred</span>}
          </Moment>
        ))}
        {downloads.slice(0, most).map(card => <Moment key={card.id} card={card} start={start}><Download card={card} entry={entry} /></Moment>)}
      </ol>
      {downloads.length > most && <p class='remark'>And {downloads.length - most} more downloads.</p>}
    </section>
  )
}

/** `Image 3`, with its picture, if the answer has several. */
function Download ({ card, entry }: { card: Card, entry: Entry | undefined }) {
  const urls = typeof entry?.answer === 'object' ? entry.answer.data?.map(({ url }) => url) ?? [] : []
  const file = card.path.slice(card.path.lastIndexOf('/') + 1)
  const index = urls.findIndex(url => url?.split('?')[0]!.endsWith(`/${file}`))
  const verb = isFailed(card) ? 'refused' : 'downloaded'
  if (urls.length < 2 || index < 0) return <>Image {verb}</>
  return <><Thumbnail id={entry!.id} index={index} width={18} height={18} /> Image {index + 1} {verb}</>
}

function earlyNote (before: Card | undefined, card: Card): string | undefined {
  const early = earlyRetryOf(before, card)
  return early && `Came back after ${lasting(early.waitedMs)}; Retry-After was ${lasting(early.retryAfterMs)}.`
}

interface MomentProps { card: Card, start: number, note?: string | undefined, children: preact.ComponentChildren }

function Moment ({ card, start, note, children }: MomentProps) {
  const after = Date.parse(card.time) - start
  return (
    <li>
      <span class='moment-after'>{after <= 0 ? new Date(start).toLocaleTimeString() : `+${lasting(after)}`}</span>
      <span class='moment-what'>{children}</span>
      <span class='moment-how'>{outcomeOf(card).tone === 'drawn' ? '' : outcomeOf(card).name}</span>
      <Status card={card} />
      {note !== undefined && <p class='finding'>{note}</p>}
    </li>
  )
}
