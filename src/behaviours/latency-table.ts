/** Recorded latencies of the real API (`openai-processing-ms`), by model, quality and size. */
import type { ImageRequest } from '../contract/image-request.js'
import { dimensionsOf, type Dimensions } from '../contract/sizes.js'

interface Latency {
  model: string
  /** Undefined for a model without qualities. */
  quality?: string
  size: string
  minMs: number
  maxMs: number
  /** `recorded`: the minimum and maximum of the recordings. `assumed`: our estimate from similar rows. */
  mark: 'recorded' | 'assumed'
  source: string
}

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

/** The members of a request on which its latency depends. */
export type LatencyKey = Pick<ImageRequest, 'dimensions'> & { parameters: Pick<ImageRequest['parameters'], 'model'> & { quality?: unknown } }

/**
 * Returns the row for a request, or the most similar one: of the same model if the model has rows, then with the most
 * similar size, then with the same quality or `standard`.
 */
export function latencyOf ({ parameters: { model, quality = 'standard' }, dimensions }: LatencyKey): Latency {
  const ofModel = latencies.filter(row => row.model === model)
  const rows = ofModel.length > 0 ? ofModel : latencies
  const distance = Math.min(...rows.map(row => distanceBetween(dimensionsOf(row.size), dimensions)))
  const nearest = rows.filter(row => distanceBetween(dimensionsOf(row.size), dimensions) === distance)
  return nearest.find(row => row.quality === quality) ?? nearest.find(row => row.quality === 'standard') ?? nearest[0]!
}

/** Returns the difference of two sizes, by the ratios of their widths and heights. */
function distanceBetween (one: Dimensions, other: Dimensions): number {
  return Math.abs(Math.log(one.width / other.width)) + Math.abs(Math.log(one.height / other.height))
}
