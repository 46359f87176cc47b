/** Hooks of the virtual grid: the layout for its width, and the rows in view, so that only visible cards are in the document. */
import { useLayoutEffect, useState } from 'preact/hooks'
import { layoutOf, rowsInView, type GridLayout } from './grid-layout.js'

interface GridRef { current: HTMLElement | null }

/** In rem, so that the grid grows with the text. */
const sizes = { wide: { cell: 12.5, gap: 1.25 }, narrow: { cell: 9, gap: 0.75 }, text: 5.75 }
/** The width of the window, in rem, below which the narrow sizes apply. */
const narrowBelow = 40

/** Returns the layout for the width of the grid; undefined until the grid is in the document. */
export function useGridLayout (grid: GridRef): GridLayout | undefined {
  const [layout, setLayout] = useState<GridLayout>()
  useLayoutEffect(() => {
    const update = () => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
      const { cell, gap } = window.innerWidth < narrowBelow * rem ? sizes.narrow : sizes.wide
      setLayout(layoutOf(grid.current!.clientWidth, { minCellWidth: cell * rem, textHeight: sizes.text * rem, gap: gap * rem }))
    }
    update()
    const observer = new ResizeObserver(update)
    observer.observe(grid.current!)
    return () => observer.disconnect()
  }, [])
  return layout
}

/** Returns the index of the first row to render and of the one after the last. */
export function useRowsInView (grid: GridRef, layout: GridLayout | undefined, rows: number): [number, number] {
  const [[top, height], setView] = useState<[number, number]>([0, 0])
  useLayoutEffect(() => {
    if (!layout) return
    const update = () => {
      const top = Math.max(0, -grid.current!.getBoundingClientRect().top)
      // Rounded down to half a row, so that not every scrolled pixel renders the grid.
      const step = layout.rowHeight / 2
      setView(before => {
        const next = Math.floor(top / step) * step
        return before[0] === next && before[1] === window.innerHeight ? before : [next, window.innerHeight]
      })
    }
    update()
    window.addEventListener('scroll', update, { passive: true })
    window.addEventListener('resize', update)
    return () => {
      window.removeEventListener('scroll', update)
      window.removeEventListener('resize', update)
    }
  }, [layout])
  return layout ? rowsInView({ top, height, rowHeight: layout.rowHeight, rows }) : [0, 0]
}
