/** Rule files: read at the start, followed until the mock closes. */
import type { FastifyInstance } from 'fastify'
import { logError, type Logger } from './http/server/log-line.js'
import type { Services } from './services.js'
import type { FileRule } from './rules/files/load-rules.js'
import { watchRules } from './rules/files/watch-rules.js'

/** A bad file at the start rejects `app.ready()`, with a RuleError or a UserImageError; later it keeps the old rules. */
export function followRuleFiles (app: FastifyInstance, path: string, { ruleSet, userImages }: Services, log: Logger | undefined): void {
  let isStarted = false

  async function adopt (rules: FileRule[]): Promise<void> {
    // First all images, then the rules: so they change together or not at all.
    const paths = [...new Set(rules.flatMap(({ images }) => images))]
    const ids = await userImages.replaceAll(paths)
    const idOf = new Map(paths.map((path, index) => [path, ids[index]!]))
    // Rules name images by content from here on: a later change of the files does not change a decided request.
    ruleSet.setFileRules(rules.map(rule => ({ ...rule, images: rule.images.map(path => idOf.get(path)!) })))
    if (rules.length === 0) log?.warn(`No rules in ${path}: it has no .json, .yaml or .yml file with a rule.`)
    else if (isStarted) log?.info(`Read ${rules.length} rule${rules.length === 1 ? '' : 's'} again from ${path}`)
    isStarted = true
  }

  let watching: Promise<() => void> | undefined
  let isClosed = false
  app.addHook('onReady', async () => {
    if (isClosed) return
    watching = watchRules(path, {
      onRules: adopt,
      onError: ({ message }) => logError(log, `${message} Until then the rules stay as they were.`)
    })
    await watching
  })
  app.addHook('onClose', async () => {
    isClosed = true
    const stop = await watching?.catch(() => {})
    stop?.()
  })
}
