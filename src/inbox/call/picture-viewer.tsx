/** The picture of the opened request at full size, its siblings below it; of a failure, its words. */
import { useEffect, useState } from 'preact/hooks'
import type { Card } from '../../journal/card.js'
import { Refusal } from '../grid/call-card.js'
import { outcomeOf } from '../data/call-outcome.js'
import { OpenIcon } from '../panels/icons.js'
import { useInbox } from '../data/inbox-state.js'
import { fit, Thumbnail } from '../grid/mosaic.js'

const siblingPx = 56

export function PictureViewer ({ card }: { card: Card }) {
  const { api, connection } = useInbox()
  const isReachable = connection.value !== 'lost'
  const [index, setIndex] = useState(0)
  const [isGone, setGone] = useState(false)
  // What failed while the mock was down is tried again.
  useEffect(() => { if (isReachable) setGone(false) }, [isReachable])
  const isDrawn = outcomeOf(card).tone === 'drawn'
  if (!isDrawn || card.pictures === 0 || isGone) {
    return <div class='stage'>{isDrawn ? <p class='nothing'>{isGone ? isReachable ? 'The picture is no longer kept.' : 'The mock cannot be reached.' : 'The response has no picture.'}</p> : <Refusal card={card} />}</div>
  }
  const { width, height } = card.dimensions!
  const url = api.imageUrl(card.id, index)
  return (
    <div class='stage'>
      <img class='full' src={url} width={width} height={height} alt={`The generated picture${card.pictures > 1 ? `, ${index + 1} of ${card.pictures}` : ''}`} onError={() => setGone(true)} />
      <div class='stage-bar'>
        {card.pictures > 1 && (
          <div class='siblings' role='group' aria-label='Pictures of this response'>
            {Array.from({ length: card.pictures }, (_, sibling) => (
              <button key={sibling} type='button' class='sibling' aria-pressed={sibling === index} onClick={() => setIndex(sibling)}>
                <Thumbnail id={card.id} index={sibling} {...fit(card.dimensions, siblingPx)} />
                <span class='unseen'>Picture {sibling + 1}</span>
              </button>
            ))}
          </div>
        )}
        <a class='open-image' href={url} target='_blank' rel='noreferrer'><OpenIcon />Open image</a>
      </div>
    </div>
  )
}
