/** Makes each stateful thing once, and joins the rooms. */
import { createAuth } from './behaviours/auth.js'
import { createSeededRandom } from './behaviours/seeded-random.js'
import { createRuntimeSettings } from './behaviours/runtime-settings.js'
import { byteCount, milliseconds } from './text/units.js'
import { keyList } from './config/setting-values.js'
import type { Settings } from './config/settings.js'
import { createValidate } from './contract/validate.js'
import { createDeliver } from './delivery/deliver.js'
import { createSignedUrls, organization } from './delivery/signed-url.js'
import { createOpenaiDialect } from './dialects/openai/openai.js'
import { createChangeNotifier } from './http/control/change-notifier.js'
import { createJournal } from './journal/journal.js'
import { createRegexBudget } from './text/regex-budget.js'
import { createChecks } from './operations/checks.js'
import type { Exchange } from './operations/exchange.js'
import { createGenerations } from './operations/generations.js'
import { createUserImages } from './pictures/user-images.js'
import { createRenderer } from './pictures/render.js'
import { delayMs } from './behaviours/latency.js'
import { isAssetFault } from './rules/faults.js'
import { createRuleSet } from './rules/rule-set.js'

export type Services = ReturnType<typeof createServices>

export function createServices (settings: Settings, now: () => number) {
  const userImages = createUserImages()
  const renderer = createRenderer({ cacheBytes: byteCount(settings.cacheBytes), userImages })
  const signedUrls = createSignedUrls({ signingKey: settings.signingKey, ttlMs: milliseconds(settings.urlTtl), isMishap: isAssetFault })
  const regexBudget = createRegexBudget()
  const journal = createJournal({ maxEntries: settings.journalEntries, maxBytes: byteCount(settings.journalBytes), regexBudget })
  const changes = createChangeNotifier()
  const ruleSet = createRuleSet({ regexBudget, onChange: () => changes.announce('scenarios') })
  const errorRandom = createSeededRandom(`${settings.seed} errors`)
  const delayRandom = createSeededRandom(`${settings.seed} delays`)
  const { latency = null, imagesPerMinute = null, errorRate, errorRateError } = settings
  const standing = createRuntimeSettings({
    start: { latency, imagesPerMinute, errorRate, errorRateError },
    organization,
    random: errorRandom,
    now,
    onChange: () => changes.announce('behaviours')
  })

  const dialect = createOpenaiDialect({ limitHeaders: standing.limit.headers })

  return {
    renderer,
    signedUrls,
    journal,
    changes,
    ruleSet,
    userImages,
    standing,
    dialect,
    operations: [createGenerations(createDeliver({ renderer, signedUrls, now }))],
    runChecks: createChecks({
      authenticate: createAuth(keyList(settings.apiKeys)),
      readBody: dialect.readBody,
      validate: createValidate(settings),
      takeFromLimit: standing.limit.take,
      drawError: standing.drawError,
      decide: ruleSet.decide,
      directives: settings.directives,
      organization
    }),
    delayOf ({ decision, request, key }: Exchange): number {
      const delay = decision?.respond.delay ?? standing.latency()
      return delay === undefined ? 0 : delayMs(delay, request, () => delayRandom(key))
    },
    /** Forgets what belongs to one key, or all and what was changed of the behaviours; the rules of files stay. */
    reset (owner?: string): void {
      journal.remove({}, { owner })
      ruleSet.reset(owner)
      standing.limit.reset(owner)
      errorRandom.reset(owner)
      delayRandom.reset(owner)
      if (owner === undefined) standing.reset()
    }
  }
}
