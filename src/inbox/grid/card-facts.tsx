/** Facts on a card: the prompt and the parameters of the request, with the parameter at fault highlighted. */
import type { ComponentChildren } from 'preact'
import { operations } from '../../contract/operations/operations.js'
import { parameters, pictureParameters, type ParameterName } from '../../contract/parameters.js'
import type { Card } from '../../journal/entries/card.js'
import { effectiveParametersOf, parametersOf } from '../data/calls/calls.js'
import { useInbox } from '../data/inbox-state.js'

const primary: readonly ParameterName[] = ['model', 'size']
const secondary = pictureParameters.filter(name => !primary.includes(name))
/** Values that cards leave out: most pictures are opaque PNG files, and each picture has a badge with its format. */
const unremarkable: Readonly<Partial<Record<ParameterName, (card: Card) => boolean>>> = {
  background: card => effectiveParametersOf(card)['background'] === 'opaque',
  output_format: card => card.pictures > 0 || effectiveParametersOf(card)['output_format'] === 'png'
}

/** The prompt; of an operation without one the name of its file; otherwise the method and path. */
export function Prompt ({ card: { method, path, operation, inputs: [image] = [], prompt, error } }: { card: Card }) {
  if (operation && !operations[operation].hasPrompt) return <>{operations[operation].label}{image && ` of ${image.filename ?? 'a file without a name'}`}</>
  if (prompt !== undefined) return prompt.trim() === '' ? <em class='no-prompt'>(blank prompt)</em> : <>{prompt}</>
  return error?.param === 'prompt' ? <em class='no-prompt'>(no prompt)</em> : <span class='path'>{method} {path}</span>
}

/** `dall-e-3 · 1024×1792`; for a rejected request also the parameter at fault, such as `dall-e-3 · n 11`. */
export function PrimaryFacts ({ card }: { card: Card }) {
  if (card.error?.code === 'invalid_json') return <Faulty>could not be parsed</Faulty>
  const { customParameters } = useInbox()
  const { param } = card.error ?? {}
  const isElsewhere = param && param !== 'prompt' && ![...primary, ...secondary].includes(param as ParameterName) && !Object.hasOwn(customParameters.value, param)
  const value = isElsewhere ? parametersOf(card)[param as ParameterName] : undefined
  return <Dotted parts={[...factsOf(card, primary), isElsewhere && <Faulty>{param}{value !== undefined && ` ${value}`}</Faulty>]} />
}

/** `hd · vivid`, `medium · transparent · 1,066 tokens`: the other parameters that change the picture, and the usage if there is room. */
export function SecondaryFacts ({ card }: { card: Card }) {
  const { customParameters } = useInbox()
  const names = secondary.filter(name => !unremarkable[name]?.(card))
  const facts = [...factsOf(card, names), ...customFacts(card, customParameters.value)].filter(Boolean)
  return (
    <span class='secondary-facts'>
      {facts.length > 0 && <span class='facts'><Dotted parts={facts} /></span>}
      {card.usage && <span class='usage'>{card.usage.total_tokens.toLocaleString()} tokens</span>}
    </span>
  )
}

/** `seed 7`, `aspect ratio 16:9`: the parameters of a custom model that change the picture. */
function customFacts (card: Card, custom: ReturnType<typeof useInbox>['customParameters']['value']): ComponentChildren[] {
  return Object.entries(custom).map(([name, { label, picture }]) => {
    const value = parametersOf(card)[name]
    if (card.error?.param === name) return <Faulty key={name}>{name} {String(value ?? '')}</Faulty>
    return picture && value !== undefined && value !== 'auto' ? `${label.toLowerCase()} ${String(value).slice(0, 40)}` : undefined
  })
}

/** The format of the image files, such as `webp`; nothing if the model has no such parameter. */
export function FormatBadge ({ card }: { card: Card }) {
  const format = effectiveParametersOf(card)['output_format']
  return format === undefined ? null : <span class='format-badge'>{format}</span>
}

function factsOf (card: Card, names: readonly ParameterName[]): ComponentChildren[] {
  return names.map(name => {
    const text = textOf(card, name)
    if (card.error?.param === name) return <Faulty key={name}>{text ?? name}</Faulty>
    return name === 'model' && text !== undefined ? <span key={name} class='model'>{text}</span> : text
  })
}

/** Parameters whose values say nothing without their label. */
const unclear: readonly ParameterName[] = ['complexity', 'input_fidelity']

/** The value with what the model chose for `auto`: `1024×1792`, `high`, `9 frames`, `high complexity`. */
function textOf (card: Card, name: ParameterName): string | undefined {
  if (name === 'size' && card.dimensions) return `${card.dimensions.width}×${card.dimensions.height}`
  // An alias as the client named it.
  const value = (name === 'model' ? parametersOf : effectiveParametersOf)(card)[name]
  if (value === undefined) return undefined
  const { type, label } = parameters[name]
  return type === 'integer' || unclear.includes(name) ? `${value} ${label.toLowerCase()}` : String(value)
}

function Faulty ({ children }: { children: ComponentChildren }) {
  return <strong class='faulty'>{children}</strong>
}

function Dotted ({ parts }: { parts: ComponentChildren[] }) {
  return <>{parts.filter(Boolean).flatMap((part, index) => index === 0 ? [part] : [' · ', part])}</>
}
