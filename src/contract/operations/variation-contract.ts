/** The contract of variations, which only DALL·E 2 supports. */
import { modelShouldBeBlank } from '../../errors/catalogue.js'
import { forBothFamilies } from '../families/published-schema.js'
import { dallEVariations } from '../families/variations.js'
import { defaultModel, models } from '../models.js'
import { officialName, type RequestContract } from './request-contract.js'

/** Its refusals have the words of the first backend, as those of the model. */
const publishedVariations = forBothFamilies({
  ...dallEVariations,
  request: {
    ...dallEVariations.request,
    properties: {
      ...dallEVariations.request.properties,
      size: { ...dallEVariations.request.properties['size'], enum: ['256x256', '512x512', '1024x1024'] }
    }
  },
  inputChecks: []
})

export const variationContract: RequestContract<'variation'> = {
  operation: 'variation',
  ended: '2026-05-12',
  families: { form: { 'dall-e': dallEVariations, 'gpt-image': dallEVariations } },
  published: { families: { form: publishedVariations } },
  defaultModel: () => defaultModel,
  // The size is checked before the model (recorded 2025-05 with gpt-image-1).
  rowOf: row => row?.custom?.like === defaultModel ? row : models.get(defaultModel)!,
  refuseModel: (name, model) => officialName(name, model) === defaultModel ? undefined : modelShouldBeBlank(name)
}
