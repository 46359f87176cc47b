/** The GPT image family: the parameters that its models accept, in the words of OpenAI's specification and SDKs of 2026. */
import {
  invalidSize, notForGif, notImitated, onlyForGif, streamOfSeveral, transparentJpeg, unsupportedCompression, unsupportedQuality,
  unsupportedSize, unsupportedTransparency
} from '../../errors/catalogue.js'
import type { ResolvedParameters } from '../parameters.js'
import { defaultFrames, dimensionsOf, maxAnimationPixels } from '../sizes.js'
import type { CombinationCheck, Family } from './family.js'

const isGif = ({ output_format: format }: ResolvedParameters) => format === 'gif'

/** The number of frames of the file. */
export function framesOf (parameters: ResolvedParameters): number {
  return isGif(parameters) ? Number(parameters['frame_count'] ?? defaultFrames) : 1
}

/** OpenAI's limits are not known. These are the mock's. */
function isTooLargeForGif (parameters: ResolvedParameters): boolean {
  // A custom model may have no such parameter.
  if (parameters.size === undefined || parameters.size === 'auto') return false
  const { width, height } = dimensionsOf(parameters.size)
  return width * height * framesOf(parameters) > maxAnimationPixels
}

export const noSvg: CombinationCheck = ({ output_format: format }) => format === 'svg'
  ? notImitated('output_format', 'openai-images-mock does not make SVG files. Set output_format to png, webp, jpeg or gif.')
  : undefined

/** The order follows the evidence. For the GIF options and the mock's own refusals it is assumed. */
const combinations: readonly CombinationCheck[] = [
  ({ background, output_format: format }) => background === 'transparent' && format === 'jpeg' ? transparentJpeg() : undefined,
  ({ output_format: format, output_compression: compression }) =>
    (format === 'png' || format === 'gif') && Number(compression) < 100 ? unsupportedCompression(format) : undefined,
  ({ stream, n }) => stream === true && n > 1 ? streamOfSeveral() : undefined,
  parameters => isGif(parameters) && parameters['stream'] === true ? notForGif('stream', 'Streaming is') : undefined,
  parameters => isGif(parameters) && Number(parameters['partial_images']) > 0 ? notForGif('partial_images', 'Partial images are') : undefined,
  parameters => isGif(parameters) && isTooLargeForGif(parameters) ? invalidSize(parameters.size, 'maxPixels') : undefined,
  parameters => !isGif(parameters) && parameters['frame_count'] !== undefined ? onlyForGif('frame_count', 'Frame count') : undefined,
  parameters => !isGif(parameters) && parameters['frame_duration_ms'] !== undefined ? onlyForGif('frame_duration_ms', 'Frame duration') : undefined,
  noSvg
]

