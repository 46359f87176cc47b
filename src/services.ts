/** Creates the stateful services of one mock and connects them. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { createAuth } from './behaviours/auth.js'
import { delayMs } from './behaviours/latency.js'
import { createRuntimeSettings } from './behaviours/runtime-settings.js'
import { createSeededRandom } from './behaviours/seeded-random.js'
import { keyList, listOf } from './config/setting-values.js'
import type { Settings } from './config/settings.js'
import { createCustomModelStore } from './contract/custom-models/custom-model-store.js'
import { models } from './contract/models.js'
import { requestContracts } from './contract/operations/all-contracts.js'
import { operationNames, operations, type MediaType, type OperationName } from './contract/operations/operations.js'
import { publishedContract } from './contract/operations/published-contract.js'
import { createServedModels } from './contract/served-models.js'
import { createRepair } from './contract/validation/repair.js'
import { createBodyCheck, createValidate } from './contract/validation/validate.js'
import { createDeliver } from './delivery/deliver.js'
import { createSignedUrls } from './delivery/signed-url.js'
import { createOpenaiDialect, organization, project } from './dialects/openai/openai.js'
import { createChangeNotifier } from './http/control/change-notifier.js'
import { createJournal } from './journal/journal.js'
import { createChecks } from './operations/checks.js'
import type { Exchange } from './operations/exchange.js'
import type { Operation } from './operations/operation.js'
import { createReadImages } from './operations/read-images.js'
import { createResponder } from './operations/responder.js'
import { createDrawingThreads } from './pictures/drawing-threads.js'
import { createRenderer } from './pictures/render.js'
import { createUploadStore } from './pictures/uploads/upload-store.js'
import { createInspectUpload, createUploadThumbnail } from './pictures/uploads/inspect-upload.js'
import { createDrawStandIn } from './pictures/uploads/stand-in.js'
import { createUserImages } from './pictures/user-images.js'
import { isAssetFault } from './rules/faults.js'
import { createReport } from './report/create-report.js'
import type { Report } from './report/report-schema.js'
import { createRuleSet } from './rules/rule-set.js'
import { createWildcards } from './text/pattern.js'
import { createRegexBudget } from './text/regex-budget.js'
import { byteCount, milliseconds } from './text/units.js'
import { allOf, andThen, type Awaitable } from './stores/awaitable.js'
import { memoryStores } from './stores/memory/memory-stores.js'
import type { Stores } from './stores/stores.js'
import { createFetchImage } from './uploads/fetch-image.js'

export type Services = ReturnType<typeof createServices>

/** The memory for uploaded images, from which the pictures of URLs are drawn. */
const maxUploadBytes = 64 * 2 ** 20
/** A client that is still running may need this time for a retry or a download, in milliseconds. */
const reportGraceMs = 2_000
/** If the clients have ended: one that has just disconnected is in the journal after this time, in milliseconds. */
const settleMs = 25
/** The longest edge of thumbnails in the journal, in pixels. */
const thumbnailEdge = 320

