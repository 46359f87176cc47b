/** How long the real endpoint takes: its `openai-processing-ms` by model, quality and size. */
import type { Quality, Size } from '../contract/models.js'

interface Latency {
  model: string
  /** Absent where the model has no qualities. */
  quality?: Quality
  size: Size
  minMs: number
  maxMs: number
  /** `recorded`: the least and the most of the recordings. `assumed`: ours, from the rows around it. */
  mark: 'recorded' | 'assumed'
  source: string
}

const defaultSize = ['1024x1024', 1024, 1024] as const

/** Recordings are `openai-processing-ms` headers in public test cassettes, 2024 to 2026. */
export const latencies: readonly Latency[] = [
  { model: 'dall-e-2', size: '256x256', minMs: 6_739, maxMs: 8_873, mark: 'recorded', source: 'Seven recordings, up to two images each' },
  { model: 'dall-e-2', size: '512x512', minMs: 7_000, maxMs: 9_500, mark: 'assumed', source: 'Between 256x256 and 1024x1024' },
  { model: 'dall-e-2', size: '1024x1024', minMs: 8_000, maxMs: 11_000, mark: 'assumed', source: 'Edits of this size were recorded at 8 to 16 s' },
  { model: 'dall-e-3', quality: 'standard', size: '1024x1024', minMs: 10_974, maxMs: 13_704, mark: 'recorded', source: 'Eleven recordings' },
  { model: 'dall-e-3', quality: 'standard', size: '1024x1792', minMs: 11_625, maxMs: 16_000, mark: 'assumed', source: 'One recording of 11,625 ms; the rest from 1792x1024' },
  { model: 'dall-e-3', quality: 'standard', size: '1792x1024', minMs: 14_516, maxMs: 17_753, mark: 'recorded', source: 'Several recordings' },
  { model: 'dall-e-3', quality: 'hd', size: '1024x1024', minMs: 16_000, maxMs: 20_000, mark: 'assumed', source: 'The ratio of hd to standard at 1024x1792' },
  { model: 'dall-e-3', quality: 'hd', size: '1024x1792', minMs: 19_000, maxMs: 23_500, mark: 'assumed', source: 'One recording of 21,223 ms, and a spread like that of standard' },
  { model: 'dall-e-3', quality: 'hd', size: '1792x1024', minMs: 21_000, maxMs: 26_000, mark: 'assumed', source: 'The ratio of 1792x1024 to 1024x1792 at standard' }
]

/**
 * The row of a request, or the nearest one: of its model if that has rows, with the most similar width and height, then
 * with its quality or `standard`. Every request has one, whatever its model, quality and size.
 */
export function latencyOf ({ model, quality, size }: { model: string, quality?: string, size: string }): Latency {
  const ofModel = latencies.filter(row => row.model === model)
  const rows = ofModel.length > 0 ? ofModel : latencies
  const distance = Math.min(...rows.map(row => distanceBetween(row.size, size)))
  const nearest = rows.filter(row => distanceBetween(row.size, size) === distance)
  return nearest.find(row => row.quality === (quality ?? 'standard')) ?? nearest.find(row => row.quality === 'standard') ?? nearest[0]!
}

/** How much two sizes differ: the ratios of their widths and heights. What is no size, such as `auto`, counts as `defaultSize`. */
function distanceBetween (one: string, other: string): number {
  const [from, to] = [dimensionsIn(one), dimensionsIn(other)]
  return Math.abs(Math.log(from.width / to.width)) + Math.abs(Math.log(from.height / to.height))
}

function dimensionsIn (size: string): { width: number, height: number } {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(size) ?? defaultSize
  return { width: Number(width), height: Number(height) }
}
