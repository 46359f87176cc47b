/** Layout of uploaded images in a picture: one image fills it, several are arranged in rows. */
import type { Dimensions } from '../../contract/sizes.js'

/** A rectangle of whole pixels. */
export interface Box extends Dimensions {
  left: number
  top: number
}

/** The space between images and around them, as a fraction of the picture's shorter side. */
const relativeGap = 0.03

/** Limits for the proportions of an image's place in a row, so that a very wide or narrow image does not make the others small. */
const widestPlace = 3
const narrowestPlace = 1 / 3

/**
 * Returns the box of each image, with the image's proportions. A single image is centred and as large as the picture allows.
 * Several images are in rows of equal height, in their order, and end above `bottom`, so that the caption card covers none.
 */
export function arrange (images: readonly Dimensions[], { width, height }: Dimensions, bottom: number): Box[] {
  if (images.length === 1) return [fitted(images[0]!, { left: 0, top: 0, width, height })]
  const gap = Math.round(relativeGap * Math.min(width, height))
  const places = images.map(image => Math.min(widestPlace, Math.max(narrowestPlace, image.width / image.height)))
  const area = { left: gap, top: gap, width: width - 2 * gap, height: Math.max(1, bottom - 2 * gap) }
  const candidates = images.map((_, index) => inRows(places, area, index + 1, gap))
  const best = candidates.reduce((best, rows) => rows.rowHeight > best.rowHeight ? rows : best)
  return images.map((image, index) => fitted(image, best.boxes[index]!))
}

/** Distributes places evenly among rows. The rows are centred in the area and have the largest height at which all of them fit. */
function inRows (places: readonly number[], area: Box, count: number, gap: number): { rowHeight: number, boxes: Box[] } {
  const rows = Array.from({ length: count }, (_, row) =>
    places.slice(Math.floor(row * places.length / count), Math.floor((row + 1) * places.length / count)))
  const heights = rows.map(row => (area.width - gap * (row.length - 1)) / row.reduce((sum, place) => sum + place, 0))
  const rowHeight = Math.max(1, Math.floor(Math.min((area.height - gap * (count - 1)) / count, ...heights)))
  const top = area.top + (area.height - count * rowHeight - (count - 1) * gap >> 1)
  const boxes = rows.flatMap((row, index) => {
    const widths = row.map(place => Math.max(1, Math.floor(place * rowHeight)))
    let left = area.left + (area.width - widths.reduce((sum, width) => sum + width, gap * (row.length - 1)) >> 1)
    return widths.map(width => {
      const box = { left, top: top + index * (rowHeight + gap), width, height: rowHeight }
      left += width + gap
      return box
    })
  })
  return { rowHeight, boxes }
}

/** Returns the largest box with the proportions of the image, centred in a place. It has at least one pixel. */
function fitted (image: Dimensions, place: Box): Box {
  // Compared as products, which are exact: a quotient is rounded.
  const isWider = image.width * place.height > place.width * image.height
  const width = isWider ? place.width : Math.min(place.width, Math.max(1, Math.round(image.width * place.height / image.height)))
  const height = isWider ? Math.max(1, Math.round(image.height * place.width / image.width)) : place.height
  return { left: place.left + (place.width - width >> 1), top: place.top + (place.height - height >> 1), width, height }
}
