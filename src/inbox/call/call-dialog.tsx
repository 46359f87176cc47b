/** Dialog of an open call with its picture and details. Back, Escape and a click outside close it. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { lastOf } from '../data/calls/calls.js'
import { useInbox } from '../data/inbox-state.js'
import { useArrowKeys } from '../data/keyboard.js'
import { CloseIcon, NextIcon, PreviousIcon } from '../panels/icons.js'
import { CallDetails } from './call-details.js'
import { PictureViewer } from './picture-viewer.js'

export function CallDialog ({ id }: { id: string }) {
  const { router, callOf, calls, matches, current, restartedAt } = useInbox()
  const dialog = useRef<HTMLDialogElement>(null)
  const shownId = useRef(id)
  const isLoaded = calls.value !== undefined
  const call = isLoaded ? callOf(id) : undefined
  const card = call?.attempts.find(attempt => attempt.id === id)
  const index = call ? matches.value.indexOf(call) : -1
  const neighbour = (step: number) => index < 0 ? undefined : matches.value[index + step]
  const close = () => router.close({ open: undefined })
  const step = (by: number) => {
    const next = neighbour(by)
    if (next) router.replace({ open: lastOf(next).id })
  }

  useLayoutEffect(() => {
    dialog.current!.showModal()
    // Otherwise the first button would get the focus.
    dialog.current!.focus()
    return () => {
      const shown = callOf(shownId.current)
      dialog.current?.close()
      // If a card opened the dialog, the card of the call shown last gets the focus. A link in a panel keeps it.
      if (shown && document.activeElement?.matches('body, .card')) current.value = { key: shown.key, takesFocus: true }
    }
  }, [])
  useLayoutEffect(() => {
    shownId.current = id
    dialog.current!.scrollTop = 0
    // The focused element may have been part of the previous call.
    if (!dialog.current!.contains(document.activeElement)) dialog.current!.focus()
  }, [id])
  useArrowKeys(step)
  const onClick = (event: MouseEvent) => { if (event.target === dialog.current) close() }
  const onCancel = (event: Event) => {
    event.preventDefault()
    close()
  }

  return (
    <dialog ref={dialog} class='call-dialog' tabIndex={-1} aria-label='Request details' onClick={onClick} onCancel={onCancel}>
      <div class='call-dialog-bar'>
        <button type='button' class='quiet' aria-disabled={!neighbour(-1)} onClick={() => step(-1)}><PreviousIcon /><span class='visually-hidden'>Newer</span></button>
        <button type='button' class='quiet' aria-disabled={!neighbour(1)} onClick={() => step(1)}><NextIcon /><span class='visually-hidden'>Older</span></button>
        {index >= 0 && <span class='position'>{index + 1} of {matches.value.length}</span>}
        <button type='button' class='quiet is-close' onClick={close}><CloseIcon /><span class='visually-hidden'>Close</span></button>
      </div>
      {call && card
        ? <><PictureViewer key={id} card={card} /><CallDetails key={`details of ${id}`} card={card} call={call} /></>
        : <p class='call-dialog-empty'>{isLoaded ? `This request is no longer in the journal${restartedAt.value === undefined ? '' : ', since the mock was restarted'}.` : 'Loading …'}</p>}
    </dialog>
  )
}
