/** The list of rules: what they do, for whom, and how many uses are left. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useInbox } from '../data/inbox-state.js'
import type { ArmedRule } from '../data/mock-api.js'

/** The rules that were added at run time, or those of files. */
export function ArmedRules ({ source }: { source: ArmedRule['source'] }) {
  const { rules, address, inEffect } = useInbox()
  const { rule: pointedAt } = address.place.value
  const shown = rules.value.filter(rule => rule.source === source)
  if (source === 'file' && shown.length === 0) return null
  return (
    <section>
      <h3>{source === 'posted' ? 'Armed' : `Rules from files (${shown.length})`}</h3>
      {shown.length === 0
        ? <p class='remark'>None.{inEffect.value.count === 0 && ' Requests get normal responses.'}</p>
        : <ul class='armed'>{shown.map(rule => <Armed key={rule.id} armed={rule} isPointedAt={rule.id === pointedAt} />)}</ul>}
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
        <p class='armed-what'>{rule.description ?? <code>{wordsOf(rule.respond)}</code>}</p>
        <p class='armed-whom'>{conditions.length === 0 ? 'every request' : conditions.join(', ')}{source === 'file' && <>, from {id}</>}</p>
      </div>
      <p class='armed-left'>{tooSlow ? 'too slow, disabled' : times === undefined ? `no limit · used ${served} ${served === 1 ? 'time' : 'times'}` : left === 0 ? `used up (${times})` : `${left ?? times} of ${times} left`}</p>
      {source === 'posted' && <button type='button' class='small' onClick={() => api.disarm(id).catch(() => {})}>Disarm<span class='unseen'> {wordsOf(rule.respond)}</span></button>}
    </li>
  )
}

function wordsOf (respond: Record<string, unknown>): string {
  const words = Object.entries(respond).map(([name, value]) => {
    if (typeof value === 'object') return name
    return name === 'error' || name === 'fault' ? String(value) : `${name} ${value}`
  })
  return words.length === 0 ? 'the normal response' : words.join(', ')
}
