/** Makes each stateful thing once, and joins the rooms. */
import { createAuth } from './behaviours/auth.js'
import { createRandom } from './behaviours/random-sequence.js'
import { createStandingBehaviours } from './behaviours/standing.js'
import { byteCount, milliseconds } from './checking/quantities.js'
import { keyList } from './config/key-list.js'
import type { Settings } from './config/settings.js'
import { createValidate } from './contract/validate.js'
import { createDeliver } from './delivery/deliver.js'
import { createSignedUrls, organization } from './delivery/signed-url.js'
import { createOpenaiDialect } from './dialects/openai/openai.js'
import { createChanges } from './http/changes.js'
import { createJournal } from './journal/journal.js'
import { createRegexBudget } from './matching/regex-budget.js'
import { createChecks } from './operations/checks.js'
import type { Exchange } from './operations/exchange.js'
import { createGenerations } from './operations/generations.js'
import { createGivenImages } from './pictures/given.js'
import { createRenderer } from './pictures/render.js'
import { delayMs } from './scenarios/delay.js'
import { isAssetFault } from './scenarios/faults.js'
import { createScenarioBook } from './scenarios/scenario-book.js'

export type Rooms = ReturnType<typeof createRooms>

export function createRooms (settings: Settings, now: () => number) {
  const givenImages = createGivenImages()
  const renderer = createRenderer({ cacheBytes: byteCount(settings.cacheBytes), givenImages })
  const signedUrls = createSignedUrls({ signingKey: settings.signingKey, ttlMs: milliseconds(settings.urlTtl), isMishap: isAssetFault })
  const regexBudget = createRegexBudget()
  const journal = createJournal({ maxEntries: settings.journalEntries, maxBytes: byteCount(settings.journalBytes), regexBudget })
  const changes = createChanges()
  const book = createScenarioBook({ regexBudget, onChange: () => changes.announce('scenarios') })
  const luck = createRandom(`${settings.seed} errors`)
  const pace = createRandom(`${settings.seed} delays`)
  const { latency = null, imagesPerMinute = null, errorRate, errorRateError } = settings
  const standing = createStandingBehaviours({
    start: { latency, imagesPerMinute, errorRate, errorRateError },
    organization,
    random: luck,
    now,
    onChange: () => changes.announce('behaviours')
  })

  const dialect = createOpenaiDialect({ limitHeaders: standing.limit.headers })

  return {
    renderer,
    signedUrls,
    journal,
    changes,
    book,
    givenImages,
    standing,
    dialect,
    operations: [createGenerations(createDeliver({ renderer, signedUrls, now }))],
    runChecks: createChecks({
      authenticate: createAuth(keyList(settings.apiKeys)),
      readBody: dialect.readBody,
      validate: createValidate(settings),
      takeFromLimit: standing.limit.take,
      drawError: standing.drawError,
      decide: book.decide,
      directives: settings.directives,
      organization
    }),
    delayOf ({ decision, request, key }: Exchange): number {
      const delay = decision?.respond.delay ?? standing.latency()
      return delay === undefined ? 0 : delayMs(delay, request, () => pace(key))
    },
    /** Forgets what belongs to one key, or all and what was changed of the behaviours; the rules of files stay. */
    reset (owner?: string): void {
      journal.remove({}, { owner })
      book.reset(owner)
      standing.limit.reset(owner)
      luck.reset(owner)
      pace.reset(owner)
      if (owner === undefined) standing.reset()
    }
  }
}