export const gptImage: Family = {
  name: 'gpt-image',
  request: {
    $id: 'CreateGptImageRequest',
    type: 'object',
    required: ['model', 'prompt'],
    properties: {
      prompt: {
        type: 'string',
        description: 'A text description of the desired image(s). The maximum length is 32000 characters.',
        example: 'A cute baby sea otter'
      },
      model: {
        anyOf: [
          { type: 'string' },
          {
            type: 'string',
            enum: [
              'gpt-image-1', 'gpt-image-1-mini', 'gpt-image-2', 'gpt-image-2-2026-04-21', 'gpt-image-2.5-sunburst',
              'gpt-image-2.5-sunburst-2026-09-08', 'gpt-image-2.5-flare', 'gpt-image-2.5-flare-2026-09-08', 'gpt-image-2.6-sunburst',
              'gpt-image-2.6-flare', 'gpt-image-1.5', 'gpt-image-1.5-2025-12-16', 'chatgpt-image-latest'
            ]
          }
        ],
        description: 'The GPT image model to use for image generation. Specify a model explicitly.',
        example: 'gpt-image-2',
        'x-oaiTypeLabel': 'string'
      },
      n: {
        type: 'integer',
        minimum: 1,
        maximum: 10,
        description: 'The number of images to generate. Must be between 1 and 10.',
        default: 1,
        nullable: true,
        example: 1
      },
      quality: {
        type: 'string',
        enum: ['low', 'medium', 'high', 'xhigh', 'max', 'auto'],
        description: 'The quality of the image that will be generated.\n\n- `auto` (default value) will automatically select the best quality for the given\n  model.\n- `high`, `medium` and `low` are supported for the GPT image models.\n- `gpt-image-2.5-sunburst` and `gpt-image-2.5-flare`, including their `2026-09-08`\n  snapshots, also support `xhigh` and `max`.\n',
        default: 'auto',
        nullable: true,
        example: 'medium'
      },
      output_format: {
        type: 'string',
        enum: ['png', 'jpeg', 'webp', 'gif'],
        description: 'The format in which the generated images are returned. `gif` is a preview of the `gpt-image-2.6` models.',
        default: 'png',
        nullable: true,
        example: 'png'
      },
      output_compression: {
        type: 'integer',
        description: 'The compression level (0-100%) for the generated images. This parameter is only supported for the GPT image models with the `webp` or `jpeg` output formats, and defaults to 100.',
        default: 100,
        nullable: true,
        example: 100
      },
      stream: {
        type: 'boolean',
        description: 'Generate the image in streaming mode. Defaults to `false`.',
        default: false,
        nullable: true,
        example: false
      },
      partial_images: {
        type: 'integer',
        minimum: 0,
        maximum: 3,
        description: 'The number of partial images to generate. This parameter is used for\nstreaming responses that return partial images. Value must be between 0 and 3.\nWhen set to 0, the response will be a single image sent in one streaming event.\n\nNote that the final image may be sent before the full number of partial images\nare generated if the full image is generated more quickly.\n',
        default: 0,
        nullable: true,
        example: 1
      },
      size: {
        anyOf: [{ type: 'string' }, { type: 'string', enum: ['auto', '1024x1024', '1536x1024', '1024x1536'] }],
        description: 'The size of the generated images. From `gpt-image-2` on, arbitrary resolutions are supported as `WIDTHxHEIGHT` strings, for example `1536x864`. Width and height must both be divisible by 16 and the requested aspect ratio must be between 1:3 and 3:1. Resolutions above `2560x1440` are experimental, and the maximum supported resolution is `3840x2160`. The requested size must also satisfy the model\'s current pixel and edge limits. The standard sizes `1024x1024`, `1536x1024`, and `1024x1536` are supported by the GPT image models; `auto` is supported for models that allow automatic sizing.',
        default: 'auto',
        nullable: true,
        example: '1024x1024'
      },
      moderation: {
        type: 'string',
        enum: ['low', 'auto'],
        description: 'Control the content-moderation level for images generated by the GPT image models. Must be either `low` for less restrictive filtering or `auto` (default value).',
        default: 'auto',
        nullable: true,
        example: 'low'
      },
      background: {
        type: 'string',
        enum: ['transparent', 'opaque', 'auto'],
        description: 'Allows to set transparency for the background of the generated image(s). Must\nbe one of `transparent`, `opaque`, or `auto` (default value). When `auto` is\nused, the model will automatically determine the best background for the\nimage. When using `transparent`, set the output format to `png` or `webp`.\n',
        default: 'auto',
        nullable: true,
        example: 'transparent'
      },
      complexity: {
        type: 'string',
        enum: ['low', 'medium', 'high'],
        description: 'Computation spent planning the image, independently of rendering quality. Uses the image model\'s configured default when omitted. Supported by the `gpt-image-2.6` models.',
        nullable: true,
        example: 'medium'
      },
      frame_count: {
        type: 'integer',
        minimum: 2,
        maximum: 16,
        description: 'Number of frames for GIF output. Accepts integers from 2 through 16. Defaults to 9 when omitted. Only supported with output_format=gif. GIF output does not support streaming, partial images, masks, or custom output compression.',
        nullable: true,
        example: 9
      },
      frame_duration_ms: {
        type: 'integer',
        description: 'Requested delay per GIF frame, in milliseconds. Defaults to 200 when omitted. GIF output rounds to the nearest 10 ms and caps the encoded delay at 655,350 ms per frame. Only supported with output_format=gif.',
        nullable: true,
        example: 200
      },
      safety_identifier: {
        type: 'string',
        description: 'A stable identifier for an end user in your organization, used for safety monitoring and abuse detection. A non-empty value takes precedence over the deprecated `user` parameter. If omitted, null, or empty, the API uses `user` when available.',
        nullable: true,
        example: 'user-1234'
      },
      user: {
        type: 'string',
        description: 'Deprecated: use `safety_identifier` instead. This parameter remains accepted for backward compatibility and is used when `safety_identifier` is omitted, null, or empty.',
        example: 'user-1234'
      }
    }
  },
  enforced: {
    prompt: { minLength: 1, maxLength: 32_000 },
    // The list did not change when xhigh and max appeared (reported 2026-09).
    quality: { listed: ['low', 'medium', 'high', 'auto'] },
    output_format: { enum: ['png', 'webp', 'jpeg'] },
    output_compression: { minimum: 0, maximum: 100 },
    size: { type: 'string' },
    moderation: { listed: ['auto', 'low'] },
    frame_duration_ms: { minimum: 1 }
  },
  unsupported: {
    svg: {
      acceptedValues: [null],
      evidence: 'openai@7.59.0, 2026-11-17: only for SVG files.',
      refuse: () => notImitated('svg', 'openai-images-mock does not make SVG files. Leave out svg.')
    }
  },
  // Prompt and n: measured 2026-08-29. The rest: in published order, which agrees with every pair that was measured.
  checkedFirst: ['prompt', 'n'],
  // `user: 123` is accepted: measured 2026-08-29.
  unchecked: ['user'],
  narrowedByModel: {
    size: unsupportedSize,
    quality: (quality, _supported, model) => unsupportedQuality(model, quality),
    background: unsupportedTransparency
  },
  combinations,
  responseMembers: ['background', 'data', 'output_format', 'quality', 'safety_identifier', 'size', 'usage']
}
