/** Facts on a card: the prompt and the parameters of the request, with the parameter at fault highlighted. */
import type { ComponentChildren } from 'preact'
import { pictureParameters, type ParameterName } from '../../contract/parameters.js'
import type { Card } from '../../journal/card.js'
import { parametersOf } from '../data/calls.js'

const primary: readonly ParameterName[] = ['model', 'size']
const secondary = pictureParameters.filter(name => !primary.includes(name))

/** The prompt; without one, the method and path. */
export function Prompt ({ card: { method, path, prompt, error } }: { card: Card }) {
  if (prompt !== undefined) return prompt.trim() === '' ? <em class='no-prompt'>(blank prompt)</em> : <>{prompt}</>
  return error?.param === 'prompt' ? <em class='no-prompt'>(no prompt)</em> : <span class='path'>{method} {path}</span>
}

/** `dall-e-3 · 1024×1792`; for a rejected request also the parameter at fault, such as `dall-e-3 · n 11`. */
export function PrimaryFacts ({ card }: { card: Card }) {
  if (card.error?.code === 'invalid_json') return <Faulty>could not be parsed</Faulty>
  const { param } = card.error ?? {}
  const isElsewhere = param && param !== 'prompt' && ![...primary, ...secondary].includes(param as ParameterName)
  const value = isElsewhere ? parametersOf(card)[param as ParameterName] : undefined
  return <Dotted parts={[...factsOf(card, primary), isElsewhere && <Faulty>{param}{value !== undefined && ` ${value}`}</Faulty>]} />
}

/** `hd · vivid`: the other parameters that change the picture. */
export function SecondaryFacts ({ card }: { card: Card }) {
  return <Dotted parts={factsOf(card, secondary)} />
}

function factsOf (card: Card, names: readonly ParameterName[]): ComponentChildren[] {
  return names.map(name => {
    const text = textOf(card, name)
    return card.error?.param === name ? <Faulty>{text ?? name}</Faulty> : text
  })
}

/** The value as sent or resolved; of a size that is resolved, the pixels: `1024×1792`, and `auto 1536×864` if the mock chose them. */
function textOf (card: Card, name: ParameterName): string | undefined {
  const value = parametersOf(card)[name]
  if (value === undefined) return undefined
  if (name !== 'size' || !card.dimensions) return String(value)
  const { width, height } = card.dimensions
  return `${value === `${width}x${height}` ? '' : `${value} `}${width}×${height}`
}

function Faulty ({ children }: { children: ComponentChildren }) {
  return <strong class='faulty'>{children}</strong>
}

function Dotted ({ parts }: { parts: ComponentChildren[] }) {
  return <>{parts.filter(Boolean).flatMap((part, index) => index === 0 ? [part] : [' · ', part])}</>
}
