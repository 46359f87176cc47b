/** What is told of an opened request: why it was answered so, its attempts, and what came and went. */
import { useEffect, useState } from 'preact/hooks'
import type { Card } from '../journal/card.js'
import type { Entry } from '../journal/entry.js'
import type { Call } from './calls.js'
import { Ago, Status } from './card.js'
import { lasting } from './clock.js'
import { Snippets } from './code.js'
import { endingOf } from './ending.js'
import { useInbox } from './inbox.js'
import { Answer, Facts, Question } from './exchange.js'
import { snippetsOf } from './snippets.js'
import { Timeline } from './timeline.js'
import { ruleOf, whyOf } from './why.js'

export function Telling ({ card, call }: { card: Card, call: Call }) {
  const { api } = useInbox()
  const { entry, problem } = useEntry(card.id)
  return (
    <div class='telling'>
      <p class='telling-state'>
        <Status card={card} />
        {endingOf(card).name !== undefined && <code>{endingOf(card).name}</code>}
        <span>in {lasting(card.durationMs)}</span>
        <Ago time={card.time} />
      </p>
      <h2 class='full-prompt' dir='auto' tabIndex={0}>{entry?.request?.prompt ?? card.prompt ?? `${card.method} ${card.path}`}</h2>
      <Why card={card} />
      <Timeline call={call} shown={card.id} />
      {problem !== undefined && <p role='alert' class='problem'>{problem}</p>}
      {entry && (
        <>
          <section>
            <h3>Copy as</h3>
            <Snippets label='Copy as' snippets={snippetsOf(entry, api.baseURL.replace(/v1$/, ''))} />
          </section>
          <Question entry={entry} />
          <Answer entry={entry} />
          <Facts entry={entry} />
        </>
      )}
    </div>
  )
}

function Why ({ card }: { card: Card }) {
  const { address, rules } = useInbox()
  const rule = ruleOf(card, rules.value)
  const show = (event: MouseEvent) => {
    event.preventDefault()
    address.swap({ open: undefined, panel: 'fail', rule: rule!.id })
  }
  return (
    <section class='why'>
      <h3>Why it was answered so</h3>
      <p>{whyOf(card)}</p>
      {rule && <p><a href={address.href({ open: undefined, panel: 'fail', rule: rule.id })} onClick={show}>The rule still stands{rule.left === undefined ? '' : `, ${rule.left} left`}</a></p>}
    </section>
  )
}

function useEntry (id: string): { entry?: Entry, problem?: string } {
  const { api } = useInbox()
  const [state, setState] = useState<{ entry?: Entry, problem?: string }>({})
  useEffect(() => {
    let isWanted = true
    api.entry(id).then(
      entry => { if (isWanted) setState({ entry }) },
      (error: Error) => { if (isWanted) setState({ problem: error.message }) })
    return () => { isWanted = false }
  }, [id])
  return state
}
