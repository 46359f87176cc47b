/** Which rows of the grid are in view. */
import t from 'tap'
import { measureGrid, rowsInView } from '../../../src/inbox/data/rows.js'

t.test('as many columns as have room share the width', async t => {
  const sizes = { minCellWidth: 200, textHeight: 92, gap: 20 }
  t.strictSame(measureGrid(1376, sizes), { columns: 6, cellWidth: 212.66666666666666, rowHeight: 325, gap: 20 })
  t.strictSame(measureGrid(1100, sizes), { columns: 5, cellWidth: 204, rowHeight: 316, gap: 20 })
  t.strictSame(measureGrid(0, sizes).columns, 2)
})

t.test('the rows in view have some around them, and are never more than there are', async t => {
  for (const [top, rows, expected] of [[0, 100, [0, 5]], [3000, 100, [8, 15]], [100_000, 100, [100, 100]], [0, 2, [0, 2]], [0, 0, [0, 0]]] as const) {
    t.strictSame(rowsInView({ top, height: 300 * 3, rowHeight: 300, rows, around: 2 }), [...expected], `${top} of ${rows}`)
  }
})
