/** The operations of the API: one entry each with paths, bodies and calls of clients. The inbox uses it, so it imports nothing. */

/** The format of a body as validation distinguishes it. */
export type BodyFormat = 'json' | 'form'

/** The media type of a body. */
export type MediaType = 'application/json' | 'multipart/form-data'

export interface OperationDescription {
  /** The documented path, such as `/images/generations`. It is served with and without `/v1`. */
  path: string
  operationId: string
  summary: string
  /** Its label in forms. */
  label: string
  /** The names of its methods in the official clients, below `client.images`. */
  clientMethods: { node: string, python: string }
  hasPrompt: boolean
  /** How pictures use the images of the request: edited, or as colour variations. Default: the request has no images. */
  sourceKind?: 'edit' | 'variation'
  /** The `$id` of the published request schema, by media type of the body and by family of models. */
  requestSchemas: Readonly<Partial<Record<MediaType, Readonly<Record<string, string>>>>>
  /** The `$id` of the published schema of an event of a stream, by family of models. Families that cannot stream have none. */
  eventSchemas: Readonly<Record<string, string>>
  /** What the types of events begin with. Default: `image_generation`. */
  eventPrefix?: string
  /** A valid JSON body for the documentation page, by family of models. */
  requestExamples: Readonly<Record<string, object>>
  /** Whether the first backend serves it, whose refusals have another form. Default: no. */
  isLegacy?: true
}

/** To add an operation, add an entry, and its contract to `all-contracts.ts`. The name is that in rules, filters and the journal. */
const table = {
  generation: {
    path: '/images/generations',
    operationId: 'createImage',
    summary: 'Creates an image given a prompt.',
    label: 'Generate',
    clientMethods: { node: 'generate', python: 'generate' },
    hasPrompt: true,
    requestSchemas: { 'application/json': { 'dall-e': 'CreateImageRequest', 'gpt-image': 'CreateGptImageRequest' } },
    eventSchemas: { 'gpt-image': 'ImageGenStreamEvent' },
    requestExamples: {
      'dall-e': { model: 'dall-e-3', prompt: 'A cute baby sea otter', size: '1024x1024' },
      'gpt-image': { model: 'gpt-image-2', prompt: 'A cute baby sea otter', size: '1024x1024', quality: 'low', output_format: 'webp' }
    }
  },
  edit: {
    path: '/images/edits',
    operationId: 'createImageEdit',
    summary: 'Creates an edited or extended image given one or more source images and a prompt.',
    label: 'Edit',
    clientMethods: { node: 'edit', python: 'edit' },
    hasPrompt: true,
    sourceKind: 'edit',
    requestSchemas: {
      'multipart/form-data': { 'dall-e': 'CreateImageEditRequest', 'gpt-image': 'CreateImageEditRequest' },
      'application/json': { 'gpt-image': 'EditImageBodyJsonParam' }
    },
    eventSchemas: { 'gpt-image': 'ImageEditStreamEvent' },
    eventPrefix: 'image_edit',
    requestExamples: {
      'gpt-image': { model: 'gpt-image-2', images: [{ file_id: 'file-otter' }], prompt: 'A cute baby sea otter wearing a beret', size: '1024x1024', quality: 'low' }
    }
  },
  variation: {
    path: '/images/variations',
    operationId: 'createImageVariation',
    summary: 'Creates a variation of a given image.',
    label: 'Variation',
    clientMethods: { node: 'createVariation', python: 'create_variation' },
    hasPrompt: false,
    sourceKind: 'variation',
    requestSchemas: { 'multipart/form-data': { 'dall-e': 'CreateImageVariationRequest' } },
    eventSchemas: {},
    requestExamples: {},
    isLegacy: true
  }
} satisfies Record<string, OperationDescription>

/** The name of an operation in rules, filters and the journal. */
export type OperationName = keyof typeof table

export const operations: Readonly<Record<OperationName, OperationDescription>> = table

export const operationNames = Object.keys(operations) as readonly OperationName[]

/** Whether some models can answer with a stream of events. */
export function canStream (name: OperationName): boolean {
  return Object.keys(operations[name].eventSchemas).length > 0
}
