/** The report on the requests, loaded again after they or the rules have changed. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Finding, Report } from '../../report/report-schema.js'
import type { LiveCalls } from './calls/live-calls.js'
import { createLoader, type MockApi } from './mock-api.js'

export interface LiveReport {
  /** Undefined until it is loaded. */
  readonly report: ReadonlySignal<Report | undefined>
  /** The findings that concern a request, by its id. */
  readonly findings: ReadonlySignal<ReadonlyMap<string, readonly Finding[]>>
  /** Loads the report soon. */
  reload: () => void
}

/** Changes within this time cause one load. */
const intervalMs = 1_000

export function createLiveReport (api: Pick<MockApi, 'report'>, calls: LiveCalls['calls']): LiveReport {
  const report = signal<Report | undefined>(undefined)
  const load = createLoader(api.report, loaded => { report.value = loaded })
  let timer: ReturnType<typeof setTimeout> | undefined
  const reload = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      load()
    }, intervalMs)
  }
  effect(() => {
    if (calls.value) reload()
  })
  const findings = computed(() => {
    const byId = new Map<string, Finding[]>()
    for (const finding of report.value?.findings ?? []) {
      for (const id of finding.requests) byId.set(id, [...byId.get(id) ?? [], finding])
    }
    return byId
  })
  return { report, findings, reload }
}
