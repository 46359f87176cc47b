/** Grid of calls: renders the cards in view only, and moves the focus with the arrow keys. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { lastOf, type Call } from '../data/calls/calls.js'
import { useInbox } from '../data/inbox-state.js'
import { CallActions } from './call-actions.js'
import { CallCard } from './call-card.js'
import type { GridLayout } from './grid-layout.js'
import { useGridLayout, useRowsInView } from './grid-view.js'
import { usePausedUpdates } from './paused-updates.js'

export function Grid () {
  const { matches, current } = useInbox()
  const calls = matches.value
  const grid = useRef<HTMLUListElement>(null)
  const layout = useGridLayout(grid)
  const rows = layout ? Math.ceil(calls.length / layout.columns) : 0
  const [first, end] = useRowsInView(grid, layout, rows)
  const tabStop = Math.max(0, calls.findIndex(({ key }) => key === current.value?.key))
  const newest = useRef(Infinity)
  useLayoutEffect(() => { newest.current = calls[0]?.sequence ?? Infinity })
  usePausedUpdates(grid)

  // A card must be in the document before it can take the focus.
  useLayoutEffect(() => {
    if (!layout || !current.value?.takesFocus) return
    current.value = { ...current.value, takesFocus: false }
    focusCard(grid.current!, calls[tabStop]!)
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const next = layout && nextIndex(event.key, tabStop, layout.columns, calls.length)
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    current.value = { key: calls[next]!.key, takesFocus: true }
  }
  const onFocus = ({ target }: FocusEvent) => {
    const key = target instanceof HTMLElement ? target.dataset['key'] : undefined
    if (key !== undefined && key !== current.value?.key) current.value = { key, takesFocus: false }
  }

  const height = layout ? rows * layout.rowHeight : 0
  return (
    <ul
      ref={grid} class='grid' aria-label='Requests, newest first' style={{ height: `${height}px` }}
      onKeyDown={onKeyDown} onFocusIn={onFocus}
    >
      {layout && indicesOf(first * layout.columns, Math.min(calls.length, end * layout.columns), tabStop).map(index => {
        const call = calls[index]!
        const props = { call, index, count: calls.length, isTabStop: index === tabStop, isNew: call.sequence > newest.current, layout }
        return <Slot key={call.key} {...props} />
      })}
    </ul>
  )
}

/** Returns the indices of the cards in view and of the tab stop, which must stay in the document. */
function indicesOf (from: number, to: number, tabStop: number): number[] {
  const indices = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
  return tabStop < from ? [tabStop, ...indices] : tabStop >= to && to > 0 ? [...indices, tabStop] : indices
}

interface SlotProps { call: Call, index: number, count: number, isTabStop: boolean, isNew: boolean, layout: GridLayout }

/** Positions a card. A move within the row is animated; a move to another row is not, since the card would cross all others. */
function Slot ({ call, index, count, isTabStop, isNew, layout: { columns, cellWidth, rowHeight, gap } }: SlotProps) {
  const row = Math.floor(index / columns)
  const before = useRef({ row, cellWidth })
  const move = before.current.cellWidth !== cellWidth ? 'is-resized' : before.current.row !== row ? 'has-jumped' : ''
  before.current = { row, cellWidth }
  const [arrival] = useState(isNew ? 'is-new' : '')
  const x = (index % columns) * (cellWidth + gap)
  const style = { width: `${cellWidth}px`, height: `${rowHeight - gap}px`, transform: `translate(${x}px, ${row * rowHeight}px)` }
  return (
    <li class={`slot ${move || arrival}`} style={style} aria-posinset={index + 1} aria-setsize={count}>
      <CallCard call={call} width={cellWidth} isTabStop={isTabStop} />
      <CallActions card={lastOf(call)} isOverlay />
    </li>
  )
}

function focusCard (grid: HTMLElement, { key }: Call) {
  const card = grid.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  card?.focus({ preventScroll: true })
  card?.scrollIntoView({ block: 'nearest' })
}

function nextIndex (key: string, from: number, columns: number, length: number): number | undefined {
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: Math.min(from + columns, length - 1),
    Home: 0,
    End: length - 1
  }[key]
  return to === undefined || to < 0 || to >= length ? undefined : to
}
