/** Picture of an open call at full size, with thumbnails of its other pictures; the error if there is no picture. */
import { useEffect, useState } from 'preact/hooks'
import type { Card } from '../../journal/card.js'
import { outcomeOf } from '../data/call-outcome.js'
import { isTransparent } from '../data/calls.js'
import { useInbox } from '../data/inbox-state.js'
import { Refusal } from '../grid/call-card.js'
import { FormatBadge } from '../grid/card-facts.js'
import { fit, Thumbnail } from '../grid/mosaic.js'
import { OpenIcon } from '../panels/icons.js'

const siblingPx = 56

export function PictureViewer ({ card }: { card: Card }) {
  const { api, connection } = useInbox()
  const isReachable = connection.value !== 'lost'
  const [index, setIndex] = useState(0)
  const [isGone, setGone] = useState(false)
  // A picture that failed while the mock was down is loaded again.
  useEffect(() => { if (isReachable) setGone(false) }, [isReachable])
  const isDrawn = outcomeOf(card).tone === 'drawn'
  if (!isDrawn || card.pictures === 0 || isGone) {
    const reason = !isGone ? 'The response has no picture.' : isReachable ? 'The picture is no longer kept.' : 'The mock cannot be reached.'
    return <div class='picture-viewer'>{isDrawn ? <p class='no-picture'>{reason}</p> : <Refusal card={card} />}</div>
  }
  const { width, height } = card.dimensions!
  const url = api.imageUrl(card.id, index)
  const alt = `The generated picture${card.pictures > 1 ? `, ${index + 1} of ${card.pictures}` : ''}`
  return (
    <div class={isTransparent(card) ? 'picture-viewer is-transparent' : 'picture-viewer'}>
      <img class='full-picture' src={url} width={width} height={height} alt={alt} onError={() => setGone(true)} />
      <div class='picture-viewer-bar'>
        {card.pictures > 1 && (
          <div class='siblings' role='group' aria-label='Mosaic of this response'>
            {Array.from({ length: card.pictures }, (_, sibling) => (
              <button key={sibling} type='button' class='sibling' aria-pressed={sibling === index} onClick={() => setIndex(sibling)}>
                <Thumbnail id={card.id} index={sibling} {...fit(card.dimensions, siblingPx)} />
                <span class='visually-hidden'>Picture {sibling + 1}</span>
              </button>
            ))}
          </div>
        )}
        <span class='picture-size'>{width}×{height}</span>
        <FormatBadge card={card} />
        <a class='open-image' href={url} target='_blank' rel='noreferrer'><OpenIcon />Open image</a>
      </div>
    </div>
  )
}
