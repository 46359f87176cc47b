/** Layout of the virtual grid. */
import t from 'tap'
import { layoutOf, rowsInView } from '../../../src/inbox/grid/grid-layout.js'

t.test('the grid has as many columns of equal width as fit, at least two', async t => {
  const sizes = { minCellWidth: 200, textHeight: 92, gap: 20 }
  t.strictSame(layoutOf(1376, sizes), { columns: 6, cellWidth: 212.66666666666666, rowHeight: 325, gap: 20 })
  t.strictSame(layoutOf(1100, sizes), { columns: 5, cellWidth: 204, rowHeight: 316, gap: 20 })
  t.strictSame(layoutOf(0, sizes).columns, 2)
})

t.test('a margin of rows is rendered above and below the rows in view, within the rows that exist', async t => {
  for (const [top, rows, expected] of [[0, 100, [0, 5]], [3000, 100, [8, 15]], [100_000, 100, [100, 100]], [0, 2, [0, 2]], [0, 0, [0, 0]]] as const) {
    t.strictSame(rowsInView({ top, height: 300 * 3, rowHeight: 300, rows, margin: 2 }), [...expected], `${top} of ${rows}`)
  }
})
