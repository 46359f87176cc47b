/** The live list of calls, with a simulated event stream. */
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { createCalls } from '../../../../src/inbox/data/calls/calls.js'
import { createLiveCalls } from '../../../../src/inbox/data/calls/live-calls.js'
import type { Card } from '../../../../src/journal/entries/card.js'
import { cardOf } from '../../cards.js'

class EventStream extends EventTarget {
  static readonly CLOSED = 2
  static opened: EventStream[] = []
  readonly readyState = 1
  onopen = () => {}
  onerror = () => {}

  constructor (readonly url: string) {
    super()
    EventStream.opened.push(this)
  }

  send (type: string, data: object): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
}

t.test('a request that is reported just before the journal is cleared is not shown', async t => {
  t.intercept(globalThis as { EventSource?: unknown }, 'EventSource', { value: EventStream })
  let journal: Card[] = [cardOf('one')]
  const live = createLiveCalls({ eventsUrl: '/events', cards: async () => journal }, createCalls(), {
    arrived () {}, connected () {}, rulesChanged () {}, behavioursChanged () {}, modelsChanged () {}
  })
  const keys = () => live.calls.value?.map(({ key }) => key)
  const [stream] = EventStream.opened as [EventStream]
  stream.dispatchEvent(new Event('open'))
  await setTimeout()
  t.strictSame(keys(), ['one'])

  stream.send('card', cardOf('two'))
  journal = []
  stream.send('removed', { all: true })
  await setTimeout()
  t.strictSame(keys(), [])
  stream.send('card', cardOf('three'))
  while (keys()!.length === 0) await setTimeout(5)
  t.strictSame(keys(), ['three'])
})
