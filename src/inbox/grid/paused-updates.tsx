/** Paused updates: new calls wait while the user has scrolled down, moves through the cards by keyboard, or has a call open. */
import { useLayoutEffect } from 'preact/hooks'
import { useInbox } from '../data/inbox-state.js'
import { UpIcon } from '../panels/icons.js'

const nearTopPx = 48

export function usePausedUpdates (grid: { current: HTMLElement | null }) {
  const { isPaused, router } = useInbox()
  const isOpen = router.route.value.open !== undefined
  useLayoutEffect(() => {
    const update = () => {
      isPaused.value = isOpen || window.scrollY > nearTopPx || grid.current?.querySelector(':focus-visible') != null
    }
    update()
    const events = ['scroll', 'focusin', 'focusout'] as const
    for (const event of events) document.addEventListener(event, update, { passive: true })
    return () => { for (const event of events) document.removeEventListener(event, update) }
  }, [isOpen])
}

/** `3 new`: shows the calls that arrived while updates are paused, and scrolls to them. */
export function NewCallsButton () {
  const { pendingCount, isPaused } = useInbox()
  const count = pendingCount.value
  const show = () => {
    isPaused.value = false
    window.scrollTo(0, 0)
    // The new cards are rendered in the next frame.
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.grid .card')?.focus({ preventScroll: true }))
  }
  return count === 0 ? null : <button type='button' class='new-calls' onClick={show}><UpIcon />{count} new</button>
}
