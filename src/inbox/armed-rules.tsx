/** The rules that stand: what they do, for whom, and what is left of each. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useInbox } from './inbox.js'
import type { ArmedRule } from './mock-api.js'

export function ArmedRules () {
  const { rules, address } = useInbox()
  const { rule: pointedAt } = address.place.value
  return (
    <section>
      <h3>Armed</h3>
      {rules.value.length === 0
        ? <p class='remark'>Nothing: requests get what they ask for.</p>
        : <ul class='armed'>{rules.value.map(rule => <Armed key={rule.id} armed={rule} isPointedAt={rule.id === pointedAt} />)}</ul>}
    </section>
  )
}

function Armed ({ armed, isPointedAt }: { armed: ArmedRule, isPointedAt: boolean }) {
  const { api } = useInbox()
  const { id, source, owner, rule, times, left, served, tooSlow } = armed
  const item = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => { if (isPointedAt) item.current!.scrollIntoView({ block: 'center' }) }, [isPointedAt])
  const conditions = [...Object.entries(rule.match ?? {}).map(([name, value]) => `${name} ${value}`), ...(owner === undefined ? [] : [`key ${owner}`])]
  return (
    <li ref={item} class={['armed-rule', left === 0 && 'is-spent', isPointedAt && 'is-pointed-at'].filter(Boolean).join(' ')}>
      <div>
        <p class='armed-what'>{rule.description ?? wordsOf(rule.respond)}</p>
        <p class='armed-whom'>{conditions.length === 0 ? 'every request' : conditions.join(', ')}{source === 'file' && <>, from {id}</>}</p>
      </div>
      <p class='armed-left'>{tooSlow ? 'too slow, retired' : times === undefined ? `always, served ${served}` : left === 0 ? `used up (${times})` : `${left ?? times} of ${times} left`}</p>
      {source === 'posted' && <button type='button' class='small' onClick={() => api.disarm(id).catch(() => {})}>Disarm<span class='unseen'> {wordsOf(rule.respond)}</span></button>}
    </li>
  )
}

function wordsOf (respond: Record<string, unknown>): string {
  const words = Object.entries(respond).map(([name, value]) => {
    if (typeof value === 'object') return name
    return name === 'error' || name === 'fault' ? String(value) : `${name} ${value}`
  })
  return words.length === 0 ? 'the ordinary answer' : words.join(', ')
}
