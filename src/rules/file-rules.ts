/** The rules of the files, in their order. Each counts for each key apart. */
import type { RegexBudget } from '../text/regex-budget.js'
import { createCounters } from './usage-counters.js'
import type { FileRule } from './files/load-rules.js'
import { createTally, fileRule, type ActiveRule, type Tally } from './active-rule.js'

export interface FileRules {
  list: () => readonly ActiveRule[]
  /** Replaces the rules. One that stands unchanged in its place in its file goes on with its counts. */
  set: (files: readonly FileRule[]) => void
  /** Forgets the counts of one key; without a key, all. */
  reset: (key?: string) => void
}

/** Keeps at most `maxCounters` counts, one for each rule and key; the least recently used go first. */
export function createFileRules (maxCounters: number, regexBudget: RegexBudget): FileRules {
  const counters = createCounters(maxCounters)
  let lastNumber = 0
  let files: readonly FileRule[] = []
  let rules: readonly ActiveRule[] = []
  let tallies: ReadonlyMap<string, Tally> = new Map()

  function set (next: readonly FileRule[]): void {
    const kept = new Map(next.map(file => {
      const name = nameOf(file)
      // A number of its own, since a rule that comes back counts anew.
      return [name, tallies.get(name) ?? createTally(`${++lastNumber}`, counters)]
    }))
    rules = next.map(file => fileRule(file, kept.get(nameOf(file))!, regexBudget))
    files = next
    tallies = kept
  }

  return {
    list: () => rules,
    set,
    reset (key) {
      counters.forget(key)
      if (key !== undefined) return
      tallies = new Map()
      set(files)
    }
  }
}

/** The same for the same rule in the same place. Where its images lie is not looked at: mounted folders move. */
function nameOf ({ file, index, rule }: FileRule): string {
  return JSON.stringify([file, index, rule])
}
