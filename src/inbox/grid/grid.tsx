/** The grid of calls: only those in view are in the document, and the arrow keys move among them. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Call } from '../data/calls.js'
import { CallCard } from './call-card.js'
import { useInbox } from '../data/inbox-state.js'
import { useMeasure, useView } from './grid-view.js'
import { useHolding } from './paused-updates.js'
import type { GridMeasure } from '../data/rows.js'

export function Grid () {
  const { found, current } = useInbox()
  const calls = found.value
  const grid = useRef<HTMLUListElement>(null)
  const measure = useMeasure(grid)
  const rows = measure ? Math.ceil(calls.length / measure.columns) : 0
  const [first, end] = useView(grid, measure, rows)
  const stop = Math.max(0, calls.findIndex(({ key }) => key === current.value?.key))
  const newest = useRef(Infinity)
  useLayoutEffect(() => { newest.current = calls[0]?.sequence ?? Infinity })
  useHolding(grid)

  // A card must be in the document before it can take the focus.
  useLayoutEffect(() => {
    if (!measure || !current.value?.takesFocus) return
    current.value = { ...current.value, takesFocus: false }
    focusCard(grid.current!, calls[stop]!)
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const next = measure && stepOf(event.key, stop, measure.columns, calls.length)
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    current.value = { key: calls[next]!.key, takesFocus: true }
  }
  const onFocus = ({ target }: FocusEvent) => {
    const key = target instanceof HTMLElement ? target.dataset['key'] : undefined
    if (key !== undefined && key !== current.value?.key) current.value = { key, takesFocus: false }
  }

  const height = measure ? rows * measure.rowHeight : 0
  return (
    <ul ref={grid} class='grid' aria-label='Requests, newest first' style={{ height: `${height}px` }} onKeyDown={onKeyDown} onFocusIn={onFocus}>
      {measure && indicesOf(first * measure.columns, Math.min(calls.length, end * measure.columns), stop).map(index => (
        <Slot key={calls[index]!.key} call={calls[index]!} index={index} of={calls.length} isStop={index === stop} isNew={calls[index]!.sequence > newest.current} measure={measure} />
      ))}
    </ul>
  )
}

/** Those in view, and the one that has or will take the focus. */
function indicesOf (from: number, to: number, stop: number): number[] {
  const indices = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
  return stop < from ? [stop, ...indices] : stop >= to && to > 0 ? [...indices, stop] : indices
}

interface SlotProps { call: Call, index: number, of: number, isStop: boolean, isNew: boolean, measure: GridMeasure }

/** The place of a card. Moved along its row it glides; to another row it jumps, since it would cross all others. */
function Slot ({ call, index, of, isStop, isNew, measure: { columns, cellWidth, rowHeight, gap } }: SlotProps) {
  const row = Math.floor(index / columns)
  const before = useRef({ row, cellWidth })
  const move = before.current.cellWidth !== cellWidth ? 'is-resized' : before.current.row !== row ? 'has-jumped' : ''
  before.current = { row, cellWidth }
  const [arrival] = useState(isNew ? 'is-new' : '')
  const x = (index % columns) * (cellWidth + gap)
  const style = { width: `${cellWidth}px`, height: `${rowHeight - gap}px`, transform: `translate(${x}px, ${row * rowHeight}px)` }
  return (
    <li class={`slot ${move || arrival}`} style={style} aria-posinset={index + 1} aria-setsize={of}>
      <CallCard call={call} width={cellWidth} isStop={isStop} />
    </li>
  )
}

function focusCard (grid: HTMLElement, { key }: Call) {
  const card = grid.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  card?.focus({ preventScroll: true })
  card?.scrollIntoView({ block: 'nearest' })
}

function stepOf (key: string, from: number, columns: number, length: number): number | undefined {
  const to = { ArrowLeft: from - 1, ArrowRight: from + 1, ArrowUp: from - columns, ArrowDown: Math.min(from + columns, length - 1), Home: 0, End: length - 1 }[key]
  return to === undefined || to < 0 || to >= length ? undefined : to
}
