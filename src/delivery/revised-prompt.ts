/** The `revised_prompt` of a model that rewrites prompts: deterministic, and visibly not the prompt itself. */
import type { ResolvedParameters } from '../contract/image-request.js'

export function revisedPrompt ({ prompt, ...parameters }: ResolvedParameters): string {
  const manner = parameters['style'] === 'natural' ? 'A natural, true-to-life image' : 'A vivid, hyper-real and dramatic image'
  return `${manner} of the following: ${prompt}`
}
