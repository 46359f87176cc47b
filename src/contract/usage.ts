/** Usage of the GPT image models: the tokens of an image by model, quality and size, and the `usage` of a response. */
import { dimensionsOf, type Dimensions } from './sizes.js'

/** How a model counts the tokens of an image. */
export type ImageTokens =
  /** A fixed number for each quality and size. `textTokens` are added for each image. */
  | { perSize: Readonly<Record<string, Readonly<Record<string, number>>>>, textTokens?: number }
  /** By a grid whose longer edge has so many cells, for each quality. */
  | { grid: Readonly<Record<string, number>> }

/** Recorded for high at every size and for medium at 1024x1024 and 1024x1536; the rest from the published guide. */
export const gptImage1Tokens = {
  low: { '1024x1024': 272, '1024x1536': 408, '1536x1024': 400 },
  medium: { '1024x1024': 1056, '1024x1536': 1584, '1536x1024': 1568 },
  high: { '1024x1024': 4160, '1024x1536': 6240, '1536x1024': 6208 }
} as const

/** The tokens of a response, in the order of its members. */
export interface Usage {
  input_tokens: number
  input_tokens_details: { image_tokens: number, text_tokens: number }
  output_tokens: number
  output_tokens_details: { image_tokens: number, text_tokens: number }
  total_tokens: number
}

/** Some members of a usage: what a rule replaces. */
export type PartialUsage = { [Name in keyof Usage]?: Usage[Name] extends number ? number : Partial<Usage[Name]> }

/** What OpenAI adds to the tokens of each prompt (recorded: 4 → 10, 5 → 11, 3 → 9, 232 → 238). */
const promptOverhead = 6

export interface UsageInput {
  imageTokens: ImageTokens
  quality: string
  /** The size of the picture, such as `1024x1024`. */
  size: string
  n: number
  /** The tokens of the prompt. */
  promptTokens: number
}

/**
 * The usage of a request. All tokens count for each of the `n` images.
 *
 * @example
 * usageOf({ imageTokens: { perSize: gptImage1Tokens }, quality: 'high', size: '1024x1024', n: 1, promptTokens: 4 })
 * // { input_tokens: 10, …, output_tokens: 4160, …, total_tokens: 4170 }
 */
export function usageOf ({ imageTokens, quality, size, n, promptTokens }: UsageInput): Usage {
  const image = 'grid' in imageTokens
    ? gridTokens(imageTokens.grid[quality] ?? 0, dimensionsOf(size))
    : imageTokens.perSize[quality]?.[size] ?? 0
  const text = 'grid' in imageTokens ? 0 : imageTokens.textTokens ?? 0
  return withSums({ image: 0, text: n * (promptTokens + promptOverhead) }, { image: n * image, text: n * text })
}

/**
 * The tokens of an image by a grid with `cells` along its longer edge (community.openai.com/t/1382699). Along the shorter
 * edge there are as many in proportion, rounded half up.
 */
function gridTokens (cells: number, { width, height }: Dimensions): number {
  const long = Math.max(width, height)
  const short = Math.min(width, height)
  const shortCells = Math.floor((2 * cells * short + long) / (2 * long))
  return Math.ceil(cells * shortCells * (2_000_000 + width * height) / 4_000_000)
}

interface Tokens { image: number, text: number }

function withSums (input: Tokens, output: Tokens): Usage {
  const [inputTokens, outputTokens] = [input, output].map(({ image, text }) => image + text) as [number, number]
  return {
    input_tokens: inputTokens,
    input_tokens_details: { image_tokens: input.image, text_tokens: input.text },
    output_tokens: outputTokens,
    output_tokens_details: { image_tokens: output.image, text_tokens: output.text },
    total_tokens: inputTokens + outputTokens
  }
}

/** The usage with some members replaced. Sums follow from their parts unless they are replaced, too. */
export function replaceUsage (usage: Usage, replaced: PartialUsage): Usage {
  const partsOf = (side: 'input' | 'output'): Tokens => {
    const details = { ...usage[`${side}_tokens_details`], ...replaced[`${side}_tokens_details`] }
    const sum = replaced[`${side}_tokens`]
    // A sum without details counts as the tokens of which there are any: text of the prompt, image of the output.
    if (sum === undefined || replaced[`${side}_tokens_details`]) return { image: details.image_tokens, text: details.text_tokens }
    return side === 'input' ? { image: 0, text: sum } : { image: sum, text: 0 }
  }
  const { input_tokens_details: _input, output_tokens_details: _output, ...sums } = replaced
  const whole = withSums(partsOf('input'), partsOf('output'))
  const { input_tokens: input = whole.input_tokens, output_tokens: output = whole.output_tokens } = sums
  return { ...whole, total_tokens: input + output, ...sums }
}
