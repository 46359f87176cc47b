/** Rules of rule files, in the order of the files. Each rule counts for each API key separately. */
import type { RegexBudget } from '../text/regex-budget.js'
import { activateFileRule, createTally, type ActiveRule, type Tally } from './active-rule.js'
import type { FileRule } from './files/load-rules.js'
import { createCounters } from './usage-counters.js'

export interface FileRules {
  list: () => readonly ActiveRule[]
  /** Replaces the rules. A rule that is unchanged, at the same index of the same file, keeps its counts. */
  set: (files: readonly FileRule[]) => void
  /** Resets the counts of one key, or of all keys. */
  reset: (key?: string) => void
}

/** Creates an empty list. It keeps at most `maxCounters` counts, one for each rule and key, and forgets the least recently used. */
export function createFileRules (maxCounters: number, regexBudget: RegexBudget): FileRules {
  const counters = createCounters(maxCounters)
  let lastNumber = 0
  let files: readonly FileRule[] = []
  let rules: readonly ActiveRule[] = []
  let tallies: ReadonlyMap<string, Tally> = new Map()

  function set (next: readonly FileRule[]): void {
    const kept = new Map(next.map(file => {
      const name = nameOf(file)
      // A new number for each new tally, so that a rule that was removed and added again starts from zero.
      return [name, tallies.get(name) ?? createTally(`${++lastNumber}`, counters)]
    }))
    rules = next.map(file => activateFileRule(file, kept.get(nameOf(file))!, regexBudget))
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

/** Returns a name for the rule at its place. The paths of its images are left out, since mounted folders change them. */
function nameOf ({ file, index, rule }: FileRule): string {
  return JSON.stringify([file, index, rule])
}
