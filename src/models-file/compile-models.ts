/** Converts models files to the custom models of a mock. */
import type { CustomModels } from '../contract/custom-models/custom-model-store.js'
import type { CustomParameter } from '../contract/custom-models/custom-parameters.js'
import { models, type Model } from '../contract/models.js'
import { createWildcards } from '../text/pattern.js'
import { findSchemaProblem } from '../text/schema-problem.js'
import { compileRow } from './compile-row.js'
import { ModelsFileError } from './models-file-error.js'
import { ModelsFile } from './models-file.js'

/** Paths that the mock needs itself. */
const ownPaths = /^\/(?:_mock|private|docs|images|models)(?:\/|$)/

/** Returns the value if it is the content of a valid models file. Throws a ModelsFileError for the first problem. */
export function checkModelsFile (value: unknown): ModelsFile {
  const problem = findSchemaProblem(ModelsFile, value)
  if (problem) throw new ModelsFileError(problem.where, where => problem.messageFor(where || 'the file'), problem.unknown)
  return value as ModelsFile
}

/** Adds the content of a file to the models of the files before it, which it replaces. Throws a ModelsFileError for the first problem. */
export function addModels (before: CustomModels, value: unknown): CustomModels {
  const { models: list = [], aliases = {}, pathPrefixes = [] } = checkModelsFile(value)
  const rows = new Map<string, Model>()
  const patterns: CustomModels['patterns'][number][] = []
  const parameters = new Map(before.parameters)
  for (const [index, row] of list.entries()) {
    const where = `models[${index}]`
    const model = compileRow(row, where)
    addParameters(parameters, model, `${where}.parameters`)
    const { id, pattern } = row
    for (const name of [id ?? []].flat()) {
      if (rows.has(name)) throw ModelsFileError.unusable(`${where}.id`, `another row has the id ${name}`, 'Remove one of the two')
      rows.set(name, model)
    }
    if (pattern !== undefined) patterns.push({ matches: createWildcards(pattern), model })
  }
  pathPrefixes.forEach((prefix, index) => {
    if (ownPaths.test(prefix)) throw ModelsFileError.unusable(`pathPrefixes[${index}]`, 'the mock serves other things below this path', 'Choose another path')
  })
  const repeated = Object.keys(aliases).find(alias => rows.has(alias))
  if (repeated !== undefined) throw ModelsFileError.unusable(`aliases.${repeated}`, `a row has the id ${repeated}`, 'Remove one of the two')
  const added: CustomModels = {
    rows: new Map([...before.rows, ...rows]),
    patterns: [...patterns, ...before.patterns],
    aliases: new Map([...[...before.aliases].filter(([alias]) => !rows.has(alias)), ...Object.entries(aliases)]),
    parameters,
    pathPrefixes: [...new Set([...before.pathPrefixes, ...pathPrefixes])]
  }
  for (const [alias, target] of Object.entries(aliases)) checkAlias(alias, target, added)
  return added
}

function checkAlias (alias: string, target: string, { rows, patterns, aliases }: CustomModels): void {
  const where = `aliases.${alias}`
  if (aliases.has(target)) throw ModelsFileError.unusable(where, `${target} is an alias, too`, `Use ${aliases.get(target)}`)
  if (rows.has(target) || models.has(target) || patterns.some(({ matches }) => matches(target))) return
  throw ModelsFileError.expected(where, 'the name of a model of the file or of OpenAI', target, [...rows.keys(), ...models.keys()])
}

/** Adds the parameters of a model. In all rows, a parameter has the same type, since rules and filters have one type for each name. */
function addParameters (all: Map<string, CustomParameter>, { custom }: Model, where: string): void {
  for (const [name, parameter] of custom!.parameters) {
    const known = all.get(name)
    if (known && known.type !== parameter.type) throw ModelsFileError.expected(`${where}.${name}.type`, `${known.type}, as in another row`, parameter.type)
    all.set(name, known ? merged(known, parameter) : parameter)
  }
}

function merged (one: CustomParameter, { values }: CustomParameter): CustomParameter {
  const { values: known, ...others } = one
  return known && values ? { ...others, values: [...new Set([...known, ...values])] } : others
}
