/** Reads rule files again when one of them changes. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadRules, ruleFilesOf, type FileRule } from './load-rules.js'

export interface WatchOptions {
  /** Takes the new rules. If it throws or rejects, that is a problem like any other. */
  onRules: (rules: FileRule[]) => void | Promise<void>
  /** Once for each new problem; the rules that stand stay. */
  onError: (error: Error) => void
  /** How often the files are looked at in any case. Default 1,000. */
  pollMs?: number
}

/**
 * Reads a folder of rule files, or one file, and reads it again when a file has changed. Resolves to the function that
 * stops this, or rejects if the first reading fails. It polls, since bind mounts and network folders report no changes, and keeps no
 * process alive.
 */
export async function watchRules (path: string, { onRules, onError, pollMs = 1000 }: WatchOptions): Promise<() => void> {
  const read = createReader(path)
  let looking = false
  let stopped = false
  let problem: string | undefined

  async function look (): Promise<void> {
    if (looking || stopped) return
    looking = true
    try {
      const rules = await read({ unchanged: problem !== undefined })
      if (rules && !stopped) await onRules(rules)
      problem = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== problem && !stopped) onError(error as Error)
      problem = message
    } finally {
      looking = false
    }
  }

  await onRules(await read({ unchanged: true }) ?? [])
  const polling = setInterval(look, pollMs).unref()
  return () => {
    stopped = true
    clearInterval(polling)
  }
}

/** Makes the reader: the rules, or nothing where no file is other than the last time, unless `unchanged` ones are wanted too. */
function createReader (path: string): (options: { unchanged: boolean }) => Promise<FileRule[] | undefined> {
  let seen: string | undefined
  let images: readonly string[] = []

  return async ({ unchanged }) => {
    const { dir, names } = await ruleFilesOf(path)
    const ruleFiles = names.map(name => join(dir, name))
    // Looked at before they are read: what changes while they are read is seen the next time.
    const ruleStamps = await stampsOf(ruleFiles)
    if (!unchanged && seen === ruleStamps + await stampsOf(images)) return undefined
    const rules = await loadRules(path)
    images = rules.flatMap(rule => rule.images)
    seen = ruleStamps + await stampsOf(images)
    return rules
  }
}

/** A text that differs when one of the files does. */
async function stampsOf (paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(paths.map(async path => {
    const file = await stat(path).catch(() => undefined)
    return [path, file?.mtimeMs, file?.size, file?.ino]
  }))
  return JSON.stringify(stamps)
}
