/** Top bar: connection, counts, search, active behaviours and actions. */
import { useState } from 'preact/hooks'
import { isFailed } from '../data/calls/call-outcome.js'
import { lastOf } from '../data/calls/calls.js'
import { useInbox } from '../data/inbox-state.js'
import { useShortcuts } from '../data/keyboard.js'
import type { PanelName } from '../data/router.js'
import { ClearIcon, FailIcon, HelpIcon, ReportIcon, TryIcon } from './icons.js'
import { SearchField } from './search-field.js'

export function TopBar () {
  const { router, overrides, savedAt } = useInbox()
  const { panel } = router.route.value
  const failTitle = ['Make it fail', ...overrides.value.lines].join('\n')
  const toggle = (name: PanelName) => {
    if (panel === name) router.close({ panel: undefined, rule: undefined, like: undefined })
    else router.push({ panel: name, rule: undefined, like: undefined })
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
        <ActiveBehaviours />
        <nav class='actions' aria-label='Actions'>
          {savedAt === undefined && (
            <>
              <button type='button' class='action' aria-expanded={panel === 'fail'} title={failTitle} onClick={() => toggle('fail')}>
                <FailIcon /><span class='label'>Make it fail</span><OverrideCount />
              </button>
              <button type='button' class='action' aria-expanded={panel === 'try'} title='Try it' onClick={() => toggle('try')}>
                <TryIcon /><span class='label'>Try it</span>
              </button>
              <ClearButton />
            </>
          )}
          <button type='button' class='action' aria-expanded={panel === 'report'} title='Report' onClick={() => toggle('report')}>
            <ReportIcon /><span class='label'>Report</span><FindingCount />
          </button>
          <button type='button' class='action' aria-expanded={panel === 'about'} title='About, shortcuts and settings (?)' onClick={() => toggle('about')}>
            <HelpIcon /><span class='visually-hidden'>About</span>
          </button>
        </nav>
      </div>
    </header>
  )
}

/** The number of requests, of those that match the search, and of those that failed. */
function Tally () {
  const { calls, matches, pendingCount, router } = useInbox()
  const total = calls.value?.length ?? 0
  if (total === 0) return null
  const shown = matches.value.length + pendingCount.value
  const failed = (shown === total ? calls.value! : matches.value).filter(call => isFailed(lastOf(call))).length
  const q = `${router.route.value.q.trim()} is:failed`.trimStart()
  const showFailed = (event: MouseEvent) => {
    event.preventDefault()
    router.replace({ q })
  }
  return (
    <span class='tally'>
      <span>{shown === total ? '' : `${shown.toLocaleString()} of `}{total.toLocaleString()}</span>
      {failed > 0 && !/(^|\s)is:failed\b/.test(router.route.value.q) && (
        <a href={router.href({ q })} onClick={showFailed}>{failed.toLocaleString()} failed</a>
      )}
    </span>
  )
}

function Connection () {
  const { connection, savedAt } = useInbox()
  if (savedAt !== undefined) return <time class='saved-at' dateTime={savedAt}>Saved {new Date(savedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</time>
  const text = { connecting: 'Connecting', live: 'Live', lost: 'Not reachable', saved: '' }[connection.value]
  return <span class={`connection is-${connection.value}`} role='status' title={text}><span>{text}</span></span>
}

/** The behaviours that are set, which can change the response to any request. */
function ActiveBehaviours () {
  const { router, overrides } = useInbox()
  const { behaviours, lines } = overrides.value
  if (behaviours.length === 0) return null
  return (
    <button type='button' class='overrides' title={lines.join('\n')} onClick={() => router.push({ panel: 'fail', rule: undefined, like: undefined })}>
      <span class='visually-hidden'>In effect for all requests: </span><span>{behaviours.join(' · ')}</span>
    </button>
  )
}

/** The number of behaviours and rules that can change a response. */
function OverrideCount () {
  const { overrides } = useInbox()
  const { count } = overrides.value
  return count === 0 ? null : <span class='count'>{count.toLocaleString()}<span class='visually-hidden'> active</span></span>
}

/** The number of findings of the report. */
function FindingCount () {
  const { findings = [], verdict } = useInbox().report.value ?? {}
  const count = findings.length
  return count === 0 ? null : <span class={`count is-finding is-${verdict}`}>{count.toLocaleString()}<span class='visually-hidden'> {count === 1 ? 'finding' : 'findings'}</span></span>
}

/** Clears the journal on the second click. */
function ClearButton () {
  const { api, calls } = useInbox()
  const [isSure, setSure] = useState(false)
  const clear = () => {
    setSure(!isSure)
    if (isSure) api.clearJournal().catch(() => {})
  }
  return (
    <button
      type='button' class={isSure ? 'action is-sure' : 'action'} title='Clear' disabled={!calls.value?.length}
      onClick={clear} onBlur={() => setSure(false)} onMouseLeave={() => setSure(false)}
    >
      <ClearIcon /><span class='label'>{isSure ? 'Clear all?' : 'Clear'}</span>
    </button>
  )
}
