/** Loader of models files: paths, and presets of the package such as `preset:xai`. */
import { readdirSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { noCustomModels, type CustomModels } from '../contract/custom-models/custom-model-store.js'
import { FileError } from '../files/file-error.js'
import { codeOf, readTextInside, reasonOf } from '../files/read-file.js'
import { addModels } from './compile-models.js'
import { ModelsFileError } from './models-file-error.js'

const prefix = 'preset:'

export interface LoadModelsOptions {
  /** The folder of the presets. */
  presets: string
}

/** Resolves to the models of the files, in their order. Rejects with a ModelsFileError for the first problem. */
export async function loadModels (names: readonly string[], options: LoadModelsOptions): Promise<CustomModels> {
  let models = noCustomModels
  // One after the other: a later file may not repeat the ids of an earlier one.
  for (const name of names) models = await addFile(models, name, options)
  return models
}

async function addFile (before: CustomModels, name: string, options: LoadModelsOptions): Promise<CustomModels> {
  const path = await modelsPathOf(name, options)
  const file = basename(path)
  // Loaded on demand, since most programs have no models file.
  const { parseFile } = await import('../files/parse-file.js')
  const { value, placeOf } = parseFile(await readTextInside(dirname(path), file, ModelsFileError), file, ModelsFileError)
  try {
    return addModels(before, value)
  } catch (error) {
    throw error instanceof FileError ? error.at(placeOf(error)) : error
  }
}

/** Resolves to the path of a file or of a preset. Rejects with a ModelsFileError if there is none. */
export async function modelsPathOf (name: string, { presets }: LoadModelsOptions): Promise<string> {
  if (name.startsWith(prefix)) return presetPath(name.slice(prefix.length), presets)
  const fail = (message: string) => new ModelsFileError('modelsFile', () => message)
  try {
    const path = await realpath(name)
    if ((await stat(path)).isFile() && /\.(json|ya?ml)$/.test(path)) return path
  } catch (error) {
    throw fail(codeOf(error) === 'ENOENT' ? `Models file ${name} does not exist.` : `Models file ${name} cannot be read: ${reasonOf(error)}.`)
  }
  throw ModelsFileError.expected('modelsFile', `a file that ends in .json, .yaml or .yml, or a preset such as ${prefix}xai`, name)
}

function presetPath (preset: string, folder: string): string {
  const names = readdirSync(folder).flatMap(file => file.endsWith('.yaml') ? [basename(file, '.yaml')] : [])
  if (names.includes(preset)) return join(folder, `${preset}.yaml`)
  throw ModelsFileError.expected('modelsFile', `a preset: one of ${names.map(name => prefix + name).join(', ')}`, prefix + preset, names.map(name => prefix + name))
}
