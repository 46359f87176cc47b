/** The request with every default resolved, in our names. */
import type { ResponseFormat } from './create-image-request.js'
import type { ModelRules, Quality, Size, Style } from './models.js'

export interface ImageRequest {
  prompt: string
  model: string
  /** The row of `models` that the request was checked against. */
  rules: ModelRules
  /** How many images, 1 to 10. */
  n: number
  size: Size
  /** Absent where the model has no qualities. */
  quality?: Quality
  /** Absent where the model has no styles. */
  style?: Style
  responseFormat: ResponseFormat
  user?: string
}
