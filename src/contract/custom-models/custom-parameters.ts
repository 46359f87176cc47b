/** Parameters of custom models: those that the table of parameters does not have, and values that it does not have. */
import { parameterEntries, type Parameter, type ParameterName } from '../parameters.js'

export interface CustomParameter extends Omit<Parameter, 'match'> {
  /** The accepted values. Default: all values of the type. */
  values?: readonly string[]
}

/** By wire name. A parameter of the table is in it if a custom model accepts other values of it. */
export type CustomParameters = ReadonlyMap<string, CustomParameter>

/** Returns the parameters of the custom models that are served at present. */
export type GetCustomParameters = () => CustomParameters

export const noCustomParameters: CustomParameters = new Map()

/** The names that filters and rules use for other properties of a request. A parameter with such a name cannot be matched. */
export const reservedNames: readonly string[] = [
  'operation', 'images', 'mask', 'upload', 'key', 'status', 'path', 'violations', 'since', 'limit', 'count', 'timeout'
]

const table = new Map<string, Parameter>(parameterEntries)

/** Whether the table of parameters has the name. */
export function isTabled (name: string): name is ParameterName {
  return table.has(name)
}

/** Returns the type of a parameter; undefined for a name that is none. */
export function typeOfParameter (name: string, custom: CustomParameters): Parameter['type'] | undefined {
  return (table.get(name) ?? custom.get(name))?.type
}

/** Returns the parameters that the table does not have, with their names. */
export function newParameters (custom: CustomParameters): Array<[string, CustomParameter]> {
  return [...custom].filter(([name]) => !isTabled(name))
}
