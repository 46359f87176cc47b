/** The dialog of an opened call: its picture at full size and its details. Back, Escape and a click beside it close it. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { CloseIcon, NextIcon, PreviousIcon } from '../panels/icons.js'
import { useInbox } from '../data/inbox-state.js'
import { lastOf } from '../data/calls.js'
import { PictureViewer } from './picture-viewer.js'
import { CallDetails } from './call-details.js'

export function CallDialog ({ id }: { id: string }) {
  const inbox = useInbox()
  const { address, callOf, all, found, current, restartedAt } = inbox
  const dialog = useRef<HTMLDialogElement>(null)
  const shownId = useRef(id)
  const known = all.value !== undefined
  const call = known ? callOf(id) : undefined
  const card = call?.attempts.find(attempt => attempt.id === id)
  const index = call ? found.value.indexOf(call) : -1
  const neighbour = (step: number) => index < 0 ? undefined : found.value[index + step]
  const close = () => address.leave({ open: undefined })
  const step = (by: number) => {
    const next = neighbour(by)
    if (next) address.swap({ open: lastOf(next).id })
  }

  useLayoutEffect(() => {
    dialog.current!.showModal()
    // Rather than its first button.
    dialog.current!.focus()
    return () => {
      const opened = callOf(shownId.current)
      dialog.current?.close()
      // A link in a panel that opened the call keeps the focus; from a card it goes to that of the call seen last.
      if (opened && document.activeElement?.matches('body, .card')) current.value = { key: opened.key, takesFocus: true }
    }
  }, [])
  useLayoutEffect(() => {
    shownId.current = id
    dialog.current!.scrollTop = 0
    // What had the focus may have gone with the call shown before.
    if (!dialog.current!.contains(document.activeElement)) dialog.current!.focus()
  }, [id])
  useArrows(step)
  const onClick = (event: MouseEvent) => { if (event.target === dialog.current) close() }
  const onCancel = (event: Event) => {
    event.preventDefault()
    close()
  }

  return (
    <dialog ref={dialog} class='story' tabIndex={-1} aria-label='Request details' onClick={onClick} onCancel={onCancel}>
      <div class='story-bar'>
        <button type='button' class='quiet' aria-disabled={!neighbour(-1)} onClick={() => step(-1)}><PreviousIcon /><span class='unseen'>Newer</span></button>
        <button type='button' class='quiet' aria-disabled={!neighbour(1)} onClick={() => step(1)}><NextIcon /><span class='unseen'>Older</span></button>
        {index >= 0 && <span class='position'>{index + 1} of {found.value.length}</span>}
        <button type='button' class='quiet is-close' onClick={close}><CloseIcon /><span class='unseen'>Close</span></button>
      </div>
      {call && card
        ? <><PictureViewer key={id} card={card} /><CallDetails key={`telling ${id}`} card={card} call={call} /></>
        : <p class='story-absent'>{known ? `This request is no longer in the journal${restartedAt.value === undefined ? '' : ', since the mock was restarted'}.` : 'Loading …'}</p>}
    </dialog>
  )
}

/** The left and right arrow keys step, wherever the focus is: a click on text leaves it at the page's body. */
function useArrows (step: (by: number) => void) {
  const latest = useRef(step)
  latest.current = step
  useEffect(() => {
    const onKeyDown = ({ key, target, defaultPrevented, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[key]
      const isTaken = defaultPrevented || altKey || ctrlKey || metaKey || shiftKey || (target instanceof HTMLElement && target.matches('input, textarea, select'))
      if (by !== undefined && !isTaken) latest.current(by)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
