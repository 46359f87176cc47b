/** Recorded latencies of the real API (`openai-processing-ms`), by operation, model, quality and size. */
import type { ImageRequest } from '../contract/image-request.js'
import type { OperationName } from '../contract/operations/operations.js'
import { dimensionsOf, type Dimensions } from '../contract/sizes.js'

interface Latency {
  model: string
  /** Undefined for a generation, and for other operations of which nothing is known. */
  operation?: Exclude<OperationName, 'generation'>
  /** Undefined for a model without qualities. */
  quality?: string
  size: string
  minMs: number
  maxMs: number
  /** `recorded`: the minimum and maximum of the recordings. `reported`: as someone measured. `assumed`: our estimate. */
  mark: 'recorded' | 'reported' | 'assumed'
  source: string
}

/** Recordings are `openai-processing-ms` headers in public test cassettes, 2024 to 2026. */
export const latencies: readonly Latency[] = [
  { model: 'dall-e-2', size: '256x256', minMs: 6_739, maxMs: 8_873, mark: 'recorded', source: 'Seven recordings, up to two images each' },
  { model: 'dall-e-2', size: '512x512', minMs: 7_000, maxMs: 9_500, mark: 'assumed', source: 'Between 256x256 and 1024x1024' },
  { model: 'dall-e-2', size: '1024x1024', minMs: 8_000, maxMs: 11_000, mark: 'assumed', source: 'Edits of this size were recorded at 8 to 16 s' },
  { model: 'dall-e-2', operation: 'edit', size: '256x256', minMs: 8_061, maxMs: 10_127, mark: 'recorded', source: 'Four recordings' },
  { model: 'dall-e-2', operation: 'variation', size: '256x256', minMs: 7_105, maxMs: 9_378, mark: 'recorded', source: 'Two recordings of two images each' },
  { model: 'dall-e-3', quality: 'standard', size: '1024x1024', minMs: 10_974, maxMs: 13_704, mark: 'recorded', source: 'Eleven recordings' },
  { model: 'dall-e-3', quality: 'standard', size: '1024x1792', minMs: 11_625, maxMs: 16_000, mark: 'assumed', source: 'One recording of 11,625 ms; the rest from 1792x1024' },
  { model: 'dall-e-3', quality: 'standard', size: '1792x1024', minMs: 14_516, maxMs: 17_753, mark: 'recorded', source: 'Several recordings' },
  { model: 'dall-e-3', quality: 'hd', size: '1024x1024', minMs: 16_000, maxMs: 20_000, mark: 'assumed', source: 'The ratio of hd to standard at 1024x1792' },
  { model: 'dall-e-3', quality: 'hd', size: '1024x1792', minMs: 19_000, maxMs: 23_500, mark: 'assumed', source: 'One recording of 21,223 ms, and a spread like that of standard' },
  { model: 'dall-e-3', quality: 'hd', size: '1792x1024', minMs: 21_000, maxMs: 26_000, mark: 'assumed', source: 'The ratio of 1792x1024 to 1024x1792 at standard' },
  { model: 'gpt-image-1', quality: 'low', size: '1024x1024', minMs: 9_000, maxMs: 16_000, mark: 'assumed', source: 'The ratio of low to high of gpt-image-2.5-flare' },
  { model: 'gpt-image-1', quality: 'medium', size: '1024x1024', minMs: 16_000, maxMs: 26_000, mark: 'assumed', source: 'Between low and high' },
  { model: 'gpt-image-1', quality: 'high', size: '1024x1024', minMs: 32_000, maxMs: 40_000, mark: 'assumed', source: 'One recording of 34,378 ms, and a spread like that of gpt-image-1-mini' },
  { model: 'gpt-image-1', operation: 'edit', quality: 'high', size: '1024x1024', minMs: 36_005, maxMs: 60_879, mark: 'recorded', source: 'Several recordings; one more took 112 s' },
  { model: 'gpt-image-1-mini', quality: 'low', size: '1024x1024', minMs: 8_000, maxMs: 14_000, mark: 'assumed', source: 'The ratio of low to high of gpt-image-2.5-flare' },
  { model: 'gpt-image-1-mini', quality: 'medium', size: '1024x1024', minMs: 14_000, maxMs: 24_000, mark: 'assumed', source: 'Between low and high' },
  { model: 'gpt-image-1-mini', quality: 'high', size: '1024x1024', minMs: 28_819, maxMs: 40_895, mark: 'recorded', source: 'Three recordings' },
  { model: 'gpt-image-1.5', quality: 'low', size: '1024x1024', minMs: 10_000, maxMs: 13_000, mark: 'assumed', source: 'One recording of an edit, 11,499 ms' },
  { model: 'gpt-image-1.5', quality: 'medium', size: '1024x1024', minMs: 16_058, maxMs: 18_875, mark: 'assumed', source: 'Two recordings of edits' },
  { model: 'gpt-image-1.5', quality: 'high', size: '1024x1024', minMs: 28_000, maxMs: 40_000, mark: 'assumed', source: 'As gpt-image-1-mini' },
  { model: 'gpt-image-2', quality: 'low', size: '1024x1024', minMs: 12_000, maxMs: 16_000, mark: 'assumed', source: 'One recording of an edit of 1536x864, 14,636 ms' },
  { model: 'gpt-image-2', quality: 'medium', size: '1254x1254', minMs: 49_887, maxMs: 51_613, mark: 'recorded', source: 'Two recordings' },
  { model: 'gpt-image-2', quality: 'high', size: '1024x1024', minMs: 80_000, maxMs: 120_000, mark: 'assumed', source: "86 s and 109.5 s reported for edits; OpenAI's guide says up to two minutes" },
  { model: 'gpt-image-2.5-flare', quality: 'low', size: '1024x1024', minMs: 7_000, maxMs: 20_000, mark: 'reported', source: 'Measured 2026-09' },
  { model: 'gpt-image-2.5-flare', quality: 'medium', size: '1024x1024', minMs: 12_000, maxMs: 20_000, mark: 'assumed', source: 'Between low and high' },
  { model: 'gpt-image-2.5-flare', quality: 'high', size: '1024x1024', minMs: 16_000, maxMs: 22_000, mark: 'assumed', source: '18.7 s reported' },
  { model: 'gpt-image-2.5-flare', quality: 'xhigh', size: '1024x1024', minMs: 26_000, maxMs: 36_000, mark: 'assumed', source: 'Between high and max' },
  { model: 'gpt-image-2.5-flare', quality: 'max', size: '1024x1024', minMs: 42_000, maxMs: 50_000, mark: 'assumed', source: '46.0 s reported' },
  { model: 'gpt-image-2.5-sunburst', quality: 'low', size: '1024x1024', minMs: 9_000, maxMs: 13_000, mark: 'reported', source: 'Measured 2026-09' },
  { model: 'gpt-image-2.5-sunburst', quality: 'medium', size: '1024x1024', minMs: 16_000, maxMs: 22_000, mark: 'assumed', source: 'Between low and high' },
  { model: 'gpt-image-2.5-sunburst', quality: 'high', size: '1024x1024', minMs: 26_000, maxMs: 33_000, mark: 'assumed', source: '29.1 s reported' },
  { model: 'gpt-image-2.5-sunburst', quality: 'xhigh', size: '1024x1024', minMs: 45_000, maxMs: 55_000, mark: 'assumed', source: 'Between high and max' },
  { model: 'gpt-image-2.5-sunburst', quality: 'max', size: '1024x1024', minMs: 75_000, maxMs: 88_000, mark: 'assumed', source: '80.6 s reported' }
]

