/** The frame of the two panels: beside the grid where there is room, a sheet above it on a phone. */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { CloseIcon } from './icons.js'
import { useInbox } from '../data/inbox-state.js'

const roomForBoth = '(min-width: 56rem)'

export function PanelFrame ({ title, children }: { title: string, children: ComponentChildren }) {
  const { address } = useInbox()
  const dialog = useRef<HTMLDialogElement>(null)
  const close = () => address.leave({ panel: undefined, rule: undefined })
  useLayoutEffect(() => {
    const { current } = dialog
    const room = matchMedia(roomForBoth)
    const preview = () => {
      current!.close()
      if (room.matches) current!.show()
      else current!.showModal()
      // Rather than its first button.
      current!.focus()
    }
    preview()
    room.addEventListener('change', preview)
    return () => {
      room.removeEventListener('change', preview)
      // Gives the focus back.
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
        <button type='button' class='quiet' onClick={close}><CloseIcon /><span class='unseen'>Close</span></button>
      </div>
      {children}
    </dialog>
  )
}
