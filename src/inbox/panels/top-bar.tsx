/** The bar on top: search, what can be done, and whether the page is in touch with the mock. */
import { useState } from 'preact/hooks'
import { lastOf } from '../data/calls.js'
import { isFailed } from '../data/call-outcome.js'
import type { Panel } from '../data/route.js'
import { ClearIcon, FailIcon, HelpIcon, TryIcon } from './icons.js'
import { useInbox } from '../data/inbox-state.js'
import { SearchField } from './search-field.js'
import { useShortcuts } from '../data/shortcuts.js'

export function TopBar () {
  const { address, inEffect } = useInbox()
  const { panel } = address.place.value
  const failTitle = ['Make it fail', ...inEffect.value.lines].join('\n')
  const toggle = (name: Panel) => {
    if (panel === name) address.leave({ panel: undefined, rule: undefined })
    else address.go({ panel: name, rule: undefined })
  }
  useShortcuts({ '?': () => toggle('about') })
  return (
    <header class='top-bar'>
      <div class='brand'>
        <svg viewBox='0 0 32 32' width='24' height='24' aria-hidden='true'>
          <rect class='brand-sky' width='32' height='32' rx='8' />
          <circle class='brand-sun' cx='21' cy='12' r='5' />
          <path class='brand-hills' d='M0 24c5-7 9-9 13-5s7 5 10 2 6-3 9-1v4a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z' />
        </svg>
        <h1>Inbox</h1>
        <Connection />
        <Tally />
      </div>
      <SearchField />
      <div class='tools'>
        <BehavioursInEffect />
        <nav class='actions' aria-label='Actions'>
          <button type='button' class='action' aria-expanded={panel === 'fail'} title={failTitle} onClick={() => toggle('fail')}>
            <FailIcon /><span class='label'>Make it fail</span><ActiveCount />
          </button>
          <button type='button' class='action' aria-expanded={panel === 'try'} title='Try it' onClick={() => toggle('try')}>
            <TryIcon /><span class='label'>Try it</span>
          </button>
          <ClearButton />
          <button type='button' class='action' aria-expanded={panel === 'about'} title='About, shortcuts and settings (?)' onClick={() => toggle('about')}>
            <HelpIcon /><span class='unseen'>About</span>
          </button>
        </nav>
      </div>
    </header>
  )
}

/** How many requests there are, how many match the search, and how many of these failed. */
function Tally () {
  const { all, found, heldBack, address } = useInbox()
  const total = all.value?.length ?? 0
  if (total === 0) return null
  const shown = found.value.length + heldBack.value
  const failed = (shown === total ? all.value! : found.value).filter(call => isFailed(lastOf(call))).length
  const q = `${address.place.value.q.trim()} is:failed`.trimStart()
  const showFailed = (event: MouseEvent) => {
    event.preventDefault()
    address.swap({ q })
  }
  return (
    <span class='tally'>
      <span>{shown === total ? '' : `${shown.toLocaleString()} of `}{total.toLocaleString()}</span>
      {failed > 0 && !/(^|\s)is:failed\b/.test(address.place.value.q) && <a href={address.href({ q })} onClick={showFailed}>{failed.toLocaleString()} failed</a>}
    </span>
  )
}

function Connection () {
  const { connection } = useInbox()
  const words = { connecting: 'Connecting', live: 'Live', lost: 'Not reachable' }[connection.value]
  return <span class={`connection is-${connection.value}`} role='status' title={words}><span>{words}</span></span>
}

/** The standing behaviours, which can change the response to any request. */
function BehavioursInEffect () {
  const { address, inEffect } = useInbox()
  const { behaviours, lines } = inEffect.value
  if (behaviours.length === 0) return null
  return (
    <button type='button' class='in-effect' title={lines.join('\n')} onClick={() => address.go({ panel: 'fail', rule: undefined })}>
      <span class='unseen'>In effect for all requests: </span><span>{behaviours.join(' · ')}</span>
    </button>
  )
}

/** How many behaviours and rules can change a response. */
function ActiveCount () {
  const { inEffect } = useInbox()
  const { count } = inEffect.value
  return count === 0 ? null : <span class='count'>{count.toLocaleString()}<span class='unseen'> active</span></span>
}

function ClearButton () {
  const { api, all } = useInbox()
  const [isSure, setSure] = useState(false)
  const clear = () => {
    setSure(!isSure)
    if (isSure) api.forget().catch(() => {})
  }
  return (
    <button type='button' class={isSure ? 'action is-sure' : 'action'} title='Clear' disabled={!all.value?.length} onClick={clear} onBlur={() => setSure(false)} onMouseLeave={() => setSure(false)}>
      <ClearIcon /><span class='label'>{isSure ? 'Clear all?' : 'Clear'}</span>
    </button>
  )
}
