/** Notifies subscribers that rules, behaviours or models have changed, at most once every 100 ms for each of them. */
// Not the global functions: a test may have replaced them.
import { setTimeout } from 'node:timers'

export type ChangedSubject = 'scenarios' | 'behaviours' | 'models'

export interface ChangeNotifier {
  announce: (subject: ChangedSubject) => void
  /** Returns a function that unsubscribes. */
  subscribe: (listener: (subject: ChangedSubject) => void) => () => void
}

const intervalMs = 100

export function createChangeNotifier (): ChangeNotifier {
  const listeners = new Set<(subject: ChangedSubject) => void>()
  const pending = new Set<ChangedSubject>()

  return {
    announce (subject) {
      // Called for each request that a rule applies to.
      if (listeners.size === 0 || pending.has(subject)) return
      pending.add(subject)
      setTimeout(() => {
        pending.delete(subject)
        for (const listener of listeners) listener(subject)
      }, intervalMs).unref()
    },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    }
  }
}
