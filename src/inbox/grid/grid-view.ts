/** The grid's measure in the page, and which of its rows are in view. */
import { useLayoutEffect, useState } from 'preact/hooks'
import { measureGrid, rowsInView, type GridMeasure } from '../data/rows.js'

interface Ref { current: HTMLElement | null }

/** In rem, so that the grid grows with the text. */
const sizes = { wide: { cell: 12.5, gap: 1.25 }, narrow: { cell: 9, gap: 0.75 }, text: 5.75 }
/** Below this width, in rem. */
const narrowBelow = 40

export function useMeasure (grid: Ref): GridMeasure | undefined {
  const [measure, setMeasure] = useState<GridMeasure>()
  useLayoutEffect(() => {
    const update = () => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
      const { cell, gap } = window.innerWidth < narrowBelow * rem ? sizes.narrow : sizes.wide
      setMeasure(measureGrid(grid.current!.clientWidth, { minCellWidth: cell * rem, textHeight: sizes.text * rem, gap: gap * rem }))
    }
    update()
    const observer = new ResizeObserver(update)
    observer.observe(grid.current!)
    return () => observer.disconnect()
  }, [])
  return measure
}

export function useView (grid: Ref, measure: GridMeasure | undefined, rows: number): [number, number] {
  const [[top, height], setView] = useState<[number, number]>([0, 0])
  useLayoutEffect(() => {
    if (!measure) return
    const update = () => {
      const top = Math.max(0, -grid.current!.getBoundingClientRect().top)
      // To the half row: each pixel would draw anew.
      const step = measure.rowHeight / 2
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
  }, [measure])
  return measure ? rowsInView({ top, height, rowHeight: measure.rowHeight, rows }) : [0, 0]
}
