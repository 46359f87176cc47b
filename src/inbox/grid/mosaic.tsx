/** Thumbnails of a response in a square: one picture alone, several as a mosaic. Their sizes are known before they load. */
import { useEffect, useState } from 'preact/hooks'
import type { Dimensions } from '../../contract/sizes.js'
import type { Card } from '../../journal/entries/card.js'
import { isTransparent, latestPartialOf } from '../data/calls/calls.js'
import { useInbox } from '../data/inbox-state.js'

const gap = 2
const maxPictures = 9
/** In pixels. Few widths, so that each thumbnail is rendered and downloaded once. */
const thumbnailWidths = [64, 128, 256, 512]

export function Mosaic ({ card, box }: { card: Card, box: number }) {
  const shown = Math.min(card.pictures, maxPictures)
  const columns = Math.ceil(Math.sqrt(shown))
  const size = fit(card.dimensions, (box - gap * (columns - 1)) / columns)
  return (
    <span class={`pictures of-${columns}${isTransparent(card) ? ' is-transparent' : ''}`}>
      {Array.from({ length: shown }, (_, index) => <Thumbnail key={index} id={card.id} index={index} partial={latestPartialOf(card)} {...size} />)}
    </span>
  )
}

interface ThumbnailProps {
  id: string
  index: number
  width: number
  height: number
  /** The index of a partial image. Default: the final picture. */
  partial?: number | undefined
}

export function Thumbnail ({ id, index, width, height, partial }: ThumbnailProps) {
  const { api, connection } = useInbox()
  const isReachable = connection.value !== 'lost'
  const [isGone, setGone] = useState(false)
  const thumbnailWidth = thumbnailWidths.find(candidate => candidate >= width * window.devicePixelRatio) ?? thumbnailWidths.at(-1)
  const style = { width: `${width}px`, height: `${height}px` }
  useEffect(() => { if (isReachable) setGone(false) }, [isReachable])
  if (isGone) return <span class='no-picture' style={style}>Not kept</span>
  const src = api.imageUrl(id, index, { width: thumbnailWidth, partial })
  return <img class='picture' src={src} style={style} alt='' loading='lazy' decoding='async' onError={() => setGone(true)} />
}

/** Scales a picture to fit into a square of `box` pixels. */
export function fit ({ width, height }: Dimensions = { width: 1, height: 1 }, box: number): Dimensions {
  const scale = box / Math.max(width, height)
  return { width: width * scale, height: height * scale }
}
