/** Connects the watcher of rule files to the mock: starts it when the mock is ready, and stops it on close. */
import type { FastifyInstance } from 'fastify'
import { logError, type Logger } from './http/server/log-line.js'
import type { Services } from './services.js'
import type { FileRule } from './rules/files/load-rules.js'
import { watchRules } from './rules/files/watch-rules.js'

export interface FollowOptions {
  log: Logger | undefined
  /** How often the files are checked for changes, in milliseconds. */
  pollMs: number
}

/** An invalid file at the start rejects `app.ready()` with a RuleError or a UserImageError. Later, the current rules stay in use. */
export function followRuleFiles (
  app: FastifyInstance, path: string, { ruleSet, userImages, customParameters }: Services, { log, pollMs }: FollowOptions
): void {
  let isStarted = false

  async function adopt (rules: FileRule[]): Promise<void> {
    // Images are loaded before the rules are replaced, so that they change together or not at all.
    const paths = [...new Set(rules.flatMap(({ images }) => images))]
    const ids = await userImages.replaceAll(paths)
    const idOf = new Map(paths.map((path, index) => [path, ids[index]!]))
    // From here on, rules refer to images by content, so that a request in progress is unaffected by changes of the files.
    ruleSet.setFileRules(rules.map(rule => ({ ...rule, images: rule.images.map(path => idOf.get(path)!) })))
    if (rules.length === 0) log?.warn(`No rules in ${path}. Expected .json, .yaml or .yml files with rules.`)
    else if (isStarted) log?.info(`Reloaded ${rules.length} rule${rules.length === 1 ? '' : 's'} from ${path}`)
    isStarted = true
  }

  watchWhileOpen(app, () => watchRules(path, {
    onRules: adopt,
    customParameters,
    pollMs,
    onError: ({ message }) => logError(log, `${message} The current rules stay in use.`)
  }))
}

/** Calls `watch` when the app is ready, which waits for it, and the function that it resolves to when the app closes. */
export function watchWhileOpen (app: FastifyInstance, watch: () => Promise<() => void>): void {
  let watching: Promise<() => void> | undefined
  let isClosed = false
  app.addHook('onReady', async () => {
    if (isClosed) return
    watching = watch()
    await watching
  })
  app.addHook('onClose', async () => {
    isClosed = true
    const stop = await watching?.catch(() => {})
    stop?.()
  })
}
