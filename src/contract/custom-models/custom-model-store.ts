/** Store of the custom models of one mock, which its models files may change while it runs. */
import type { Model } from '../models.js'
import type { CustomParameters } from './custom-parameters.js'

/** The rows of the models files of one mock. */
export interface CustomModels {
  /** By id, in the order of the files. */
  rows: ReadonlyMap<string, Model>
  /** For names that are not an id. The first pattern that matches applies. */
  patterns: ReadonlyArray<{ matches: (name: string) => boolean, model: Model }>
  /** Names of models by alias. A name may be that of a model of OpenAI. */
  aliases: ReadonlyMap<string, string>
  /** The parameters of all rows that the table of parameters does not have, and values that it does not have. */
  parameters: CustomParameters
  /** Paths below which the operations are served, too, such as `/v1/openai`. */
  pathPrefixes: readonly string[]
}

export const noCustomModels: CustomModels = { rows: new Map(), patterns: [], aliases: new Map(), parameters: new Map(), pathPrefixes: [] }

/** Holds the rows of models files, which may change while the mock runs. */
export interface CustomModelStore {
  get: () => CustomModels
  set: (models: CustomModels) => void
}

export function createCustomModelStore (): CustomModelStore {
  let current = noCustomModels
  return { get: () => current, set: models => { current = models } }
}
