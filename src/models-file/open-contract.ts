/** Contracts of models that are like no model of OpenAI: the parameters of their rows, in OpenAI's words. */
import type { Family, InputCheck, ParameterSchemas } from '../contract/families/family.js'
import type { InputImage } from '../contract/body/image-inputs.js'
import { invalidImageFile, invalidMask, missingParameter } from '../errors/catalogue.js'
import type { CompiledParameters } from './compile-parameters.js'

/** The parameters that every such model has, unless its row says `false`. */
export const openParameters: ParameterSchemas = {
  prompt: { type: 'string', minLength: 1, description: 'The prompt.' },
  model: { type: 'string', description: 'The model.' },
  n: { type: 'integer', minimum: 1, maximum: 10, default: 1, nullable: true, description: 'The number of images.' }
}

const maxImages = 16
const maxUrlLength = 20_971_520

/** Files of a form. Their media types are not checked, since the content determines the format. */
const files: ParameterSchemas = {
  image: { description: 'The image or images to edit.', file: { mediaTypes: [], maxItems: maxImages } },
  mask: { description: 'An image that guides the edit.', nullable: true, file: { mediaTypes: [] } }
}

const reference = { maxUrlLength, urlMember: 'url', otherMembers: ['type'] } as const
const references: ParameterSchemas = {
  image: { description: 'The image to edit.', nullable: true, reference },
  images: { description: 'The images to edit.', nullable: true, reference: { ...reference, maxItems: maxImages } },
  mask: { description: 'An image that guides the edit.', nullable: true, reference }
}

/** The mask must fit the first image, or nothing could be drawn. */
const readableImages: InputCheck = ({ images, mask }) => {
  if (images.length === 0) return missingParameter('image')
  const unreadable = images.findIndex(({ decoded }) => decoded === undefined)
  if (unreadable >= 0) return invalidImageFile(unreadable + 1)
  const [{ decoded: first }] = images as [InputImage]
  const isFitting = !mask || (mask.decoded?.width === first!.width && mask.decoded.height === first!.height)
  return isFitting ? undefined : invalidMask('size')
}

/** Returns the contracts of the operations that the model has. */
export function openContracts (parameters: CompiledParameters, edits: 'none' | 'form' | 'json' | 'both') {
  const hasForm = edits === 'form' || edits === 'both'
  const hasJson = edits === 'json' || edits === 'both'
  return {
    generation: { json: openFamily('generation', parameters, {}, []) },
    ...(edits !== 'none' && {
      edit: {
        ...(hasForm && { form: openFamily('edit', parameters, files, ['image']) }),
        ...(hasJson && { json: openFamily('edit', parameters, references, []) })
      }
    })
  }
}

function openFamily (
  operation: string, { schemas, required, unchecked }: CompiledParameters, images: ParameterSchemas, requiredImages: readonly string[]
): Family {
  const own = Object.entries({ ...images, ...openParameters, ...schemas })
  const properties = own.flatMap(([name, schema]) => schema === false ? [] : [[name, { ...openParameters[name], ...schema }] as const])
  return {
    name: 'open',
    request: { $id: `OpenRequest-${operation}`, type: 'object', required: ['prompt', ...requiredImages, ...required], properties: Object.fromEntries(properties) },
    enforced: {},
    // Clients that can stream send it with every request.
    unsupported: { stream: { acceptedValues: [false, null], evidence: 'Assumed from DALL·E.' } },
    checkedFirst: ['prompt', ...Object.keys(images), 'n'],
    unchecked,
    narrowedByModel: {},
    combinations: [],
    ...(operation === 'edit' && { inputChecks: [readableImages] }),
    responseMembers: ['data']
  }
}
