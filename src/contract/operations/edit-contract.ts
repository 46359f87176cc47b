/** The contract of edits: forms for DALL·E 2, forms and JSON for the GPT image family. */
import { imageInJson, imagesInForm, modelMustBeDallE2, modelNotFound } from '../../errors/catalogue.js'
import { dallEEdits, gptImageFormEdits, gptImageJsonEdits } from '../families/edits.js'
import { gptImage } from '../families/gpt-image.js'
import { forBothFamilies, publishedBase, qualities, sharedParameters, sizes } from '../families/published-schema.js'
import { defaultModel } from '../models.js'
import { officialName, refuseOperation, type RequestContract } from './request-contract.js'

/** The default since May 2026. */
const defaultEditModel = 'gpt-image-1.5'

const onlyDallEParameters = Object.keys(dallEEdits.request.properties)

/** Documented in 2025: "Defaults to `dall-e-2` unless a parameter specific to `gpt-image-1` is used." */
function isForDallE (body: Readonly<Record<string, unknown>>): boolean {
  return !Array.isArray(body['image']) && Object.keys(body).every(name => onlyDallEParameters.includes(name))
}

/** The parameters that edits have in forms and in JSON. */
const editParameters = {
  ...sharedParameters,
  quality: qualities('standard'),
  input_fidelity: gptImageFormEdits.request.properties['input_fidelity']!,
  response_format: dallEEdits.request.properties['response_format']!,
  size: sizes('256x256', '512x512', '1024x1024', '1536x1024', '1024x1536', 'auto'),
  background: gptImage.request.properties['background']!
}

const anyImageFile = { mediaTypes: [] }

const publishedFormEdits = forBothFamilies({
  ...publishedBase,
  request: {
    ...gptImageFormEdits.request,
    properties: {
      image: { file: { ...anyImageFile, maxItems: 16 } }, mask: { file: anyImageFile }, markup: { file: anyImageFile }, ...editParameters
    }
  }
})

const { images, mask } = gptImageJsonEdits.request.properties

const publishedJsonEdits = forBothFamilies({
  ...publishedBase,
  enforced: { ...publishedBase.enforced, prompt: { minLength: 1, maxLength: 32_000 }, output_compression: { minimum: 0, maximum: 100 } },
  request: { ...gptImageJsonEdits.request, properties: { images: images!, mask: mask!, ...editParameters } }
})

export const editContract: RequestContract<'edit'> = {
  operation: 'edit',
  families: {
    form: { 'dall-e': dallEEdits, 'gpt-image': gptImageFormEdits },
    // Documented: JSON edits support only GPT image models. The response to DALL·E 2 is not known.
    json: { 'dall-e': gptImageJsonEdits, 'gpt-image': gptImageJsonEdits }
  },
  published: { families: { form: publishedFormEdits, json: publishedJsonEdits } },
  defaultModel (body, format, served) {
    if (format === 'form' && served.defaultModel === defaultModel && isForDallE(body)) return defaultModel
    return defaultEditModel
  },
  // Only one DALL·E model supports edits, so an alias is assumed to be a GPT image model.
  rowOf: (row, served) => row ?? served.otherGptModel,
  refuseModel (name, model, format) {
    if (model.custom && model.custom.like === undefined) return refuseOperation(name, model, 'edit', format)
    if (model.family.name === 'gpt-image' || (format === 'form' && officialName(name, model) === defaultModel)) return undefined
    return format === 'form' ? modelMustBeDallE2(name) : modelNotFound(name)
  },
  refuseMember (name, format) {
    if (format === 'json') return name === 'image' || name === 'image[]' ? imageInJson(name) : undefined
    return name === 'images' ? imagesInForm() : undefined
  }
}
