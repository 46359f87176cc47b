/** The attempts of a call and the downloads of its images, one after the other. */
import type { Card } from '../journal/card.js'
import type { Call } from './calls.js'
import { Status } from './card.js'
import { lasting } from './clock.js'
import { endingOf, isFailed } from './ending.js'
import { useInbox } from './inbox.js'

/** As many downloads are shown one by one. */
const most = 12

export function Timeline ({ call, shown }: { call: Call, shown: string }) {
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
      <h3>What happened</h3>
      <ol class='timeline'>
        {attempts.map((card, index) => (
          <Moment key={card.id} card={card} start={start}>
            <a href={address.href({ open: card.id })} aria-current={card.id === shown} onClick={event => open(event, card.id)}>
              {index === 0 && !card.retryCount ? 'Asked' : `Retry ${card.retryCount ?? index}`}
            </a>
          </Moment>
        ))}
        {downloads.slice(0, most).map(card => <Moment key={card.id} card={card} start={start}>{isFailed(card) ? 'Image asked for' : 'Image downloaded'}</Moment>)}
      </ol>
      {downloads.length > most && <p class='remark'>And {downloads.length - most} more downloads.</p>}
    </section>
  )
}

function Moment ({ card, start, children }: { card: Card, start: number, children: preact.ComponentChildren }) {
  const after = Date.parse(card.time) - start
  return (
    <li>
      <span class='moment-after'>{after <= 0 ? new Date(start).toLocaleTimeString() : `+${lasting(after)}`}</span>
      <span class='moment-what'>{children}</span>
      <span class='moment-how'>{endingOf(card).tone === 'drawn' ? '' : endingOf(card).name}</span>
      <Status card={card} />
    </li>
  )
}
