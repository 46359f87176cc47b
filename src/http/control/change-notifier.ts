/** That something changed, for those who look: told at most once in a while, since one look sees all. */

/** What changes beside the journal. */
export type Subject = 'scenarios' | 'behaviours'

export interface Changes {
  announce: (subject: Subject) => void
  /** The answer unsubscribes. */
  subscribe: (listener: (subject: Subject) => void) => () => void
}

const everyMs = 100

export function createChangeNotifier (): Changes {
  const listeners = new Set<(subject: Subject) => void>()
  const coming = new Set<Subject>()

  return {
    announce (subject) {
      // Every request that a rule serves comes here.
      if (listeners.size === 0 || coming.has(subject)) return
      coming.add(subject)
      setTimeout(() => {
        coming.delete(subject)
        for (const tell of listeners) tell(subject)
      }, everyMs).unref()
    },
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    }
  }
}
