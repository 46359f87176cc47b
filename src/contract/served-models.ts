/** The models that are served: those that the setting `models` names, on the day of the setting `asOf`. */
import { noCustomModels, type CustomModels } from './custom-models/custom-model-store.js'
import { noCustomParameters, type CustomParameters } from './custom-models/custom-parameters.js'
import { dallE } from './families/dall-e.js'
import type { Family } from './families/family.js'
import { anyOtherGptModel, anyOtherModel, defaultModel, families, models, type Model, type Period } from './models.js'

export interface ServedModels {
  /** A day with the same contract as the one that applies; undefined if none is set. */
  day: string | undefined
  /** The rows of the models that are served, by name: those of models files and their aliases first. */
  models: ReadonlyMap<string, Model>
  /** Returns the row for the name in a request, also by a pattern of a models file. */
  find: (name: string) => Model | undefined
  /** The parameters of the models files, whether their models are served or not. */
  customParameters: CustomParameters
  /** The families of these models; if there are none, the family of other names. */
  families: readonly Family[]
  /** The model of a request without `model`; undefined if `model` is required. */
  defaultModel: string | undefined
  /** The row for any other name. */
  otherModel: Model
  /** The row for any other name in an operation where an alias must be a GPT image model. */
  otherGptModel: Model
  /** Whether a model without a row may be accepted under this name. */
  mayBeAlias: (name: string) => boolean
}

export interface ServedModelsOptions {
  /** Whether the setting `models` names a model. Default: all models are named. */
  isNamed?: (name: string) => boolean
  /** The day whose contract applies, such as `2026-12-01`, or `today`. Default: no day. */
  asOf?: string | undefined
  /** Returns milliseconds since 1970. Default: `Date.now`. */
  now?: () => number
  /** Returns the rows of models files. A changed row applies from the next call on. Default: none. */
  customModels?: () => CustomModels
}

/** Returns the models that are served on a day, or on the day of the setting if none is given. */
export type GetServedModels = (asOf?: string | undefined) => ServedModels

/** Returns the days on which the contract of a model changes, in order. */
function daysOfChange ({ rows, patterns }: CustomModels): string[] {
  const all = [...models.values(), ...rows.values(), ...patterns.map(({ model }) => model)]
  return [...new Set(all.flatMap(({ released, retired = [], periods = [] }) =>
    [released, retired, ...periods.flatMap(({ from = [], until = [] }) => [from, until].flat())].flat()))].sort()
}

/**
 * Creates the function that returns the served models.
 *
 * Without a day, every model is served with its latest contract, including retired models.
 */
export function createServedModels (
  { isNamed = () => true, asOf: defaultDay, now = Date.now, customModels = () => noCustomModels }: ServedModelsOptions = {}
): GetServedModels {
  let custom: CustomModels | undefined
  let days: readonly string[] = []
  // One entry for each interval between two days of change, so that memory does not grow with the days that requests name.
  const byInterval = new Map<number | undefined, ServedModels>()

  return (asOf = defaultDay) => {
    const day = asOf === 'today' ? new Date(now()).toISOString().slice(0, 10) : asOf
    const current = customModels()
    if (custom !== current) {
      custom = current
      days = daysOfChange(custom)
      byInterval.clear()
    }
    const interval = day === undefined ? undefined : days.filter(change => change <= day).length
    let served = byInterval.get(interval)
    if (!served) byInterval.set(interval, served = servedOn(day, isNamed, custom))
    return served
  }
}

function servedOn (day: string | undefined, isNamed: (name: string) => boolean, custom: CustomModels): ServedModels {
  const isServed = ({ released, retired }: Model) => day === undefined || (released <= day && (retired === undefined || day < retired))
  // Rows under several names are adapted once.
  const adapted = new Map<Model, Model>()
  const onDay = (model: Model): Model => {
    if (!adapted.has(model)) adapted.set(model, adaptToDay(model, day))
    return adapted.get(model)!
  }
  const ids = new Map([...custom.rows, ...[...models].filter(([name]) => !custom.rows.has(name))])
  const patternOf = (name: string) => custom.patterns.find(({ matches, model }) => matches(name) && isServed(model))?.model
  const aliases = [...custom.aliases].flatMap(([alias, target]): Array<[string, Model]> => {
    const model = ids.get(target) ?? patternOf(target)
    return model ? [[alias, toAlias(model, target)]] : []
  })
  const named = new Map([...aliases, ...[...ids].filter(([name]) => !custom.aliases.has(name))])
  const rows = [...named].filter(([name, model]) => isNamed(name) && isServed(model)).map(([name, model]) => [name, onDay(model)] as const)
  const served = new Map(rows)
  const servesDallE = rows.some(([, { family }]) => family === dallE)
  const otherModel = onDay(servesDallE ? anyOtherModel : anyOtherGptModel)
  const isOfFamily = ({ name }: Family) => rows.some(([, { family }]) => family.name === name)
  const servedFamilies = families.filter(isOfFamily)
  return {
    day,
    models: served,
    customParameters: custom.parameters,
    find: name => served.get(name) ?? (named.has(name) || !isNamed(name) ? undefined : patternOf(name)),
    families: servedFamilies.length > 0 ? servedFamilies : [otherModel.family],
    defaultModel: served.has(defaultModel) ? defaultModel : undefined,
    otherModel,
    otherGptModel: onDay(anyOtherGptModel),
    mayBeAlias: name => !named.has(name) && isNamed(name) && !custom.patterns.some(({ matches }) => matches(name))
  }
}

/** Returns the name of a served model: that of the documents' examples if it is served. */
export function someModel ({ models }: Pick<ServedModels, 'models'>): string | undefined {
  return models.has('gpt-image-2') ? 'gpt-image-2' : models.keys().next().value
}

/** Returns the row of an alias, whose response and pictures are those of its target. */
function toAlias (model: Model, target: string): Model {
  const { custom = { like: target, parameters: noCustomParameters, contracts: {} } } = model
  return { ...model, custom: { ...custom, answeredBy: target } }
}

/** Returns the model with the differences that apply on the day; without a day, with those that have no end. */
function adaptToDay (model: Model, day: string | undefined): Model {
  const applies = ({ from = '', until }: Period) =>
    day === undefined ? until === undefined : from <= day && (until === undefined || day < until)
  return (model.periods ?? []).filter(applies).reduce<Model>((adapted, { parameters, supported = adapted.supported }) => ({
    ...adapted, parameters: { ...adapted.parameters, ...parameters }, ...(supported && { supported })
  }), model)
}
