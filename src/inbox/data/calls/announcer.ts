/** Announcements of new calls for screen readers: one sentence for all calls of the last two seconds. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { lastOf, type Call } from './calls.js'
import { isFailed } from './call-outcome.js'

const intervalMs = 2_000

export interface Announcer {
  /** The latest announcement, for an `aria-live` region. */
  readonly announcement: ReadonlySignal<string>
  announce: (calls: readonly Call[]) => void
}

export function createAnnouncer (): Announcer {
  const announcement = signal('')
  let pending: Call[] = []
  const publish = () => {
    announcement.value = sentence(pending)
    pending = []
  }
  return {
    announcement,
    announce (calls) {
      if (calls.length === 0) return
      if (pending.length === 0) setTimeout(publish, intervalMs)
      pending.push(...calls)
    }
  }
}

function sentence (calls: readonly Call[]): string {
  const failed = calls.filter(call => isFailed(lastOf(call))).length
  if (calls.length > 1) return `${calls.length} new requests${failed === 0 ? '' : `, ${failed} of them failed`}.`
  const { prompt, path, images } = lastOf(calls[0]!)
  const what = failed > 0 ? 'failure' : images > 0 ? 'picture' : 'request'
  return `New ${what}: ${(prompt ?? path).slice(0, 120)}`
}
