/** Watcher of rule files: reads them again when one of them, or one of their images, has changed. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadRules, ruleFilesOf, type FileRule } from './load-rules.js'

export interface WatchOptions {
  /** Called with the new rules. An error that it throws is reported like an error of a file. */
  onRules: (rules: FileRule[]) => void | Promise<void>
  /** Called once for each new problem. The current rules stay in use. */
  onError: (error: Error) => void
  /** The interval of the checks, in milliseconds. Default 1,000. */
  pollMs?: number
}

/**
 * Reads a folder of rule files, or one file, and watches it. Resolves to a function that stops watching; rejects if the
 * files cannot be read at the start. It polls, because bind mounts and network folders report no changes. The timer
 * does not keep the process alive.
 */
export async function watchRules (path: string, { onRules, onError, pollMs = 1000 }: WatchOptions): Promise<() => void> {
  const read = createReader(path)
  let isChecking = false
  let isStopped = false
  let problem: string | undefined

  async function check (): Promise<void> {
    if (isChecking || isStopped) return
    isChecking = true
    try {
      const rules = await read({ unchanged: problem !== undefined })
      if (rules && !isStopped) await onRules(rules)
      problem = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== problem && !isStopped) onError(error as Error)
      problem = message
    } finally {
      isChecking = false
    }
  }

  await onRules(await read({ unchanged: true }) ?? [])
  const polling = setInterval(check, pollMs).unref()
  return () => {
    isStopped = true
    clearInterval(polling)
  }
}

/** Creates a function that reads the rules. It returns undefined if no file has changed, unless `unchanged` is true. */
function createReader (path: string): (options: { unchanged: boolean }) => Promise<FileRule[] | undefined> {
  let seen: string | undefined
  let images: readonly string[] = []

  return async ({ unchanged }) => {
    const { dir, names } = await ruleFilesOf(path)
    const ruleFiles = names.map(name => join(dir, name))
    // Taken before the files are read, so that a change during the reading is detected by the next check.
    const ruleStamps = await stampsOf(ruleFiles)
    if (!unchanged && seen === ruleStamps + await stampsOf(images)) return undefined
    const rules = await loadRules(path)
    images = rules.flatMap(rule => rule.images)
    seen = ruleStamps + await stampsOf(images)
    return rules
  }
}

/** Returns a text that changes when one of the files changes. */
async function stampsOf (paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(paths.map(async path => {
    const file = await stat(path).catch(() => undefined)
    return [path, file?.mtimeMs, file?.size, file?.ino]
  }))
  return JSON.stringify(stamps)
}
