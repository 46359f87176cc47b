/** Watcher of files: reads them again when one of them has changed. */
import { stat } from 'node:fs/promises'
// Not the global functions: a test may have replaced them.
import { clearInterval, setInterval } from 'node:timers'

export interface WatchOptions<Content> {
  /** Called with the content. An error that it throws is reported like an error of a file. */
  onContent: (content: Content) => void | Promise<void>
  /** Called once for each new problem. The current content stays in use. */
  onError: (error: Error) => void
  /** The interval of the checks, in milliseconds. Default 1,000. */
  pollMs?: number | undefined
}

export interface WatchedFiles<Content> {
  /** Lists the paths of the files. A change of the list is a change of the content. */
  list: () => Promise<readonly string[]>
  read: () => Promise<Content>
  /** Returns the paths of further files that the content refers to. Default: none. */
  furtherFiles?: (content: Content) => readonly string[]
}

/**
 * Reads files and watches them. Resolves to a function that stops watching; rejects if the files cannot be read at the
 * start. It polls, because bind mounts and network folders report no changes. The timer does not keep the process alive.
 */
export async function watchFiles<Content> (
  files: WatchedFiles<Content>, { onContent, onError, pollMs = 1000 }: WatchOptions<Content>
): Promise<() => void> {
  const read = createReader(files)
  let isChecking = false
  let isStopped = false
  let problem: string | undefined

  async function check (): Promise<void> {
    if (isChecking || isStopped) return
    isChecking = true
    try {
      const changed = await read({ unchanged: problem !== undefined })
      if (changed && !isStopped) await onContent(changed.content)
      problem = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== problem && !isStopped) onError(error as Error)
      problem = message
    } finally {
      isChecking = false
    }
  }

  const first = await read({ unchanged: true })
  if (first) await onContent(first.content)
  const polling = setInterval(check, pollMs).unref()
  return () => {
    isStopped = true
    clearInterval(polling)
  }
}

/** Creates a function that reads the files. It returns undefined if no file has changed, unless `unchanged` is true. */
function createReader<Content> ({ list, read, furtherFiles = () => [] }: WatchedFiles<Content>) {
  let seen: string | undefined
  let further: readonly string[] = []

  return async ({ unchanged }: { unchanged: boolean }): Promise<{ content: Content } | undefined> => {
    // Taken before the files are read, so that a change during the reading is detected by the next check.
    const stamps = await stampsOf(await list())
    if (!unchanged && seen === stamps + await stampsOf(further)) return undefined
    const content = await read()
    further = furtherFiles(content)
    seen = stamps + await stampsOf(further)
    return { content }
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
