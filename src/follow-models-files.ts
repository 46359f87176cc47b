/** Connects the watcher of models files to the mock: starts it when the mock is ready, and stops it on close. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { packageFolder } from './config/package.js'
import type { CustomModels } from './contract/custom-models/custom-model-store.js'
import { watchFiles } from './files/watch-files.js'
import { watchWhileOpen, type FollowOptions } from './follow-rule-files.js'
import { logError } from './http/server/log-line.js'
import { loadModels, modelsPathOf } from './models-file/load-models.js'
import type { Services } from './services.js'

/** The folder of the presets. */
const presets = join(packageFolder, 'fixtures/models')

/** An invalid file at the start rejects `app.ready()` with a ModelsFileError. Later, the current models stay in use. */
export function followModelsFiles (
  app: FastifyInstance, names: readonly string[], { customModels, changes }: Services, { log, pollMs }: FollowOptions
): void {
  let isStarted = false

  function adopt (models: CustomModels): void {
    customModels.set(models)
    changes.announce('models')
    const count = models.rows.size + models.patterns.length + models.aliases.size
    const files = names.join(', ')
    if (count === 0) log?.warn(`No models in ${files}${isStarted ? ', so that the rows it had are gone' : ''}. Expected models or aliases.`)
    else if (isStarted) log?.info(`Reloaded ${count} model${count === 1 ? '' : 's'} and aliases from ${files}`)
    isStarted = true
  }

  watchWhileOpen(app, () => watchFiles({
    list: () => Promise.all(names.map(name => modelsPathOf(name, { presets }))),
    read: () => loadModels(names, { presets })
  }, {
    onContent: adopt,
    onError: ({ message }) => logError(log, `${message} The current models stay in use.`),
    pollMs
  }))
}
