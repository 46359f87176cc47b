/** One call in the grid: its pictures or its refusal, what was asked, and how it went. */
import type { Card } from '../../journal/card.js'
import { HowItWasAsked, Prompt, WhatWasAsked } from './card-facts.js'
import { ago } from '../data/time-text.js'
import { downloadsOf, lastOf, type Call } from '../data/calls.js'
import { outcomeOf, isFailed } from '../data/call-outcome.js'
import { earlyRetryOf } from '../data/findings.js'
import { DownloadIcon } from '../panels/icons.js'
import { useInbox } from '../data/inbox-state.js'
import { Pictures } from './mosaic.js'

export function CallCard ({ call, width, isStop }: { call: Call, width: number, isStop: boolean }) {
  const { address } = useInbox()
  const card = lastOf(call)
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    address.go({ open: card.id })
  }
  return (
    <a class='card' href={address.href({ open: card.id })} data-key={call.key} tabIndex={isStop ? 0 : -1} onClick={open}>
      <div class='mat'>{outcomeOf(card).tone === 'drawn' ? <Drawn card={card} width={width} /> : <Refusal card={card} />}</div>
      <p class='prompt' dir='auto'><Prompt card={card} /></p>
      <p class='line-of-two'><span class='facts'><WhatWasAsked card={card} /></span><Ago time={card.time} /></p>
      <p class={call.downloads.some(isFailed) ? 'line-of-two has-failed-download' : 'line-of-two'}>
        <Attempts attempts={call.attempts} />
        <Downloads call={call} />
        <span class='facts is-how'><HowItWasAsked card={card} /></span>
      </p>
    </a>
  )
}

function Drawn ({ card, width }: { card: Card, width: number }) {
  if (card.pictures === 0) return <span class='nothing'>{card.images === 0 ? 'No picture' : 'Not kept'}</span>
  return (
    <>
      <Pictures card={card} box={width} />
      {card.images > 1 && <span class='pieces'>{card.images}<span class='unseen'> images</span></span>}
    </>
  )
}

/** A failure, set in type. */
export function Refusal ({ card }: { card: Card }) {
  const { triggers } = useInbox()
  const { tone, label, name, message } = outcomeOf(card)
  // A fault says of itself what it does.
  const fault = tone === 'broken' ? triggers.value.find(({ word, value }) => (word === 'fault' || word === 'asset') && value === label) : undefined
  return (
    <div class={`refusal is-${tone}`}>
      <span class='refusal-label'>{label}</span>
      {name !== undefined && <span class='refusal-name'>{name.replaceAll('_', '_\u200b')}</span>}
      <span class='refusal-message'>{fault?.description ?? message}</span>
    </div>
  )
}

/** `429 › 429 › 200`; of many the first and the last ones. */
function Attempts ({ attempts }: Pick<Call, 'attempts'>) {
  const shown = attempts.length > 4 ? [attempts[0]!, undefined, ...attempts.slice(-2)] : attempts
  return (
    <span class='attempts'>
      {shown.map((card, index) => card
        ? <span key={card.id} class={earlyRetryOf(shown[index - 1], card) ? 'is-early' : ''}><Status card={card} /></span>
        : <span key={index} class='more'>{attempts.length - 3} more</span>)}
    </span>
  )
}

export function Status ({ card }: { card: Card }) {
  const ending = outcomeOf(card)
  return <span class={`status is-${ending.tone}`} title={ending.name}>{ending.label}</span>
}

/** How many there were, and how the last of them failed that did. */
function Downloads ({ call }: { call: Call }) {
  const count = downloadsOf(call)
  if (count === 0) return <NotDownloaded card={lastOf(call)} />
  const failed = call.downloads.findLast(isFailed)
  return (
    <span class='downloads' title='Downloads of its images'>
      <DownloadIcon />{count}<span class='unseen'> downloads{failed && ', the last that failed: '}</span>
      {failed && <Status card={failed} />}
    </span>
  )
}

/** How long a client has for its images before the card says that it has not fetched them. */
const downloadWithinMs = 30_000

function NotDownloaded ({ card }: { card: Card }) {
  const { nowMs } = useInbox()
  const isExpected = card.images > 0 && card.request?.response_format === 'url'
  return isExpected && nowMs.value - Date.parse(card.time) > downloadWithinMs ? <span class='downloads'>not downloaded</span> : null
}

export function Ago ({ time }: { time: string }) {
  const { nowMs } = useInbox()
  return <time class='ago' dateTime={time} title={new Date(time).toLocaleString()}>{ago(time, nowMs.value)}</time>
}
