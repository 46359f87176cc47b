/** Arithmetic of the virtual grid: columns, cell sizes and rows in view. Tests run it without a DOM. */

/** All lengths are in pixels. */
export interface GridLayout {
  columns: number
  cellWidth: number
  /** From the top of one row to the top of the next. */
  rowHeight: number
  gap: number
}

interface CellSizes { minCellWidth: number, textHeight: number, gap: number }

/** Returns as many equal columns as fit, at least two. Cells are square, with the text below. */
export function layoutOf (width: number, { minCellWidth, textHeight, gap }: CellSizes): GridLayout {
  const columns = Math.max(2, Math.floor((width + gap) / (minCellWidth + gap)))
  const cellWidth = (width - gap * (columns - 1)) / columns
  return { columns, cellWidth, rowHeight: Math.round(cellWidth + textHeight + gap), gap }
}

interface View { top: number, height: number, rowHeight: number, rows: number, margin?: number }

/** Returns the index of the first row in view and of the one after the last, with `margin` more rows on both sides. */
export function rowsInView ({ top, height, rowHeight, rows, margin = 2 }: View): [number, number] {
  const first = Math.floor(top / rowHeight) - margin
  const end = Math.ceil((top + height) / rowHeight) + margin
  return [Math.min(rows, Math.max(0, first)), Math.min(rows, Math.max(0, end))]
}
