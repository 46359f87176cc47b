/** Size rules of rows: from the parameters of a request to the size of its picture. */
import type { CustomModel } from '../contract/custom-models/custom-model.js'
import type { ResolvedParameters } from '../contract/parameters.js'
import { defaultSize, dimensionsOf, drawable, shortestEdge, sizeProblem, type FreeSizes } from '../contract/sizes.js'
import type { ApiError } from '../errors/api-error.js'
import { integerAboveMaximum, integerBelowMinimum, invalidAspectRatio, invalidSize } from '../errors/catalogue.js'
import type { ModelRow } from './models-file.js'

export type SizeRow = NonNullable<ModelRow['size']>
type SizeOf = NonNullable<CustomModel['sizeOf']>

const defaultPixels: Readonly<Record<string, number>> = { '1k': 1024 ** 2, '2k': 2048 ** 2, '4k': 4096 ** 2 }

/** The limits of a row; by default those of the pictures that can be drawn. */
export function limitsOf ({ multiple, longestEdge, aspectRatio, minPixels, maxPixels }: SizeRow): FreeSizes {
  return {
    multiple: multiple ?? drawable.multiple,
    longestEdge: longestEdge ?? drawable.longestEdge,
    aspectRatio: aspectRatio ?? drawable.aspectRatio,
    minPixels: minPixels ?? drawable.minPixels,
    maxPixels: maxPixels ?? drawable.maxPixels
  }
}

/** Creates the function from the parameters of a request to the size of its picture, or to the refusal of a size that the model does not have. */
export function createSizeOf (row: SizeRow): SizeOf {
  switch (row.from) {
    case 'width+height': return sizeByEdges(row)
    case 'aspect_ratio+resolution': return sizeByRatio(row)
    default: return sizeByName(row)
  }
}

function isUnset (value: unknown): boolean {
  return value === undefined || value === '' || value === 'auto'
}

function checked (size: string, limits: FreeSizes, param: string): string | ApiError {
  const problem = sizeProblem(size, limits)
  return problem ? invalidSize(size, problem, limits, param) : size
}

function sizeByName ({ default: auto = defaultSize, named = {}, ...row }: SizeRow): SizeOf {
  const limits = limitsOf(row)
  // A map, since clients choose the names.
  const sizes = new Map(Object.entries(named))
  return ({ size }) => isUnset(size) ? auto : sizes.get(size) ?? checked(size, limits, 'size')
}

function sizeByEdges ({ default: auto = defaultSize, ...row }: SizeRow): SizeOf {
  const limits = limitsOf(row)
  const { width: autoWidth, height: autoHeight } = dimensionsOf(auto)
  return ({ width, height }) => edgeProblem('width', width, limits) ?? edgeProblem('height', height, limits) ?? checked(`${width ?? autoWidth}x${height ?? autoHeight}`, limits, width === undefined ? 'height' : 'width')
}

/** The refusal of an integer that is no edge of a picture. */
function edgeProblem (name: string, value: unknown, { longestEdge }: FreeSizes): ApiError | undefined {
  if (!Number.isInteger(value)) return undefined
  const edge = value as number
  if (edge < 1) return integerBelowMinimum(name, 1, BigInt(edge).toString())
  // Texts of sizes have at most five digits.
  return edge > 99_999 ? integerAboveMaximum(name, longestEdge, BigInt(edge).toString()) : undefined
}

function sizeByRatio ({ default: auto = defaultSize, named = {}, pixels = defaultPixels, multiple = 16 }: SizeRow): SizeOf {
  const [sizes, budgets] = [new Map(Object.entries(named)), new Map(Object.entries(pixels))]
  const { width, height } = dimensionsOf(auto)
  const budgetOf = (resolution: unknown) =>
    budgets.get(String(resolution)) ?? budgets.get(String(resolution).toLowerCase()) ?? width * height
  return ({ aspect_ratio: ratio, resolution }: ResolvedParameters) => {
    const name = isUnset(ratio) ? `${width}:${height}` : String(ratio)
    const known = sizes.get(isUnset(resolution) ? name : `${name} ${resolution}`)
    if (known !== undefined) return known
    if (isUnset(ratio) && isUnset(resolution)) return auto
    const [, wide, high] = /^(\d{1,5}(?:\.\d{1,4})?):(\d{1,5}(?:\.\d{1,4})?)$/.exec(name) ?? []
    if (!(Number(wide) > 0 && Number(high) > 0)) return invalidAspectRatio(name)
    return sizeOfRatio(Number(wide) / Number(high), budgetOf(resolution), multiple)
  }
}

/**
 * Returns the size with this ratio of width to height and about this number of pixels, with edges that are divisible by
 * `multiple`. It is made smaller, and the ratio less extreme, until it can be drawn.
 *
 *     sizeOfRatio(16 / 9, 1024 * 1024, 16) // '1360x768'
 */
export function sizeOfRatio (ratio: number, pixels: number, multiple: number): string {
  const { longestEdge, maxPixels } = drawable
  const long = Math.max(ratio, 1 / ratio)
  const longEdge = Math.min(longestEdge, Math.max(shortestEdge, Math.sqrt(Math.min(pixels, maxPixels) * long)))
  const shortEdge = Math.min(longEdge, Math.max(shortestEdge, longEdge / long))
  const [longest, shortest] = [longEdge, shortEdge].map(edge => roundTo(edge, multiple)) as [number, number]
  return ratio >= 1 ? `${longest}x${shortest}` : `${shortest}x${longest}`
}

/** The nearest multiple between the smallest and the largest edge. Downwards if the edges are large, so that their product fits. */
function roundTo (edge: number, multiple: number): number {
  const rounded = (edge > 2048 ? Math.floor(edge / multiple) : Math.round(edge / multiple)) * multiple
  const [smallest, largest] = [Math.ceil(shortestEdge / multiple), Math.floor(drawable.longestEdge / multiple)] as [number, number]
  return Math.min(largest * multiple, Math.max(smallest * multiple, rounded))
}
