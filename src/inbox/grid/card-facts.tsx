/** The lines of a card that say what was asked for, with the parameter at fault marked. */
import type { ComponentChildren } from 'preact'
import { pictureParameters, type ParameterName } from '../../contract/parameters.js'
import type { Card } from '../../journal/card.js'

const first: readonly ParameterName[] = ['model', 'size']
const second = pictureParameters.filter(name => !first.includes(name))

/** The prompt, or what there is instead of it. */
export function Prompt ({ card: { method, path, prompt, error } }: { card: Card }) {
  if (prompt !== undefined) return prompt.trim() === '' ? <em class='no-prompt'>(blank prompt)</em> : <>{prompt}</>
  return error?.param === 'prompt' ? <em class='no-prompt'>(no prompt)</em> : <span class='path'>{method} {path}</span>
}

/** `dall-e-3 · 1024×1792`; of a refused request what it sent and the parameter at fault, such as `dall-e-3 · n 11`. */
export function WhatWasAsked ({ card }: { card: Card }) {
  if (card.error?.code === 'invalid_json') return <Faulty>could not be parsed</Faulty>
  const { param } = card.error ?? {}
  const isElsewhere = param && param !== 'prompt' && ![...first, ...second].includes(param as ParameterName)
  const value = isElsewhere ? sentIn(card)[param as ParameterName] : undefined
  return <Dotted parts={[...valuesIn(card, first), isElsewhere && <Faulty>{param}{value !== undefined && ` ${value}`}</Faulty>]} />
}

/** `hd · vivid` */
export function HowItWasAsked ({ card }: { card: Card }) {
  return <Dotted parts={valuesIn(card, second)} />
}

function valuesIn (card: Card, names: readonly ParameterName[]): ComponentChildren[] {
  const sent = sentIn(card)
  return names.map(name => {
    const text = sent[name] === undefined ? undefined : String(sent[name]).replace(/^(\d+)x(\d+)$/, '$1×$2')
    return card.error?.param === name ? <Faulty>{text ?? name}</Faulty> : text
  })
}

function sentIn ({ request, sent }: Card): Partial<Record<ParameterName, string | number | boolean>> {
  return request ?? sent ?? {}
}

function Faulty ({ children }: { children: ComponentChildren }) {
  return <strong class='faulty'>{children}</strong>
}

function Dotted ({ parts }: { parts: ComponentChildren[] }) {
  return <>{parts.filter(Boolean).flatMap((part, index) => index === 0 ? [part] : [' · ', part])}</>
}
