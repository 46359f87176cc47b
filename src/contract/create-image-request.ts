/** The request body's schema, published as it stands: OpenAI's CreateImageRequest, member by member. */
import { Type, type Static } from 'typebox'
import { defaultModel, qualities, sizes, styles } from './models.js'

const Enum = <const Value extends string>(values: readonly Value[], options: object) =>
  Type.Unsafe<Value | null>({ type: 'string', enum: [...values], ...options })

export const CreateImageRequest = Type.Object({
  prompt: Type.String({
    description: 'A text description of the desired image(s). The maximum length is 1000 characters for `dall-e-2` and 4000 characters for `dall-e-3`.',
    example: 'A cute baby sea otter'
  }),
  model: Type.Optional(Type.Unsafe<string | null>({
    anyOf: [Type.String(), { type: 'string', enum: ['dall-e-2', 'dall-e-3'] }],
    description: 'The model to use for image generation.',
    default: defaultModel,
    nullable: true,
    example: 'dall-e-3',
    'x-oaiTypeLabel': 'string'
  })),
  n: Type.Optional(Type.Unsafe<number | null>(Type.Integer({
    minimum: 1,
    maximum: 10,
    description: 'The number of images to generate. Must be between 1 and 10. For `dall-e-3`, only `n=1` is supported.',
    default: 1,
    nullable: true,
    example: 1
  }))),
  quality: Type.Optional(Type.Unsafe<typeof qualities[number]>(Enum(qualities, {
    description: 'The quality of the image that will be generated. `hd` creates images with finer details and greater consistency across the image. This param is only supported for `dall-e-3`.',
    default: 'standard',
    example: 'standard'
  }))),
  response_format: Type.Optional(Enum(['url', 'b64_json'], {
    description: 'The format in which the generated images are returned. Must be one of `url` or `b64_json`.',
    default: 'url',
    nullable: true,
    example: 'url'
  })),
  size: Type.Optional(Enum(sizes, {
    description: 'The size of the generated images. Must be one of `256x256`, `512x512`, or `1024x1024` for `dall-e-2`. Must be one of `1024x1024`, `1792x1024`, or `1024x1792` for `dall-e-3` models.',
    default: '1024x1024',
    nullable: true,
    example: '1024x1024'
  })),
  style: Type.Optional(Enum(styles, {
    description: 'The style of the generated images. Must be one of `vivid` or `natural`. Vivid causes the model to lean towards generating hyper-real and dramatic images. Natural causes the model to produce more natural, less hyper-real looking images. This param is only supported for `dall-e-3`.',
    default: 'vivid',
    nullable: true,
    example: 'vivid'
  })),
  user: Type.Optional(Type.String({
    description: 'A unique identifier representing your end-user, which can help OpenAI to monitor and detect abuse. [Learn more](/docs/guides/safety-best-practices/end-user-ids).\n',
    example: 'user-1234'
  }))
}, { $id: 'CreateImageRequest' })

export type CreateImageRequest = Static<typeof CreateImageRequest>
export type ResponseFormat = NonNullable<CreateImageRequest['response_format']>
