/** Actions of a call: fail the next request like it, send it again, and change it in Try it. */
import { useState } from 'preact/hooks'
import type { Card } from '../../journal/entries/card.js'
import { useInbox } from '../data/inbox-state.js'
import { EditIcon, FailIcon, RepeatIcon } from '../panels/icons.js'

/** `isOverlay`: icons over the picture of a card, for the mouse. The details have the same actions with their names. */
export function CallActions ({ card, isOverlay = false }: { card: Card, isOverlay?: boolean }) {
  const { router, api, savedAt } = useInbox()
  const [sending, setSending] = useState<'sending' | 'sent' | { problem: string }>()
  if (card.operation === undefined || savedAt !== undefined) return null
  const show = (panel: 'fail' | 'try') => router.push({ open: undefined, panel, rule: undefined, like: card.id })
  const sendAgain = () => {
    setSending('sending')
    api.sendAgain(card.id).then(() => setSending('sent'), (error: Error) => setSending({ problem: error.message }))
  }
  const problem = typeof sending === 'object' ? sending.problem : undefined
  const actions = [
    ['Fail the next one like this', <FailIcon key='fail' />, () => show('fail')],
    [sending === 'sending' ? 'Sending …' : sending === 'sent' ? 'Sent' : 'Send again', <RepeatIcon key='again' />, sendAgain],
    ['Edit and send', <EditIcon key='edit' />, () => show('try')]
  ] as const
  return (
    <div class={isOverlay ? `card-actions ${sending ? 'is-used' : ''}` : 'call-actions'} onMouseLeave={() => sending === 'sent' && setSending(undefined)}>
      {actions.map(([label, icon, onClick], index) => (
        <button
          key={index} type='button' class={isOverlay ? 'quiet' : 'small'} tabIndex={isOverlay ? -1 : 0} title={isOverlay ? label : undefined}
          aria-disabled={label.startsWith('Sending')} onClick={onClick}
        >
          {icon}<span class={isOverlay ? 'visually-hidden' : ''}>{label}</span>
        </button>
      ))}
      {problem !== undefined && <p role='alert' class={isOverlay ? 'card-problem' : 'problem'}>{problem}</p>}
    </div>
  )
}
