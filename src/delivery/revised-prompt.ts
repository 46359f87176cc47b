/** The prompt as dall-e-3 would have rewritten it: the same every time, and visibly not the prompt itself. */
import type { Style } from '../contract/models.js'

const manner: Record<Style, string> = {
  vivid: 'A vivid, hyper-real and dramatic image',
  natural: 'A natural, true-to-life image'
}

export function revisedPrompt (prompt: string, style: Style = 'vivid'): string {
  return `${manner[style]} of the following: ${prompt}`
}
