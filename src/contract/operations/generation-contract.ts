/** The contract of generations, which every model supports. */
import { dallE } from '../families/dall-e.js'
import { gptImage } from '../families/gpt-image.js'
import { forBothFamilies, publishedBase, qualities, sharedParameters, sizes } from '../families/published-schema.js'
import { someModel } from '../served-models.js'
import { refuseOperation, type RequestContract } from './request-contract.js'

const gptParameters = Object.keys(gptImage.request.properties).filter(name => !Object.hasOwn(dallE.request.properties, name))

/** Published: "Defaults to `dall-e-2` unless a parameter specific to the GPT image models is used." */
function hasGptParameter (body: Readonly<Record<string, unknown>>): boolean {
  return gptParameters.some(name => Object.hasOwn(body, name) && body[name] !== null && body[name] !== false)
}

const publishedGenerations = forBothFamilies({
  ...publishedBase,
  request: {
    ...gptImage.request,
    required: ['prompt'],
    properties: {
      ...sharedParameters,
      quality: qualities('standard', 'hd'),
      response_format: dallE.request.properties['response_format']!,
      size: sizes('auto', '1024x1024', '1536x1024', '1024x1536', '256x256', '512x512', '1792x1024', '1024x1792'),
      background: gptImage.request.properties['background']!,
      style: dallE.request.properties['style']!
    }
  }
})

export const generationContract: RequestContract<'generation'> = {
  operation: 'generation',
  families: { json: { 'dall-e': dallE, 'gpt-image': gptImage } },
  published: {
    families: { json: publishedGenerations },
    defaultModel: (body, _format, served) => hasGptParameter(body) ? someModel(served) : served.defaultModel
  },
  defaultModel: (_body, _format, served) => served.defaultModel,
  rowOf: (row, served) => row ?? served.otherModel,
  refuseModel: (name, model, format) => refuseOperation(name, model, 'generation', format)
}
