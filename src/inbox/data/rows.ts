/** Which rows of a grid are in view: arithmetic, so that ten thousand cards cost no more than those one sees. */

export interface GridMeasure {
  columns: number
  /** In pixels, as is everything here. */
  cellWidth: number
  /** From the top of one row to the top of the next. */
  rowHeight: number
  gap: number
}

/** As many columns as have room, of equal width. */
export function measureGrid (width: number, { minCellWidth, textHeight, gap }: { minCellWidth: number, textHeight: number, gap: number }): GridMeasure {
  const columns = Math.max(2, Math.floor((width + gap) / (minCellWidth + gap)))
  const cellWidth = (width - gap * (columns - 1)) / columns
  return { columns, cellWidth, rowHeight: Math.round(cellWidth + textHeight + gap), gap }
}

/** The indices of the first row in view and of the one after the last, with some around them. */
export function rowsInView ({ top, height, rowHeight, rows, around = 2 }: { top: number, height: number, rowHeight: number, rows: number, around?: number }): [number, number] {
  const first = Math.floor(top / rowHeight) - around
  const end = Math.ceil((top + height) / rowHeight) + around
  return [Math.min(rows, Math.max(0, first)), Math.min(rows, Math.max(0, end))]
}
