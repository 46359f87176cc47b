/** Watcher of rule files: reads them again when one of them, or one of their images, has changed. */
import { join } from 'node:path'
import type { GetCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { watchFiles } from '../../files/watch-files.js'
import { loadRules, ruleFilesOf, type FileRule } from './load-rules.js'

export interface WatchRulesOptions {
  /** Called with the new rules. An error that it throws is reported like an error of a file. */
  onRules: (rules: FileRule[]) => void | Promise<void>
  /** Called once for each new problem. The current rules stay in use. */
  onError: (error: Error) => void
  /** Returns further parameters that rules may match. Default: none. */
  customParameters?: GetCustomParameters
  /** The interval of the checks, in milliseconds. Default 1,000. */
  pollMs?: number
}

/** Reads a folder of rule files, or one file, and watches it, as `watchFiles` does. */
export async function watchRules (path: string, { onRules, onError, customParameters, pollMs }: WatchRulesOptions): Promise<() => void> {
  return watchFiles({
    async list () {
      const { dir, names } = await ruleFilesOf(path)
      return names.map(name => join(dir, name))
    },
    read: () => loadRules(path, customParameters?.()),
    furtherFiles: rules => rules.flatMap(({ images }) => images)
  }, { onContent: onRules, onError, pollMs })
}
