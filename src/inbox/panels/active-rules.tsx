/** Lists of rules: responses, conditions and remaining uses. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useInbox } from '../data/inbox-state.js'
import type { RuleState } from '../data/mock-api.js'

/** The rules of one source. Without any, the list of files is left out. */
export function ActiveRules ({ source }: { source: RuleState['source'] }) {
  const { rules, router, overrides } = useInbox()
  const { rule: highlighted } = router.route.value
  const shown = rules.value.filter(rule => rule.source === source)
  if (source === 'file' && shown.length === 0) return null
  return (
    <section>
      <h3>{source === 'posted' ? 'Armed' : `Rules from files (${shown.length})`}</h3>
      {shown.length === 0
        ? <p class='note'>None.{overrides.value.count === 0 && ' Requests get normal responses.'}</p>
        : <ul class='rule-list'>{shown.map(rule => <RuleItem key={rule.id} state={rule} isHighlighted={rule.id === highlighted} />)}</ul>}
    </section>
  )
}

function RuleItem ({ state, isHighlighted }: { state: RuleState, isHighlighted: boolean }) {
  const { api } = useInbox()
  const { id, source, owner, rule, left } = state
  const item = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => { if (isHighlighted) item.current!.scrollIntoView({ block: 'center' }) }, [isHighlighted])
  const matched = Object.entries(rule.match ?? {}).map(([name, value]) => `${name} ${value}`)
  const conditions = [...matched, ...(owner === undefined ? [] : [`key ${owner}`])]
  return (
    <li ref={item} class={['rule-item', left === 0 && 'is-spent', isHighlighted && 'is-highlighted'].filter(Boolean).join(' ')}>
      <div>
        <p class='rule-response'>{rule.description ?? <code>{responseText(rule.respond)}</code>}</p>
        <p class='rule-conditions'>{conditions.length === 0 ? 'every request' : conditions.join(', ')}{source === 'file' && <>, from {id}</>}</p>
      </div>
      <p class='rule-uses'>{usesText(state)}</p>
      {source === 'posted' && (
        <button type='button' class='small' onClick={() => api.removeRule(id).catch(() => {})}>
          Disarm<span class='visually-hidden'> {responseText(rule.respond)}</span>
        </button>
      )}
    </li>
  )
}

function usesText ({ times, left = times, served, tooSlow }: RuleState): string {
  if (tooSlow) return 'too slow, disabled'
  if (times === undefined) return `no limit · used ${served} ${served === 1 ? 'time' : 'times'}`
  return left === 0 ? `used up (${times})` : `${left} of ${times} left`
}

function responseText (respond: Record<string, unknown>): string {
  const members = Object.entries(respond).map(([name, value]) => {
    if (typeof value === 'object') return name
    return name === 'error' || name === 'fault' ? String(value) : `${name} ${value}`
  })
  return members.length === 0 ? 'the normal response' : members.join(', ')
}