/** `now` returns the time in milliseconds since 1970. */
export function createServices (settings: Settings, now: () => number, stores: Stores = memoryStores) {
  const userImages = createUserImages()
  const urlTtlMs = milliseconds(settings.urlTtl)
  const uploads = createUploadStore({ maxBytes: maxUploadBytes, ttlMs: urlTtlMs, now })
  const threads = createDrawingThreads()
  const renderer = createRenderer({ cacheBytes: byteCount(settings.cacheBytes), userImages, uploads, threads })
  const signedUrls = createSignedUrls({ signingKey: settings.signingKey, ttlMs: urlTtlMs, organization, isAssetFault })
  const regexBudget = createRegexBudget()
  const journal = createJournal({ maxEntries: settings.journalEntries, maxBytes: byteCount(settings.journalBytes), now, regexBudget })
  const changes = createChangeNotifier()
  const ruleSet = createRuleSet({ stores, regexBudget, onChange: () => changes.announce('scenarios') })
  const errorRandom = createSeededRandom(`${settings.seed} errors`, stores)
  const delayRandom = createSeededRandom(`${settings.seed} delays`, stores)
  const { latency = null, imagesPerMinute = null, errorRate, errorRateError } = settings
  const runtimeSettings = createRuntimeSettings({
    start: { latency, imagesPerMinute, errorRate, errorRateError },
    organization,
    stores,
    random: errorRandom,
    now,
    onChange: () => changes.announce('behaviours')
  })
  const modelNames = settings.models === undefined ? [] : listOf(settings.models).map(createWildcards)
  const isNamed = (name: string) => modelNames.length === 0 || modelNames.some(matches => matches(name))
  const customModels = createCustomModelStore()
  const customParameters = () => customModels.get().parameters
  const servedModels = createServedModels({ isNamed, asOf: settings.asOf, now, customModels: customModels.get })
  const authenticate = createAuth(keyList(settings.apiKeys))
  const dialect = createOpenaiDialect({ limitHeaders: runtimeSettings.limit.headers })

  const responder = createResponder({
    deliver: createDeliver({ renderer, signedUrls, now }),
    renderer,
    imageBytes: settings.imageBytes,
    uploads,
    now
  })
  const readImages = createReadImages({
    inspect: createInspectUpload({ threads }),
    fetchImage: settings.fetchImages ? createFetchImage({ hosts: listOf(settings.fetchHosts!) }) : () => undefined,
    drawStandIn: createDrawStandIn(renderer),
    keep: settings.journalUploads,
    createThumbnail: prepared => createUploadThumbnail(prepared, thumbnailEdge),
    invalidImages: ({ model: 'refuse', warn: 'report', schema: 'accept' } as const)[settings.validation]
  })
  const createOperation = (name: OperationName): Operation => {
    const description = operations[name]
    const accepted = Object.keys(description.requestSchemas) as MediaType[]
    const contract = settings.validation === 'schema' ? publishedContract(requestContracts[name]) : requestContracts[name]
    const validation = { ...settings, servedModels, contract }
    return {
      ...description,
      name,
      contract,
      ...responder,
      check: createChecks({
        authenticate,
        readBody: exchange => dialect.readBody(exchange, accepted),
        validate: createValidate(validation),
        repair: settings.validation === 'warn' ? createRepair(createBodyCheck(validation)) : undefined,
        ...(description.sourceKind && { readImages }),
        takeFromLimit: runtimeSettings.limit.take,
        drawError: runtimeSettings.drawError,
        decide: ruleSet.decide,
        directives: settings.directives,
        organization,
        project
      })
    }
  }

  const contractMs = () => settings.asOf === undefined || settings.asOf === 'today' ? now() : Date.parse(settings.asOf)

  return {
    renderer,
    signedUrls,
    journal,
    changes,
    ruleSet,
    userImages,
    uploads,
    runtimeSettings,
    dialect,
    servedModels,
    customModels,
    customParameters,
    /** Whether the setting `asOf` excludes every model that the setting `models` names. */
    servesNoModel: () => servedModels().models.size === 0 && [...models.keys()].some(isNamed),
    authenticate,
    operations: operationNames.map(createOperation),
    /** How long to delay the response, in milliseconds: the delay of the rule, otherwise the latency setting, which a proxy's timeout does not depend on. */
    delayOf ({ decision, request, key }: Exchange): Awaitable<number> {
      const delay = decision?.respond.delay ?? (decision?.respond.fault === 'gateway_timeout' ? undefined : runtimeSettings.latency())
      return delay === undefined ? 0 : delayMs(delay, request, () => delayRandom(key))
    },
    partialDelayOf ({ decision, request, key }: Exchange): Awaitable<number | undefined> {
      const delay = decision?.respond.partialDelay
      return delay && delayMs(delay, request, () => delayRandom(key))
    },
    /** Creates the report on the recorded requests of one API key, or of all keys. */
    async report ({ owner, graceMs = reportGraceMs }: { owner?: string | undefined, graceMs?: number } = {}): Promise<Report> {
      if (graceMs === 0) {
        await setTimeout(settleMs)
        // If the process was paused meanwhile, timers run before the events of the clients.
        for (let turn = 0; turn < 3; turn++) await setImmediate()
      }
      const rules = await ruleSet.list(owner)
      const { exchanges, evicted: forgotten } = journal.exchanges({ owner })
      return createReport({ exchanges, forgotten, running: journal.running({ owner }), rules, nowMs: now(), graceMs, contractMs: contractMs(), isSchemaTest: settings.validation === 'schema' })
    },
    /** Deletes requests and posted rules and resets counters and limits of one API key, or of all keys and then the behaviours, too. */
    reset (owner?: string): Awaitable<void> {
      journal.remove({}, { owner })
      const resets = [ruleSet.reset(owner), runtimeSettings.limit.reset(owner), errorRandom.reset(owner), delayRandom.reset(owner)]
      if (owner === undefined) runtimeSettings.reset()
      return andThen(allOf(resets), () => {})
    }
  }
}
