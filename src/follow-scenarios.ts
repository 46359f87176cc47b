/** Rule files: read at the start, followed until the mock closes. */
import type { FastifyInstance } from 'fastify'
import { logError } from './http/mock-fault.js'
import type { Rooms } from './rooms.js'
import type { FileRule } from './scenarios/load-scenarios.js'
import { watchScenarios } from './scenarios/watch-scenarios.js'

/** A bad file at the start rejects `app.ready()`, with a RuleError or a GivenImageError; later it keeps the old rules. */
export function followScenarios (app: FastifyInstance, path: string, { book, givenImages }: Rooms): void {
  let isStarted = false

  async function adopt (rules: FileRule[]): Promise<void> {
    // First all images, then the rules: so they change together or not at all.
    const paths = [...new Set(rules.flatMap(({ images }) => images))]
    const ids = await givenImages.replaceAll(paths)
    const idOf = new Map(paths.map((path, index) => [path, ids[index]!]))
    // Rules name images by content from here on: a later change of the files does not change a decided request.
    book.setFileRules(rules.map(rule => ({ ...rule, images: rule.images.map(path => idOf.get(path)!) })))
    if (rules.length === 0) app.mockLog?.warn(`No rules in ${path}: it has no .json, .yaml or .yml file with a rule.`)
    else if (isStarted) app.mockLog?.info(`Read ${rules.length} rule${rules.length === 1 ? '' : 's'} again from ${path}`)
    isStarted = true
  }

  let watching: Promise<() => void> | undefined
  let isClosed = false
  app.addHook('onReady', async () => {
    if (isClosed) return
    watching = watchScenarios(path, {
      onRules: adopt,
      onError: ({ message }) => logError(app.mockLog, `${message} Until then the rules stay as they were.`)
    })
    await watching
  })
  app.addHook('onClose', async () => {
    isClosed = true
    const stop = await watching?.catch(() => {})
    stop?.()
  })
}