/** The members of a request on which its latency depends. */
export interface LatencyKey {
  /** Default: a generation. */
  operation?: OperationName
  model: { family: Pick<ImageRequest['model']['family'], 'name'> }
  effective: Pick<ImageRequest['parameters'], 'model' | 'size'> & { quality?: unknown }
}

/**
 * Returns the row for a request, or the most similar one, by these criteria in turn: the model, or a similar model of its
 * family if it has no rows; the operation with the same quality, or generations; the most similar size; the same quality or
 * `standard`. For the GPT image models, quality comes before size, since their latency depends most on quality.
 */
export function latencyOf ({ operation = 'generation', model: { family }, effective: { model, size, quality = 'standard' } }: LatencyKey): Latency {
  const dimensions = dimensionsOf(size)
  const all = rowsOf(model, family.name)
  const sameOperation = all.filter(row => row.operation === operation && (row.quality ?? quality) === quality)
  const rows = sameOperation.length > 0 ? sameOperation : all.filter(row => row.operation === undefined)
  const sameQuality = family.name === 'gpt-image' ? rows.filter(row => row.quality === quality) : []
  const candidates = sameQuality.length > 0 ? sameQuality : rows
  const distance = Math.min(...candidates.map(row => distanceBetween(dimensionsOf(row.size), dimensions)))
  const nearest = candidates.filter(row => distanceBetween(dimensionsOf(row.size), dimensions) === distance)
  return nearest.find(row => row.quality === quality) ?? nearest.find(row => row.quality === 'standard') ?? nearest[0]!
}

function rowsOf (name: string, family: string): readonly Latency[] {
  // The latency of a dated name is that of its alias.
  const model = name.replace(/-\d{4}-\d{2}-\d{2}$/, '')
  const ofModel = latencies.filter(row => row.model === model)
  if (ofModel.length > 0) return ofModel
  if (family === 'dall-e') return latencies.filter(row => row.model.startsWith('dall-e-'))
  const similar = model.startsWith('chatgpt-') ? 'gpt-image-1.5' : /-(?:flare|sunburst)$/.exec(model) ? `gpt-image-2.5${/-\w+$/.exec(model)![0]}` : 'gpt-image-2'
  return latencies.filter(row => row.model === similar)
}

/** Returns the difference of two sizes, by the ratios of their widths and heights. */
function distanceBetween (one: Dimensions, other: Dimensions): number {
  return Math.abs(Math.log(one.width / other.width)) + Math.abs(Math.log(one.height / other.height))
}
