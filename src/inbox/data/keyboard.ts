/** Keyboard shortcuts of the page, and the arrow keys of an open dialog. */
import { useLayoutEffect, useRef } from 'preact/hooks'

type KeyHandler = (event: KeyboardEvent) => void

/** Runs the action of a key anywhere on the page, except while the user types in a field or a modal dialog is open. */
export function useShortcuts (shortcuts: Readonly<Record<string, () => void>>) {
  useKeyDown(event => {
    const action = shortcuts[event.key]
    if (!action || document.querySelector('dialog:modal')) return
    event.preventDefault()
    action()
  })
}

/** Calls `step` with -1 for the left and 1 for the right arrow key, wherever the focus is: a click on text moves it to the body. */
export function useArrowKeys (step: (by: number) => void) {
  useKeyDown(({ key, shiftKey }) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key]
    if (by !== undefined && !shiftKey) step(by)
  })
}

/** Listens for keys without Ctrl, Alt and Meta that no other element has handled, outside of form fields. */
function useKeyDown (handler: KeyHandler) {
  const latest = useRef(handler)
  latest.current = handler
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, ctrlKey, metaKey, altKey, defaultPrevented } = event
      const isField = target instanceof HTMLElement && target.matches('input, textarea, select')
      if (!isField && !defaultPrevented && !ctrlKey && !metaKey && !altKey) latest.current(event)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
