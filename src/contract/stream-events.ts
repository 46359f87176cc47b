/** The events of a stream of images, with their members in the recorded order. */
import { fillIn } from './custom-models/custom-model.js'
import type { ImageRequest } from './image-request.js'
import { operations } from './operations/operations.js'
import { endUserOf, type Base64Image } from './responses.js'
import type { Usage } from './usage/usage.js'

/** An event without its picture. The members are sent in the order of the object. */
export interface StreamEvent {
  /** Unix seconds. */
  created_at: number
  type: string
  b64_json: Base64Image
  background?: string
  output_format?: string
  /** Undefined for the last event. */
  partial_image_index?: number
  quality?: string
  safety_identifier?: string
  /** Counts the events of a stream from 0. */
  sequence_number: number
  size?: string
  /** Of the last event. */
  usage?: Usage
}

export interface StreamEventOptions {
  createdMs: number
  image: Base64Image
  sequenceNumber: number
  /** Default: the event is the last one. */
  partialImageIndex?: number
  usage?: Usage | undefined
  /** The id of the request. */
  id: string
}

/** Creates an event of an operation. The order of the members: recorded since 2026-03; that of `safety_identifier` is assumed. */
export function toStreamEvent (
  request: ImageRequest, { createdMs, image, sequenceNumber, partialImageIndex, usage, id }: StreamEventOptions
): StreamEvent {
  const { operation, model, parameters, effective: { background, output_format: format, quality, size } } = request
  const isPartial = partialImageIndex !== undefined
  const endUser = isPartial ? undefined : endUserOf(request)
  const event: StreamEvent = {
    created_at: Math.floor(createdMs / 1000),
    type: `${operations[operation].eventPrefix ?? 'image_generation'}.${isPartial ? 'partial_image' : 'completed'}`,
    b64_json: image,
    // A custom model may lack these parameters.
    ...(background !== undefined && { background: String(background) }),
    ...(format !== undefined && { output_format: String(format) }),
    ...(isPartial && { partial_image_index: partialImageIndex }),
    ...(quality !== undefined && { quality: String(quality) }),
    ...(endUser !== undefined && { safety_identifier: String(endUser) }),
    sequence_number: sequenceNumber,
    size,
    ...(usage && { usage })
  }
  const { members } = model.custom ?? {}
  if (isPartial || !members) return event
  // The further members of a response do not replace those of the event, usage excepted.
  const { usage: ownUsage = usage, ...further } = fillIn(members, { id, model: parameters.model })
  const added = Object.entries(further).filter(([name]) => !Object.hasOwn(event, name) && name !== 'partial_image_index')
  return { ...event, ...Object.fromEntries(added), ...(ownUsage !== undefined && { usage: ownUsage as Usage }) }
}
