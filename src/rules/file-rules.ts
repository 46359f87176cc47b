/** Rules of rule files, in the order of the files. Each rule counts for each API key separately. */
import type { Awaitable } from '../stores/awaitable.js'
import type { Counters } from '../stores/stores.js'
import type { RegexBudget } from '../text/regex-budget.js'
import { activateFileRule, countUses, type ActiveRule, type Uses } from './active-rule.js'
import type { FileRule } from './files/load-rules.js'

export interface FileRules {
  list: () => readonly ActiveRule[]
  /** Replaces the rules. A rule that is unchanged, at the same index of the same file, keeps its counts. */
  set: (files: readonly FileRule[]) => void
  /** Resets the counts of one key, or of all keys. */
  reset: (key?: string) => Awaitable<void>
}

/** Creates an empty list. Its `counters` must be used for nothing else. */
export function createFileRules (counters: Counters, regexBudget: RegexBudget): FileRules {
  let lastNumber = 0
  let files: readonly FileRule[] = []
  let rules: readonly ActiveRule[] = []
  let usesOf: ReadonlyMap<string, Uses> = new Map()

  function set (next: readonly FileRule[]): void {
    const kept = new Map(next.map(file => {
      const name = nameOf(file)
      // A new number for each new rule, so that a rule that was removed and added again starts from zero.
      return [name, usesOf.get(name) ?? countUses(`${++lastNumber}`, file.rule.times, counters)]
    }))
    rules = next.map(file => activateFileRule(file, kept.get(nameOf(file))!, regexBudget))
    files = next
    usesOf = kept
  }

  return {
    list: () => rules,
    set,
    reset (key) {
      if (key === undefined) {
        usesOf = new Map()
        set(files)
      }
      return counters.reset(key)
    }
  }
}

/** Returns a name for the rule at its place. The paths of its images are left out, since mounted folders change them. */
function nameOf ({ file, index, rule }: FileRule): string {
  return JSON.stringify([file, index, rule])
}
