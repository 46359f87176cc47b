/** Request parameters by wire name: the properties that each of them has in every family of models. */

export interface Parameter {
  /** The JSON type of its values. */
  type: 'string' | 'integer' | 'number' | 'boolean'
  /** Its label in forms. */
  label: string
  /** Its meaning, for the schemas of rules, filters and journal entries. */
  description: string
  /**
   * How rules and filters compare it: `exact` by the whole value, `pattern` as text, with `*` for any characters or
   * as `/regex/flags`.
   */
  match: 'exact' | 'pattern'
  /** Values for documents and for the list of triggers. */
  examples: readonly ParameterValue[]
  /** Whether it changes the picture. If so, it is part of the seed, and captions, cards and log lines show it. */
  picture?: true
  /** Whether log lines show it beside the parameters that change the picture. */
  log?: true
}

export type ParameterValue = string | number | boolean

/**
 * The order is that of resolved requests in the journal.
 *
 * To add a parameter, add a line here and its published schema to a family.
 */
export const parameters = {
  prompt: {
    type: 'string',
    label: 'Prompt',
    match: 'pattern',
    examples: ['*otter*', '/\\bsea otter\\b/i'],
    description: 'The prompt, without a directive in it.'
  },
  model: { type: 'string', label: 'Model', match: 'pattern', examples: ['gpt-image-2', 'dall-e-*'], description: 'The model.' },
  n: { type: 'integer', label: 'Number of images', match: 'exact', examples: [1], description: 'The number of images.' },
  size: { type: 'string', label: 'Size', match: 'exact', picture: true, examples: ['1024x1024'], description: 'The size.' },
  quality: { type: 'string', label: 'Quality', match: 'exact', picture: true, examples: ['high'], description: 'The quality.' },
  style: { type: 'string', label: 'Style', match: 'exact', picture: true, examples: ['vivid'], description: 'The style.' },
  user: { type: 'string', label: 'User', match: 'pattern', examples: ['user-1234'], description: 'The end user, as the client named it.' },
  response_format: {
    type: 'string',
    label: 'Response format',
    match: 'exact',
    log: true,
    examples: ['b64_json'],
    description: 'How the images are delivered: `url` or `b64_json`.'
  },
  output_format: {
    type: 'string', label: 'Output format', match: 'exact', picture: true, examples: ['webp'], description: 'The format of the image files.'
  },
  output_compression: {
    type: 'integer', label: 'Compression', match: 'exact', examples: [80], description: 'The quality of JPEG and WebP files, from 0 to 100.'
  },
  background: {
    type: 'string', label: 'Background', match: 'exact', picture: true, examples: ['transparent'], description: 'The background.'
  },
  moderation: { type: 'string', label: 'Moderation', match: 'exact', examples: ['low'], description: 'How strictly prompts are moderated.' },
  stream: { type: 'boolean', label: 'Stream', match: 'exact', examples: [true], description: 'Whether the response is a stream of events.' },
  partial_images: {
    type: 'integer', label: 'Partial images', match: 'exact', examples: [2], description: 'The number of partial images in a stream.'
  },
  input_fidelity: {
    type: 'string',
    label: 'Input fidelity',
    match: 'exact',
    picture: true,
    examples: ['high'],
    description: 'For edits: how closely the picture follows the uploaded images.'
  },
  complexity: {
    type: 'string', label: 'Complexity', match: 'exact', picture: true, examples: ['high'], description: 'The computation spent on planning the image.'
  },
  frame_count: {
    type: 'integer', label: 'Frames', match: 'exact', picture: true, examples: [9], description: 'The number of frames of a GIF.'
  },
  frame_duration_ms: {
    type: 'integer', label: 'Frame duration', match: 'exact', examples: [200], description: 'How long each frame of a GIF is shown, in milliseconds.'
  },
  safety_identifier: {
    type: 'string', label: 'Safety identifier', match: 'pattern', examples: ['user-1234'], description: 'The end user, as a stable identifier.'
  }
} as const satisfies Record<string, Parameter>

export type ParameterName = keyof typeof parameters

/** Parameters by wire name, in the order of the table of parameters. */
export interface ResolvedParameters extends ParametersBesidePrompt {
  /** Empty for an operation without a prompt. */
  prompt: string
}

export interface ParametersBesidePrompt {
  model: string
  n: number
  /** As in the request, such as `1024x1024` or `auto`. Missing for a custom model without this parameter. */
  size: string
  /** Undefined if the model lacks the parameter, or if it has no default and the request left it out. */
  [name: string]: ParameterValue | undefined
}

/** The parameters of an unvalidated body whose values have the right JSON type, by wire name; those of custom models, too. */
export type SentParameters = Partial<Record<ParameterName, ParameterValue>> & { [name: string]: ParameterValue | undefined }

/** Every parameter with its name, in the table's order. */
export const parameterEntries = Object.entries(parameters) as Array<[ParameterName, Parameter]>

/** The parameters that change the picture, `size` among them, in the table's order. */
export const pictureParameters: readonly ParameterName[] = parameterEntries.flatMap(([name, { picture }]) => picture ? [name] : [])
