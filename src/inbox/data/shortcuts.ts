/** Keys that work anywhere on the page, unless one is writing or a call is opened. */
import { useEffect, useRef } from 'preact/hooks'

export function useShortcuts (shortcuts: Readonly<Record<string, () => void>>) {
  const current = useRef(shortcuts)
  current.current = shortcuts
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target, ctrlKey, metaKey, altKey, defaultPrevented } = event
      const isWriting = target instanceof HTMLElement && target.matches('input, textarea, select')
      const act = current.current[key]
      if (!act || isWriting || defaultPrevented || ctrlKey || metaKey || altKey || document.querySelector('dialog:modal')) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
