/** What a custom model chooses for a request: the name of the model that answers, the size and the file format. */
import { ApiError } from '../../errors/api-error.js'
import { notImitated } from '../../errors/catalogue.js'
import type { CustomModel } from './custom-model.js'
import { framesOf } from '../families/gpt-image.js'
import type { ResolvedParameters } from '../parameters.js'
import { defaultSize, drawableSizes, isDrawable } from '../sizes.js'

/** Returns the parameters with the choices, or the refusal of a size that the model does not have or that cannot be drawn. */
export function customChoices (parameters: ResolvedParameters, custom: CustomModel): ResolvedParameters | ApiError {
  const size = custom.sizeOf ? custom.sizeOf(parameters) : parameters.size ?? defaultSize
  if (size instanceof ApiError) return size
  if (!isDrawable(size, framesOf(parameters))) {
    const param = ['size', 'width', 'height', 'aspect_ratio'].find(name => parameters[name] !== undefined) ?? 'size'
    return notImitated(param, `openai-images-mock does not draw pictures of ${size} pixels. Ask for ${drawableSizes}.`)
  }
  const format = parameters['output_format'] ?? custom.fileFormat
  return {
    ...parameters,
    model: custom.answeredBy ?? parameters.model,
    size,
    ...(format !== undefined && { output_format: format === 'jpg' ? 'jpeg' : format })
  }
}
