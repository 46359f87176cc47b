/** Pictures of an open call: the images of the request, and beside them its picture at full size or the error. */
import { useEffect, useState } from 'preact/hooks'
import type { Card } from '../../journal/entries/card.js'
import { outcomeOf } from '../data/calls/call-outcome.js'
import { isTransparent, latestPartialOf } from '../data/calls/calls.js'
import { useInbox } from '../data/inbox-state.js'
import { Refusal } from '../grid/call-card.js'
import { FormatBadge } from '../grid/card-facts.js'
import { fit, Thumbnail } from '../grid/mosaic.js'
import { DownloadIcon, OpenIcon } from '../panels/icons.js'
import { Inputs } from './inputs.js'

const siblingPx = 56

export function PictureViewer ({ card }: { card: Card }) {
  if (!card.inputs) return <div class='picture-viewer'><ResponsePicture card={card} /></div>
  return (
    <div class='picture-viewer has-inputs'>
      <Inputs id={card.id} inputs={card.inputs} />
      <section class='response-picture' aria-label='Result'><ResponsePicture card={card} /></section>
    </div>
  )
}

/** With thumbnails of the other pictures of the response. */
function ResponsePicture ({ card }: { card: Card }) {
  const { api, connection, savedAt } = useInbox()
  const isReachable = connection.value !== 'lost'
  const [index, setIndex] = useState(0)
  const [isGone, setGone] = useState(false)
  // A picture that failed while the mock was down is loaded again.
  useEffect(() => { if (isReachable) setGone(false) }, [isReachable])
  const isDrawn = outcomeOf(card).tone === 'drawn'
  if (!isDrawn || card.pictures === 0 || isGone) {
    const reason = !isGone ? 'The response has no picture.' : isReachable ? 'The picture is no longer kept.' : 'The mock cannot be reached.'
    return isDrawn ? <p class='no-picture'>{reason}</p> : <Refusal card={card} />
  }
  const { width, height } = card.dimensions!
  const partial = latestPartialOf(card)
  const url = api.imageUrl(card.id, index, { partial })
  const alt = partial !== undefined ? `Partial image ${partial + 1}` : `The generated picture${card.pictures > 1 ? `, ${index + 1} of ${card.pictures}` : ''}`
  return (
    <>
      <img class={isTransparent(card) ? 'full-picture checkered' : 'full-picture'} src={url} width={width} height={height} alt={alt} onError={() => setGone(true)} />
      <div class={isTransparent(card) ? 'picture-viewer-bar is-transparent' : 'picture-viewer-bar'}>
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
        {savedAt === undefined
          ? <a class='open-image' href={url} target='_blank' rel='noreferrer'><OpenIcon />Open image</a>
          // A browser opens no data URL in a tab of its own.
          : <a class='open-image' href={url} download={`${card.id}-${index}.png`}><DownloadIcon />Download</a>}
      </div>
    </>
  )
}
