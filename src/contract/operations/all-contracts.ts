/** The contracts of all operations, and the values that they publish for a parameter. */
import type { Family } from '../families/family.js'
import { allModels } from '../models.js'
import type { ParameterName } from '../parameters.js'
import { editContract } from './edit-contract.js'
import { generationContract } from './generation-contract.js'
import type { OperationName } from './operations.js'
import type { RequestContract } from './request-contract.js'
import { variationContract } from './variation-contract.js'

export const requestContracts: { readonly [Name in OperationName]: RequestContract<Name> } = {
  generation: generationContract,
  edit: editContract,
  variation: variationContract
}

/** The contracts of the bodies of all operations. */
const families: readonly Family[] = [...new Set(
  Object.values(requestContracts).flatMap(contract => Object.values(contract.families).flatMap(Object.values<Family>)))]

/** The values that the contracts publish for a parameter, in published order; undefined if a model accepts other values. */
export function publishedValues (name: ParameterName): readonly string[] | undefined {
  const schemas = families.flatMap(({ request }) => request.properties[name] ?? [])
  if (name === 'size' && allModels.some(({ freeSizes }) => freeSizes)) return undefined
  return schemas.every(schema => schema.enum) ? [...new Set(schemas.flatMap(schema => schema.enum!.map(String)))] : undefined
}

/** The range of an integer over all contracts that have the parameter. A bound is missing if a contract has none. */
export function publishedRange (name: ParameterName): { minimum?: number, maximum?: number } {
  const schemas = families.filter(({ request }) => Object.hasOwn(request.properties, name))
    .map(({ request, enforced }) => ({ ...request.properties[name], ...enforced[name] }))
  const minimum = Math.min(...schemas.map(schema => schema.minimum ?? -Infinity))
  const maximum = Math.max(...schemas.map(schema => schema.maximum ?? Infinity))
  return { ...(Number.isFinite(minimum) && { minimum }), ...(Number.isFinite(maximum) && { maximum }) }
}
