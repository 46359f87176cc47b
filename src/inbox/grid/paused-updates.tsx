/** Newer calls wait while one looks at something: scrolled down, on a card by keyboard, or in an opened call. */
import { useLayoutEffect } from 'preact/hooks'
import { UpIcon } from '../panels/icons.js'
import { useInbox } from '../data/inbox-state.js'

const nearTopPx = 48

export function useHolding (grid: { current: HTMLElement | null }) {
  const { isHolding, address } = useInbox()
  const isOpen = address.place.value.open !== undefined
  useLayoutEffect(() => {
    const update = () => {
      isHolding.value = isOpen || window.scrollY > nearTopPx || grid.current?.querySelector(':focus-visible') != null
    }
    update()
    const events = ['scroll', 'focusin', 'focusout'] as const
    for (const event of events) document.addEventListener(event, update, { passive: true })
    return () => { for (const event of events) document.removeEventListener(event, update) }
  }, [isOpen])
}

/** `3 new`: goes up to them. */
export function NewOnes () {
  const { heldBack, isHolding } = useInbox()
  const count = heldBack.value
  const preview = () => {
    isHolding.value = false
    window.scrollTo(0, 0)
    // Once they are drawn.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.grid .card')?.focus({ preventScroll: true }))
  }
  return count === 0 ? null : <button type='button' class='new-ones' onClick={preview}><UpIcon />{count} new</button>
}
