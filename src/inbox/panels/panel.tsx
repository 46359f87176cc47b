/** Frame of a panel: beside the grid on wide screens, a modal sheet on narrow ones. */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useInbox } from '../data/inbox-state.js'
import { CloseIcon } from './icons.js'

const wideScreen = '(min-width: 56rem)'

export function Panel ({ title, children }: { title: string, children: ComponentChildren }) {
  const { router } = useInbox()
  const dialog = useRef<HTMLDialogElement>(null)
  const close = () => router.close({ panel: undefined, rule: undefined, like: undefined })
  useLayoutEffect(() => {
    const { current } = dialog
    const query = matchMedia(wideScreen)
    const show = () => {
      current!.close()
      if (query.matches) current!.show()
      else current!.showModal()
      // Otherwise the first button would get the focus.
      current!.focus()
    }
    show()
    query.addEventListener('change', show)
    return () => {
      query.removeEventListener('change', show)
      // Closing returns the focus to the element that had it.
      current!.close()
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    close()
  }
  return (
    <dialog ref={dialog} class='panel' tabIndex={-1} aria-label={title} onKeyDown={onKeyDown}>
      <div class='panel-bar'>
        <h2>{title}</h2>
        <button type='button' class='quiet' onClick={close}><CloseIcon /><span class='visually-hidden'>Close</span></button>
      </div>
      {children}
    </dialog>
  )
}
