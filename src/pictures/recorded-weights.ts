/** Recorded sizes of the real API's image files, by model and quality. */
import { dimensionsOf } from '../contract/sizes.js'
import type { ImageFormat } from './output/image-format.js'

interface Weight {
  /** The name of a model, or its beginning. */
  model: string
  /** Undefined if the recordings do not tell qualities apart. */
  quality?: string
  /** The smallest and the largest PNG file, in bytes for each pixel. */
  min: number
  max: number
  /** `recorded`: files in public recordings. `assumed`: our estimate from other rows. */
  mark: 'recorded' | 'assumed'
  source: string
}

/** The first row of a model is the one of other qualities. A model without a row has that of the first model. */
const weights: readonly Weight[] = [
  { model: 'gpt-image-2', quality: 'medium', min: 0.79, max: 1.75, mark: 'recorded', source: '1,242,871 to 2,165,050 bytes at 1254x1254, 1,226,991 to 2,761,351 at 1122x1402' },
  { model: 'gpt-image-2', quality: 'low', min: 0.62, max: 0.75, mark: 'recorded', source: '823,979 bytes at 1536x864; the maximum is that of gpt-image-1.5' },
  { model: 'gpt-image-2', quality: 'high', min: 1.21, max: 1.75, mark: 'assumed', source: 'Between the other models at high; 1,269,192 to 2,641,451 bytes at the sizes of gpt-image-1, of unknown quality' },
  { model: 'gpt-image-1', quality: 'high', min: 1.75, max: 1.75, mark: 'recorded', source: '1,835,401 bytes at 1024x1024' },
  { model: 'gpt-image-1', quality: 'medium', min: 0.97, max: 1.4, mark: 'assumed', source: 'From gpt-image-1.5 and gpt-image-2 at medium' },
  { model: 'gpt-image-1', quality: 'low', min: 0.66, max: 0.75, mark: 'assumed', source: 'From gpt-image-1.5 at low' },
  { model: 'gpt-image-1-mini', quality: 'high', min: 1.33, max: 1.61, mark: 'recorded', source: '1,394,701 to 1,684,228 bytes at 1024x1024' },
  { model: 'gpt-image-1-mini', quality: 'medium', min: 0.97, max: 1.2, mark: 'assumed', source: 'From gpt-image-1.5 at medium' },
  { model: 'gpt-image-1-mini', quality: 'low', min: 0.66, max: 0.75, mark: 'assumed', source: 'From gpt-image-1.5 at low' },
  { model: 'gpt-image-1.5', quality: 'medium', min: 0.97, max: 0.97, mark: 'recorded', source: '1,015,812 bytes at 1024x1024, an edit' },
  { model: 'gpt-image-1.5', quality: 'low', min: 0.66, max: 0.75, mark: 'recorded', source: '689,314 and 787,281 bytes at 1024x1024, edits' },
  { model: 'gpt-image-1.5', quality: 'high', min: 1.33, max: 1.75, mark: 'assumed', source: 'From gpt-image-1 and gpt-image-1-mini at high' },
  { model: 'dall-e-3', min: 0.62, max: 1.75, mark: 'recorded', source: '647,886 to 1,841,569 bytes at 1024x1024, 1,012,656 to 3,031,855 at 1792x1024' },
  { model: 'dall-e-2', min: 3.01, max: 3.01, mark: 'recorded', source: '197,109 bytes at 256x256, not compressed' }
]

/**
 * The size of a file in other formats as a share of the PNG file. JPEG: recorded once, 36,249 bytes at 1024x640 and low.
 * WebP and GIF, and the effect of `output_compression`: assumed.
 */
const shareOfPng: Readonly<Record<ImageFormat, number>> = { png: 1, jpeg: 0.08, webp: 0.06, gif: 0.3 }

/** A transparent PNG: 2,150,350 to 2,683,481 bytes were recorded for gpt-image-1 at high, at an unknown size. */
const transparentShare = 1.3

/** The members of a picture that determine the size of its file. */
interface FileProperties {
  model: string
  size: string
  quality?: string
  seed: string
  format: ImageFormat
  compression?: number
  background?: string
  frames?: number
}

/** Returns a file size in bytes within the recorded range. Equal pictures have equal sizes. */
export function recordedBytes (picture: FileProperties): number {
  const { size, format, background, compression = 100, frames = 1, seed } = picture
  const { width, height } = dimensionsOf(size)
  const { min, max } = weightOf(picture)
  const bytesPerPixel = min + (max - min) * parseInt(seed.slice(8, 12), 16) / 0xffff
  const share = shareOfPng[format] * (background ? transparentShare : 1) * (0.2 + 0.8 * compression / 100) * frames
  return Math.round(width * height * bytesPerPixel * share)
}

function weightOf ({ model, quality }: FileProperties): Weight {
  const length = Math.max(...weights.filter(row => model.startsWith(row.model)).map(row => row.model.length))
  const rows = weights.filter(row => model.startsWith(row.model) && row.model.length === length)
  return rows.find(row => row.quality === quality) ?? rows[0] ?? weights[0]!
}
