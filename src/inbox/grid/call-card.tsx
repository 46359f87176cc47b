/** Card of a call: its pictures or its error, the prompt, the parameters, the attempts and the downloads. */
import type { Card } from '../../journal/entries/card.js'
import { outcomeOf, isFailed } from '../data/calls/call-outcome.js'
import { downloadsOf, lastOf, type Call } from '../data/calls/calls.js'
import { earlyRetryOf } from '../data/calls/findings.js'
import { useInbox } from '../data/inbox-state.js'
import type { TriggerOption } from '../data/mock-api.js'
import { formatAge } from '../data/time-text.js'
import { DownloadIcon, WarningIcon } from '../panels/icons.js'
import { FormatBadge, PrimaryFacts, Prompt, SecondaryFacts } from './card-facts.js'
import { Mosaic } from './mosaic.js'

/** `width` in pixels. `isTabStop`: whether Tab reaches the card; the arrow keys reach the others. */
export function CallCard ({ call, width, isTabStop }: { call: Call, width: number, isTabStop: boolean }) {
  const { router } = useInbox()
  const card = lastOf(call)
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    router.push({ open: card.id })
  }
  return (
    <a class='card' href={router.href({ open: card.id })} data-key={call.key} tabIndex={isTabStop ? 0 : -1} onClick={open}>
      <div class='card-image'>
        {outcomeOf(card).tone === 'drawn' ? <CardPictures card={card} width={width} /> : <Refusal card={card} />}
        <CardBadges card={card} />
      </div>
      <p class='prompt' dir='auto'><Prompt card={card} /></p>
      <p class='card-line'><span class='facts is-primary'><PrimaryFacts card={card} /></span><Age time={card.time} /></p>
      <p class={call.downloads.some(isFailed) ? 'card-line has-failed-download' : 'card-line'}>
        <Attempts attempts={call.attempts} />
        <FindingMark {...useMistakes(call)} />
        <Downloads call={call} />
        <SecondaryFacts card={card} />
      </p>
    </a>
  )
}

function CardPictures ({ card, width }: { card: Card, width: number }) {
  if (card.pictures === 0) return <span class='no-picture'>{card.images === 0 ? 'No picture' : 'Not kept'}</span>
  return (
    <>
      <Mosaic card={card} box={width} />
      <FormatBadge card={card} />
    </>
  )
}

/** `edit of 2`, and the number of pictures if there are several. */
function CardBadges ({ card }: { card: Card }) {
  const { operation = 'generation', inputs = [], images, partials } = card
  const sent = inputs.filter(({ role }) => role === 'image').length
  const hasMosaic = images > 1 && card.pictures > 0 && outcomeOf(card).tone === 'drawn'
  return (
    <span class='card-badges'>
      {operation !== 'generation' && <span class='operation-badge'>{operation}{sent > 1 && <> of {sent}<span class='visually-hidden'> images</span></>}</span>}
      {partials !== undefined && <StreamBadge card={card} />}
      {hasMosaic && <span class='image-count'>{images}<span class='visually-hidden'> images</span></span>}
    </span>
  )
}

/** `stream`, and while it is open `1 of 3`: the partial images that have arrived. */
function StreamBadge ({ card: { isOpen, partials, request } }: { card: Card }) {
  const requested = request?.partial_images
  if (!isOpen || !requested) return <span class={isOpen ? 'operation-badge is-open' : 'operation-badge'}>stream</span>
  return <span class='operation-badge is-open'><span class='visually-hidden'>partial image </span>{partials} of {requested}</span>
}

/** The error or fault of a request, as text. */
export function Refusal ({ card }: { card: Card }) {
  const { triggers } = useInbox()
  const { tone, label, name, message } = outcomeOf(card)
  // The list of triggers describes what a fault does.
  const isFault = ({ word, value }: TriggerOption) => (word === 'fault' || word === 'asset') && value === label
  // What happened to a stream depends on when it did.
  const fault = tone === 'broken' && card.partials === undefined ? triggers.value.find(isFault) : undefined
  return (
    <div class={`refusal is-${tone}`}>
      <span class='refusal-label'>{label}</span>
      {name !== undefined && <span class='refusal-name'>{name.replaceAll('_', '_\u200b')}</span>}
      <span class='refusal-message'>{fault?.description ?? message}</span>
    </div>
  )
}

/** `429 › 429 › 200`; of more than four attempts the first and the last two. */
function Attempts ({ attempts }: Pick<Call, 'attempts'>) {
  const shown = attempts.length > 4 ? [attempts[0]!, undefined, ...attempts.slice(-2)] : attempts
  return (
    <span class='attempts'>
      {shown.map((card, index) => card
        ? <span key={card.id} class={earlyRetryOf(shown[index - 1], card) ? 'is-early' : ''}><Status card={card} /></span>
        : <span key={index} class='more'>{attempts.length - 3} more</span>)}
    </span>
  )
}

/** What is wrong with a call: its violations, and the findings of the report about its attempts and downloads. */
function useMistakes ({ attempts, downloads }: Call): Mistakes {
  const findings = useInbox().findings.value
  const found = findings.size === 0 ? [] : [...attempts, ...downloads].flatMap(({ id }) => findings.get(id) ?? [])
  const violations = lastOf({ attempts }).violations ?? []
  return {
    titles: [...new Set([...violations.map(({ message }) => message), ...found.map(({ title }) => title)])],
    // A gateway may know the name of a model.
    isError: violations.some(({ param }) => param !== 'model') || found.some(({ severity }) => severity === 'error')
  }
}

/** What was found to be wrong, and whether it is an error or only warnings. */
interface Mistakes { titles: readonly string[], isError: boolean }

/** Marks what was found to be wrong. */
export function FindingMark ({ titles, isError }: Mistakes) {
  if (titles.length === 0) return null
  return (
    <span class={`finding-mark${isError ? ' is-error' : ''}`} title={titles.join('\n')}>
      <WarningIcon /><span class='visually-hidden'>{titles.length} {titles.length === 1 ? 'finding' : 'findings'}{isError && ' (error)'}</span>
    </span>
  )
}

export function Status ({ card }: { card: Card }) {
  const { tone, label, name } = outcomeOf(card)
  return <span class={`status is-${tone}`} title={name}>{label}</span>
}

/** The number of downloads, and the status of the last one that failed. */
function Downloads ({ call }: { call: Call }) {
  const count = downloadsOf(call)
  if (count === 0) return <NotDownloaded card={lastOf(call)} />
  const failed = call.downloads.findLast(isFailed)
  return (
    <span class='downloads' title='Downloads of its images'>
      <DownloadIcon />{count}<span class='visually-hidden'> downloads{failed && ', the last that failed: '}</span>
      {failed && <Status card={failed} />}
    </span>
  )
}

/** After this time, a card says that its images were not downloaded. */
const downloadTimeoutMs = 30_000

function NotDownloaded ({ card }: { card: Card }) {
  const { nowMs } = useInbox()
  const isExpected = card.images > 0 && card.request?.response_format === 'url'
  return isExpected && nowMs.value - Date.parse(card.time) > downloadTimeoutMs ? <span class='downloads'>not downloaded</span> : null
}

/** The age of a request; its time as a tooltip. */
export function Age ({ time }: { time: string }) {
  const { nowMs } = useInbox()
  return <time class='ago' dateTime={time} title={new Date(time).toLocaleString()}>{formatAge(time, nowMs.value)}</time>
}
