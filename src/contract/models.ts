/** The models: one row each. Validation, messages and documents follow from the row. */

/** Every size that the contract knows, in its order; `WIDTHxHEIGHT` in pixels. */
export const sizes = ['256x256', '512x512', '1024x1024', '1792x1024', '1024x1792'] as const
export const qualities = ['standard', 'hd'] as const
export const styles = ['vivid', 'natural'] as const

export type Size = typeof sizes[number]
export type Quality = typeof qualities[number]
export type Style = typeof styles[number]

export interface ModelRules {
  /** The longest prompt, in code points. */
  maxPromptLength: number
  /** The most images of one request. */
  maxImages: number
  /** In the order in which refusals list them. */
  sizes: readonly Size[]
  /** Absent: the model has no such parameter, and refuses it as unknown. */
  qualities?: readonly Quality[]
  /** Absent: the model has no such parameter, and refuses it as unknown. */
  styles?: readonly Style[]
  /** Whether the answer carries the prompt as the model rewrote it. */
  revisesPrompt: boolean
  evidence: string
}

export const models: ReadonlyMap<string, ModelRules> = new Map([
  ['dall-e-2', {
    maxPromptLength: 1000,
    maxImages: 10,
    sizes: ['256x256', '512x512', '1024x1024'],
    revisesPrompt: false,
    evidence: 'Published contract. No quality: recorded 2026-03-31. No style: assumed from quality.'
  }],
  ['dall-e-3', {
    maxPromptLength: 4000,
    maxImages: 1,
    // Not the contract's order: reported so in 2026-02.
    sizes: ['1024x1024', '1024x1792', '1792x1024'],
    qualities,
    styles,
    revisesPrompt: true,
    evidence: 'Published contract. n=1: recorded. revised_prompt: recorded 2025-06.'
  }]
])

/** Any other name: the contract takes every string, and says no more than these limits. */
export const anyOtherModel: ModelRules = {
  maxPromptLength: 4000,
  maxImages: 10,
  sizes,
  qualities,
  styles,
  revisesPrompt: false,
  evidence: 'Published contract: `model` is any string. Gateways use aliases.'
}

export const defaultModel = 'dall-e-2'
