/** The DALL·E family: `CreateImageRequest` as published while DALL·E was served, word for word. */
import type { Family } from './family.js'

export const dallE: Family = {
  name: 'dall-e',
  request: {
    $id: 'CreateImageRequest',
    type: 'object',
    required: ['prompt'],
    properties: {
      prompt: {
        type: 'string',
        description: 'A text description of the desired image(s). The maximum length is 1000 characters for `dall-e-2` and 4000 characters for `dall-e-3`.',
        example: 'A cute baby sea otter'
      },
      model: {
        anyOf: [{ type: 'string' }, { type: 'string', enum: ['dall-e-2', 'dall-e-3'] }],
        description: 'The model to use for image generation.',
        default: 'dall-e-2',
        nullable: true,
        example: 'dall-e-3',
        'x-oaiTypeLabel': 'string'
      },
      n: {
        type: 'integer',
        minimum: 1,
        maximum: 10,
        description: 'The number of images to generate. Must be between 1 and 10. For `dall-e-3`, only `n=1` is supported.',
        default: 1,
        nullable: true,
        example: 1
      },
      quality: {
        type: 'string',
        enum: ['standard', 'hd'],
        description: 'The quality of the image that will be generated. `hd` creates images with finer details and greater consistency across the image. This param is only supported for `dall-e-3`.',
        default: 'standard',
        example: 'standard'
      },
      response_format: {
        type: 'string',
        enum: ['url', 'b64_json'],
        description: 'The format in which the generated images are returned. Must be one of `url` or `b64_json`.',
        default: 'url',
        nullable: true,
        example: 'url'
      },
      size: {
        type: 'string',
        enum: ['256x256', '512x512', '1024x1024', '1792x1024', '1024x1792'],
        description: 'The size of the generated images. Must be one of `256x256`, `512x512`, or `1024x1024` for `dall-e-2`. Must be one of `1024x1024`, `1792x1024`, or `1024x1792` for `dall-e-3` models.',
        default: '1024x1024',
        nullable: true,
        example: '1024x1024'
      },
      style: {
        type: 'string',
        enum: ['vivid', 'natural'],
        description: 'The style of the generated images. Must be one of `vivid` or `natural`. Vivid causes the model to lean towards generating hyper-real and dramatic images. Natural causes the model to produce more natural, less hyper-real looking images. This param is only supported for `dall-e-3`.',
        default: 'vivid',
        nullable: true,
        example: 'vivid'
      },
      user: {
        type: 'string',
        description: 'A unique identifier representing your end-user, which can help OpenAI to monitor and detect abuse. [Learn more](/docs/guides/safety-best-practices/end-user-ids).\n',
        example: 'user-1234'
      }
    }
  },
  unsupported: {
    stream: { acceptedValues: [false, null], evidence: 'Assumed: no recording sends `stream: false` to DALL·E. TanStack AI always sends it.' }
  },
  enforced: { prompt: { minLength: 1 } },
  // Prompt and n: reported 2026-08-29. The rest in the order of the contract: assumed.
  checkedFirst: ['prompt', 'n'],
  unchecked: [],
  narrowedByModel: {},
  combinations: [],
  responseMembers: ['data']
}
