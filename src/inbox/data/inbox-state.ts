/** The inbox: what the page knows, made once and handed to each part of it. */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { createAddress, type Address } from './route.js'
import { createCalls, type Call, type Calls } from './calls.js'
import { createClock } from './clock.js'
import { inEffect, type InEffect } from './in-effect.js'
import { createLive, type Live } from './live.js'
import { createMockApi, type ArmedRule, type Behaviours, type MockApi, type Start, type Trigger } from './mock-api.js'
import { createNews } from './announcer.js'
import { parseSearch } from './search.js'

export interface Current {
  /** The call's key. */
  key: string
  takesFocus: boolean
}

export interface Inbox {
  readonly api: MockApi
  readonly address: Address
  readonly nowMs: ReadonlySignal<number>
  readonly all: Live['calls']
  readonly connection: Live['connection']
  /** How the mock was started. Undefined until it is known. */
  readonly start: ReadonlySignal<Start | undefined>
  /** When the mock was restarted while the page was open, in ISO 8601, until it is dismissed. */
  readonly restartedAt: Signal<string | undefined>
  /** Those that the search asks for, without those held back; newest first. */
  readonly found: ReadonlySignal<readonly Call[]>
  /** The API keys seen, as they are shown: the newest, at most five. */
  readonly keys: ReadonlySignal<readonly string[]>
  /** How many of them are held back, so that nothing moves that one looks at. */
  readonly heldBack: ReadonlySignal<number>
  /** The call whose card is reached by Tab. With `takesFocus`, its card takes the focus once it is drawn. */
  readonly current: Signal<Current | undefined>
  /** Whether newer calls are held back. */
  readonly isHolding: Signal<boolean>
  readonly rules: ReadonlySignal<readonly ArmedRule[]>
  readonly behaviours: ReadonlySignal<Behaviours | undefined>
  /** The behaviours and rules that can change a response. */
  readonly inEffect: ReadonlySignal<InEffect>
  /** Every word of rules; none until they are known. */
  readonly triggers: ReadonlySignal<readonly Trigger[]>
  /** What is said to those who do not see it. */
  readonly said: ReadonlySignal<string>
  /** The call of one of its attempts' ids. */
  readonly callOf: Calls['of']
}

export function createInbox (window: Window, base: string): Inbox {
  const api = createMockApi(base)
  const address = createAddress(window)
  const calls = createCalls()
  const rules = signal<readonly ArmedRule[]>([])
  const behaviours = signal<Behaviours | undefined>(undefined)
  const triggers = signal<readonly Trigger[]>([])
  const news = createNews()
  const start = signal<Start | undefined>(undefined)
  const restartedAt = signal<string | undefined>(undefined)
  const noteStart = (next: Start) => {
    if (start.value && start.value.startedAt !== next.startedAt) restartedAt.value = next.startedAt
    start.value = next
  }
  const live = createLive(api, calls, {
    arrived: news.tell,
    connected: () => { api.start().then(noteStart, () => {}) },
    rulesChanged: () => { api.rules().then(list => { rules.value = list }, () => {}) },
    behavioursChanged: () => { api.behaviours().then(values => { behaviours.value = values }, () => {}) }
  })

  api.triggers().then(words => { triggers.value = words }, () => {})

  const isHolding = signal(false)
  const heldFrom = signal(Infinity)
  const fitting = computed(() => {
    const { q } = address.place.value
    return q.trim() === '' ? live.calls.value ?? [] : (live.calls.value ?? []).filter(parseSearch(q))
  })
  effect(() => {
    // What is newest now is the last that is shown while holding.
    if (!isHolding.value) heldFrom.value = Infinity
    else if (heldFrom.peek() === Infinity) heldFrom.value = calls.list()[0]?.sequence ?? 0
  })
  const heldBack = computed(() => Math.max(0, fitting.value.findIndex(({ sequence }) => sequence <= heldFrom.value)))

  return {
    api,
    address,
    nowMs: createClock(window.document),
    all: live.calls,
    connection: live.connection,
    start,
    restartedAt,
    found: computed(() => heldBack.value === 0 ? fitting.value : fitting.value.slice(heldBack.value)),
    keys: computed(() => keysIn(live.calls.value ?? [])),
    heldBack,
    isHolding,
    current: signal(undefined),
    rules,
    behaviours,
    inEffect: computed(() => inEffect(behaviours.value, rules.value)),
    triggers,
    said: news.said,
    callOf: calls.of
  }
}

const mostKeys = 5

function keysIn (calls: readonly Call[]): string[] {
  const keys = new Set<string>()
  for (const { attempts } of calls) {
    for (const { key } of attempts) if (key !== undefined) keys.add(key)
    if (keys.size >= mostKeys) break
  }
  return [...keys].slice(0, mostKeys)
}

export const InboxContext = createContext<Inbox | undefined>(undefined)

export function useInbox (): Inbox {
  return useContext(InboxContext)!
}
