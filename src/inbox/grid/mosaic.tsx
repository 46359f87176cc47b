/** The pictures of one answer, fitted into a square: one alone, several as a mosaic. Their room is known before they load. */
import { useEffect, useState } from 'preact/hooks'
import type { Dimensions } from '../../contract/sizes.js'
import type { Card } from '../../journal/card.js'
import { useInbox } from '../data/inbox-state.js'

const gap = 2
const mosaicMost = 9
/** Few, so that each is rendered and fetched once. */
const renderedWidths = [64, 128, 256, 512]

export function Pictures ({ card, box }: { card: Card, box: number }) {
  const shown = Math.min(card.pictures, mosaicMost)
  const columns = Math.ceil(Math.sqrt(shown))
  const size = fit(card.dimensions, (box - gap * (columns - 1)) / columns)
  return (
    <span class={`pictures of-${columns}`}>
      {Array.from({ length: shown }, (_, index) => <Thumbnail key={index} id={card.id} index={index} {...size} />)}
    </span>
  )
}

interface ThumbnailProps { id: string, index: number, width: number, height: number }

export function Thumbnail ({ id, index, width, height }: ThumbnailProps) {
  const { api, connection } = useInbox()
  const isReachable = connection.value !== 'lost'
  const [isGone, setGone] = useState(false)
  const rendered = renderedWidths.find(rendered => rendered >= width * window.devicePixelRatio) ?? renderedWidths.at(-1)
  const style = { width: `${width}px`, height: `${height}px` }
  useEffect(() => { if (isReachable) setGone(false) }, [isReachable])
  if (isGone) return <span class='nothing' style={style}>Not kept</span>
  return <img class='picture' src={api.imageUrl(id, index, rendered)} style={style} alt='' loading='lazy' decoding='async' onError={() => setGone(true)} />
}

/** The largest rectangle with the proportions of the picture that fits into a square. */
export function fit ({ width, height }: Dimensions = { width: 1, height: 1 }, box: number): Dimensions {
  const scale = box / Math.max(width, height)
  return { width: width * scale, height: height * scale }
}
