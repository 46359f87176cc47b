/** Details of an open call: outcome, prompt, why it got its response, timeline, snippets, request and response. */
import { useEffect, useState } from 'preact/hooks'
import type { Card } from '../../journal/entries/card.js'
import type { Entry } from '../../journal/entries/entry.js'
import { outcomeOf } from '../data/calls/call-outcome.js'
import type { Call } from '../data/calls/calls.js'
import { ruleOf, explain } from '../data/calls/explanation.js'
import { useInbox } from '../data/inbox-state.js'
import { snippetsOf } from '../data/snippets/snippets.js'
import { formatDuration } from '../data/time-text.js'
import { CallActions } from '../grid/call-actions.js'
import { Age, Status } from '../grid/call-card.js'
import { Prompt } from '../grid/card-facts.js'
import { Snippets } from './code.js'
import { EventList } from './event-list.js'
import { Facts, RequestView, ResponseView, UsageView } from './request-response.js'
import { Timeline } from './timeline.js'

export function CallDetails ({ card, call }: { card: Card, call: Call }) {
  const { api } = useInbox()
  const { entry, problem } = useEntry(card)
  return (
    <div class='call-details'>
      <p class='call-status'>
        <Status card={card} />
        {outcomeOf(card).name !== undefined && <code>{outcomeOf(card).name}</code>}
        {!card.isOpen && <span>in {formatDuration(card.durationMs)}</span>}
        <Age time={card.time} />
      </p>
      <FullPrompt card={card} prompt={entry?.request?.prompt} />
      <CallActions card={card} />
      <Why card={card} />
      <Violations card={card} />
      <CallFindings card={card} />
      <Timeline call={call} shown={card.id} entry={entry} />
      {problem !== undefined && <p role='alert' class='problem'>{problem}</p>}
      {entry && (
        <>
          {entry.events && <EventList card={card} events={entry.events} />}
          <section>
            <h3>Copy as</h3>
            <Snippets label='Copy as' snippets={snippetsOf(entry, api.baseURL.replace(/v1$/, ''))} />
          </section>
          <RequestView entry={entry} />
          <ResponseView entry={entry} />
          {card.usage && <UsageView usage={card.usage} />}
          <Facts entry={entry} chosen={card.chosen} />
        </>
      )}
    </div>
  )
}

/** What OpenAI would refuse, of a request that the mock answered. */
function Violations ({ card: { violations = [] } }: { card: Card }) {
  if (violations.length === 0) return null
  return (
    <section>
      <h3>OpenAI would refuse it</h3>
      <ul class='call-findings'>
        {violations.map(({ param, message }) => <li key={`${param} ${message}`}>{param !== null && <code class='chip'>{param}</code>} <span class={param === 'model' ? 'finding' : 'finding is-error'}>{message}</span></li>)}
      </ul>
    </section>
  )
}

/** The findings of the report about this request. Those of its downloads are in the timeline. */
function CallFindings ({ card }: { card: Card }) {
  const own = useInbox().findings.value.get(card.id) ?? []
  if (own.length === 0) return null
  return (
    <section>
      <h3>Findings</h3>
      <ul class='call-findings'>
        {own.map(({ id, title, severity, advice }) => <li key={`${id} ${title}`}><p class={`finding is-${severity}`}>{title}</p><p>{advice}</p></li>)}
      </ul>
    </section>
  )
}

/** A longer prompt is folded, in UTF-16 code units. */
const maxUnfolded = 420

function FullPrompt ({ card, prompt }: { card: Card, prompt: string | undefined }) {
  const text = prompt ?? card.prompt
  const isLong = text !== undefined && text.length > maxUnfolded
  const [isWhole, setWhole] = useState(false)
  return (
    <div>
      <h2 class={isLong && !isWhole ? 'full-prompt is-folded' : 'full-prompt'} dir='auto'>{text?.trim() ? text : <Prompt card={card} />}</h2>
      {isLong && (
        <button type='button' class='small' aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all (${[...text].length.toLocaleString()} characters)`}
        </button>
      )}
    </div>
  )
}

function Why ({ card }: { card: Card }) {
  const { router, rules } = useInbox()
  const rule = ruleOf(card, rules.value)
  const show = (event: MouseEvent) => {
    event.preventDefault()
    router.replace({ open: undefined, panel: 'fail', rule: rule!.id, like: undefined })
  }
  return (
    <section class='explanation'>
      <h3>Why this response</h3>
      <p>{explain({ ...card, param: card.error?.param })}</p>
      {rule && (
        <p>
          <a href={router.href({ open: undefined, panel: 'fail', rule: rule.id })} onClick={show}>
            View rule{rule.left === undefined ? '' : ` (${rule.left} ${rule.left === 1 ? 'use' : 'uses'} left)`}
          </a>
        </p>
      )}
    </section>
  )
}

/** Loads the journal entry, again if it failed and the mock can be reached again, and whenever a stream has sent an event. */
function useEntry ({ id, isOpen, partials }: Card): { entry?: Entry, problem?: string } {
  const { api, connection } = useInbox()
  const isReachable = connection.value !== 'lost'
  const [state, setState] = useState<{ entry?: Entry, problem?: string }>({})
  useEffect(() => {
    if (state.entry?.id === id && !state.entry.isOpen) return
    let isWanted = true
    api.entry(id).then(
      entry => { if (isWanted) setState({ entry }) },
      (error: Error) => { if (isWanted) setState({ problem: error.message }) })
    return () => { isWanted = false }
  }, [id, isReachable, isOpen, partials])
  return state
}
