/** State of the inbox: every signal and object that its components share, created once. */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { DescribedModels } from '../../contract/accepted-parameters.js'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { createAnnouncer } from './calls/announcer.js'
import { createCalls, type Call, type Calls } from './calls/calls.js'
import { createLiveCalls, type LiveCalls } from './calls/live-calls.js'
import { createLiveReport, type LiveReport } from './live-report.js'
import { createLoader, createMockApi, type BehaviourValues, type MockApi, type MockInfo, type RuleState, type SavedInbox, type TriggerOption } from './mock-api.js'
import { overridesOf, type Overrides } from './overrides.js'
import { createRouter, type Router } from './router.js'
import { parseSearch } from './calls/search.js'

type CustomParameters = DescribedModels['customParameters']

export interface CurrentCard {
  /** The call's key. */
  key: string
  /** Whether the card takes the focus as soon as it is rendered. */
  takesFocus: boolean
}

export interface Inbox {
  readonly api: MockApi
  readonly router: Router
  /** When the inbox was saved as a file, in ISO 8601: it shows requests and cannot send any. Undefined if the page is live. */
  readonly savedAt: string | undefined
  readonly nowMs: ReadonlySignal<number>
  /** All calls, newest first. Undefined until the first page is loaded. */
  readonly calls: LiveCalls['calls']
  readonly connection: LiveCalls['connection']
  /** Version, start time and settings of the mock. Undefined until they are loaded. */
  readonly info: ReadonlySignal<MockInfo | undefined>
  /** When the mock was restarted while the page was open, in ISO 8601, until the user dismisses the notice. */
  readonly restartedAt: Signal<string | undefined>
  /** The calls that match the search, newest first, without pending ones. */
  readonly matches: ReadonlySignal<readonly Call[]>
  /** The masked API keys of the newest calls, at most five. */
  readonly keys: ReadonlySignal<readonly string[]>
  /** The number of matching calls that arrived while updates are paused. */
  readonly pendingCount: ReadonlySignal<number>
  /** Whether new calls are withheld, so that nothing moves while the user reads. */
  readonly isPaused: Signal<boolean>
  /** The card that Tab reaches. */
  readonly current: Signal<CurrentCard | undefined>
  readonly rules: ReadonlySignal<readonly RuleState[]>
  /** Undefined until they are loaded. */
  readonly behaviours: ReadonlySignal<BehaviourValues | undefined>
  readonly overrides: ReadonlySignal<Overrides>
  /** The values that rules can use; empty until they are loaded. */
  readonly triggers: ReadonlySignal<readonly TriggerOption[]>
  /** The parameters of models files that the table of parameters does not have; none until they are loaded. */
  readonly customParameters: ReadonlySignal<CustomParameters>
  readonly report: LiveReport['report']
  readonly findings: LiveReport['findings']
  /** The latest announcement for screen readers. */
  readonly announcement: ReadonlySignal<string>
  /** Returns the call that has an attempt with this id. */
  readonly callOf: Calls['of']
}

export function createInbox (window: Window, base: string, saved?: SavedInbox): Inbox {
  const api = createMockApi(base, saved)
  const router = createRouter(window)
  const calls = createCalls()
  const rules = signal<readonly RuleState[]>([])
  const behaviours = signal<BehaviourValues | undefined>(undefined)
  const triggers = signal<readonly TriggerOption[]>([])
  const customParameters = signal<CustomParameters>({})
  const announcer = createAnnouncer()
  const info = signal<MockInfo | undefined>(undefined)
  const restartedAt = signal<string | undefined>(undefined)
  const updateInfo = (next: MockInfo) => {
    if (info.value && info.value.startedAt !== next.startedAt) restartedAt.value = next.startedAt
    info.value = next
  }
  // A request that fails is repeated when the connection is made again.
  const live = createLiveCalls(api, calls, {
    arrived: announcer.announce,
    connected: createLoader(api.info, updateInfo),
    rulesChanged: createLoader(api.rules, list => {
      rules.value = list
      liveReport.reload()
    }),
    behavioursChanged: createLoader(api.behaviours, values => { behaviours.value = values }),
    modelsChanged: createLoader(() => api.models('generation'), models => { customParameters.value = models.customParameters })
  })

  const liveReport = createLiveReport(api, live.calls)
  api.triggers().then(options => { triggers.value = options }, () => {})

  const isPaused = signal(false)
  /** The sequence of the newest call that is shown while updates are paused. */
  const newestShown = signal(Infinity)
  const matching = computed(() => {
    const { q } = router.route.value
    return q.trim() === '' ? live.calls.value ?? [] : (live.calls.value ?? []).filter(parseSearch(q, Object.keys(customParameters.value)))
  })
  effect(() => {
    if (!isPaused.value) newestShown.value = Infinity
    else if (newestShown.peek() === Infinity) newestShown.value = calls.list()[0]?.sequence ?? 0
  })
  const pendingCount = computed(() => Math.max(0, matching.value.findIndex(({ sequence }) => sequence <= newestShown.value)))

  return {
    api,
    router,
    savedAt: saved?.time,
    nowMs: saved ? signal(Date.parse(saved.time)) : createClock(window.document),
    calls: live.calls,
    connection: live.connection,
    info,
    restartedAt,
    matches: computed(() => pendingCount.value === 0 ? matching.value : matching.value.slice(pendingCount.value)),
    keys: computed(() => keysIn(live.calls.value ?? [])),
    pendingCount,
    isPaused,
    current: signal(undefined),
    rules,
    behaviours,
    overrides: computed(() => overridesOf(behaviours.value, rules.value)),
    triggers,
    customParameters,
    report: liveReport.report,
    findings: liveReport.findings,
    announcement: announcer.announcement,
    callOf: calls.of
  }
}

/** The current time in milliseconds since 1970, updated every second while the page is visible. */
function createClock (document: Document): ReadonlySignal<number> {
  const now = signal(Date.now())
  const tick = () => { if (!document.hidden) now.value = Date.now() }
  setInterval(tick, 1_000)
  document.addEventListener('visibilitychange', tick)
  return now
}

const maxKeys = 5

function keysIn (calls: readonly Call[]): string[] {
  const keys = new Set<string>()
  for (const { attempts } of calls) {
    for (const { key } of attempts) if (key !== undefined) keys.add(key)
    if (keys.size >= maxKeys) break
  }
  return [...keys].slice(0, maxKeys)
}

export const InboxContext = createContext<Inbox | undefined>(undefined)

/** Returns the state of the page. */
export function useInbox (): Inbox {
  return useContext(InboxContext)!
}
