/** Prices of the real API, by model: in US dollars per million tokens, or per image by size and quality. */
import type { Usage } from './usage.js'

interface PriceEvidence {
  /** `recorded`: read in OpenAI's documents. `reported`: documented by OpenAI, and not read again. `assumed`: our estimate. */
  mark: 'recorded' | 'reported' | 'assumed'
  source: string
  /** The month in which it was read, or in which it last applied. */
  date: string
}

export interface TokenPrice extends PriceEvidence {
  /** In US dollars per million tokens. */
  textInput: number
  imageInput: number
  imageOutput: number
  /** Default: text in the output is charged like images. */
  textOutput?: number
}

export interface ImagePrice extends PriceEvidence {
  /** In US dollars per image, by `SIZE` or `QUALITY SIZE`. */
  perImage: Readonly<Record<string, number>>
}

export type Price = TokenPrice | ImagePrice

const modelPages = { mark: 'recorded', source: "OpenAI's page of the model", date: '2026-09' } as const
const gptImage2: TokenPrice = { ...modelPages, textInput: 5, imageInput: 8, imageOutput: 30 }
const gptImage15: TokenPrice = { ...modelPages, textInput: 5, imageInput: 8, imageOutput: 32, textOutput: 10 }
const gptImage25: TokenPrice = { ...gptImage2, source: "OpenAI's page of the model: \"Token rates match GPT Image 2\"" }
const gptImage26: TokenPrice = { ...gptImage25, mark: 'assumed', source: 'Assumed to be those of gpt-image-2.5', date: '2026-11' }
const lastDallEPage = { mark: 'reported', source: "OpenAI's page of prices, until the model was retired", date: '2026-05' } as const

/** To add a price, add a row. A dated name has the price of the name without its date. */
export const prices: ReadonlyMap<string, Price> = new Map<string, Price>([
  ['dall-e-2', { ...lastDallEPage, perImage: { '256x256': 0.016, '512x512': 0.018, '1024x1024': 0.02 } }],
  ['dall-e-3', {
    ...lastDallEPage,
    perImage: {
      'standard 1024x1024': 0.04,
      'standard 1024x1792': 0.08,
      'standard 1792x1024': 0.08,
      'hd 1024x1024': 0.08,
      'hd 1024x1792': 0.12,
      'hd 1792x1024': 0.12
    }
  }],
  ['gpt-image-1', { ...modelPages, textInput: 5, imageInput: 10, imageOutput: 40 }],
  ['gpt-image-1-mini', { ...modelPages, textInput: 2, imageInput: 2.5, imageOutput: 8 }],
  ['gpt-image-1.5', gptImage15],
  ['chatgpt-image-latest', gptImage15],
  ['gpt-image-2', gptImage2],
  ['gpt-image-2.5-flare', gptImage25],
  ['gpt-image-2.5-sunburst', gptImage25],
  ['gpt-image-2.6-flare', gptImage26],
  ['gpt-image-2.6-sunburst', gptImage26]
])

/** Returns the price of a model; undefined for a name without one, such as the alias of a gateway. */
export function priceOf (model: string): Price | undefined {
  return prices.get(model) ?? prices.get(model.replace(/-\d{4}-\d{2}-\d{2}$/, ''))
}

/** What a cost depends on. */
export interface ChargedWork {
  size: string
  quality?: unknown
  /** The number of images. */
  n: number
  /** Undefined for models that are charged by the image. */
  usage: Usage | undefined
}

/**
 * Returns the cost in US dollars; undefined if the price or the usage is not known.
 *
 * @example
 * costOf(priceOf('dall-e-3')!, { size: '1024x1024', quality: 'hd', n: 1, usage: undefined }) // 0.08
 */
export function costOf (price: Price, { size, quality, n, usage }: ChargedWork): number | undefined {
  if ('perImage' in price) {
    const perImage = price.perImage[`${String(quality)} ${size}`] ?? price.perImage[size]
    return perImage === undefined ? undefined : n * perImage
  }
  if (!usage) return undefined
  const { textInput, imageInput, imageOutput, textOutput = imageOutput } = price
  const { input_tokens_details: input, output_tokens_details: output } = usage
  return (input.text_tokens * textInput + input.image_tokens * imageInput + output.image_tokens * imageOutput + output.text_tokens * textOutput) / 1e6
}

/**
 * Returns a price as text.
 *
 *     priceText(priceOf('gpt-image-2')!) // '$5 per million tokens of text input, $8 of image input, $30 of image output'
 */
export function priceText (price: Price): string {
  if ('perImage' in price) return Object.entries(price.perImage).map(([name, dollars]) => `$${dollars.toFixed(3)} for ${name}`).join(', ')
  const { textInput, imageInput, imageOutput, textOutput } = price
  return `$${textInput} per million tokens of text input, $${imageInput} of image input, $${imageOutput} of image output` +
    (textOutput === undefined ? '' : `, $${textOutput} of text output`)
}
