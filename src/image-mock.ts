/** A mock that listens, with methods for tests. */
import { lookup } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import { assemble, type AppOptions } from './app.js'
import { resolveSettings } from './config/load-settings.js'
import { reachableHost } from './config/setting-values.js'
import type { GivenSettings } from './config/settings.js'
import type { MockUrls } from './journal/journal.js'
import { checkFilter, checkSelection } from './journal/filters/query.js'
import { VerificationError } from './journal/verification/verification-error.js'
import { checkVerification } from './journal/verification/verify.js'
import { checkWaitOptions } from './journal/verification/wait-for.js'
import type { MockApp } from './mock-app.js'
import { keyOf, type AsyncDisposal, type MockAddress, type MockMethods } from './mock-methods.js'
import { assertSound, checkSoundness } from './report/assert-sound.js'
import type { Services } from './services.js'
import { checkRule } from './rules/check-rule.js'
import type { Rule } from './rules/rule.js'
import { immediate } from './stores/awaitable.js'
import { atCaller } from './text/call-stack.js'

/**
 * A running mock.
 *
 * @example
 * const mock = await startImageMock()
 * const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'any' })
 * mock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 2 })
 * await client.images.generate({ prompt: 'A sea otter' })
 * mock.verify({ match: { prompt: 'A sea otter' }, count: 3 })
 * await mock.close()
 */
export interface ImageMock extends MockAddress, MockMethods, AsyncDisposal {
  /** The Fastify instance, for `inject`. It accepts no more hooks and routes: add them with the option `configure`. */
  readonly app: MockApp
  /** Waits for the requests in flight, at most 5 seconds, and stops listening. `await using` calls it at the end of the block. */
  close: () => Promise<void>
}

/**
 * Starts a mock. Unless `logLevel` or `logger` is given, it logs nothing, and internal errors go to standard error.
 *
 * Throws a SettingError for an invalid setting, a RuleError for an invalid rule file, a ModelsFileError for an invalid
 * models file, a UserImageError for an image of a rule file, a SharpLoadError if sharp is not installed for this platform, and Node's own error (`EADDRINUSE`,
 * `EACCES`, `ENOTFOUND`) if it cannot listen.
 *
 * @param given - Settings by name; see `Settings` for their defaults. The default port is a free one.
 *
 * @example
 * await using mock = await startImageMock({ scenarios: './rules' })
 */
export async function startImageMock (given: GivenSettings = {}, options: AppOptions = {}): Promise<ImageMock> {
  const { mock, load } = await listen({ ...given, port: given.port ?? 0 }, options)
  try {
    await load()
  } catch (error) {
    await mock.close()
    throw error
  }
  return mock
}

export interface ListeningMock {
  mock: ImageMock
  services: Services
  /** Loads sharp and the fonts, or rejects with a SharpLoadError. The first picture and the health check wait for it. */
  load: () => Promise<void>
}

/**
 * Starts a mock that listens before it loads sharp and the fonts, which takes longer than everything else.
 * @internal
 */
export async function listen (given: GivenSettings, options: AppOptions): Promise<ListeningMock> {
  const { host, port, inbox, controlApi } = resolveSettings(given)
  const { app, services } = assemble(given, options)
  try {
    // One address, even if the name has several: for each further one Fastify would start a server without our handlers.
    const { address } = await lookup(host)
    await app.listen({ host: address, port })
  } catch (error) {
    await app.close()
    throw error
  }
  const url = `http://${reachableHost(host)}:${(app.server.address() as AddressInfo).port}`
  const baseURL = `${url}/v1`
  const close = () => app.close()
  const methods = methodsOf(services, { baseURL, inboxUrl: inbox && controlApi ? `${url}/` : undefined })
  return { mock: { url, baseURL, app, ...methods, close, [Symbol.asyncDispose]: close }, services, load: services.renderer.load }
}

/** The maximum number of entries in a journal. */
const maxLimit = 1_000_000

function methodsOf ({ journal, customParameters, ruleSet, runtimeSettings, report, reset }: Services, urls: MockUrls): MockMethods {
  return {
    requests: atCaller((filter = {}, scope) => {
      const { limit = maxLimit, ...selection } = checkFilter(filter, customParameters())
      return structuredClone(journal.list({ ...selection, limit }, { owner: keyOf(scope) }))
    }),
    waitFor: atCaller(async (selection = {}, { key, ...options } = {}) => {
      const result = await journal.waitFor(checkSelection(selection, customParameters()), checkWaitOptions(options), { owner: key }, urls)
      if (!result.ok) throw new VerificationError(result, 'waitFor')
      return structuredClone(result.entries)
    }),
    verify: atCaller((verification, scope) => {
      const verdict = journal.verify(checkVerification(verification, customParameters()), { owner: keyOf(scope) }, urls)
      if (!verdict.ok) throw new VerificationError(verdict, 'verify')
    }),
    // The clients have ended.
    report: atCaller(async scope => report({ owner: keyOf(scope), graceMs: 0 })),
    assertSound: atCaller(async (options = {}, scope) => {
      const soundness = checkSoundness(options)
      assertSound(await report({ owner: keyOf(scope), graceMs: 0 }), soundness)
    }),
    scenarios: {
      add: atCaller((rule, scope) => {
        // A JSON copy, without undefined members.
        const own: Rule = JSON.parse(JSON.stringify(checkRule(rule, customParameters())))
        return structuredClone(ruleSet.add(own, keyOf(scope)))
      }),
      list: atCaller(scope => structuredClone(immediate(ruleSet.list(keyOf(scope))))),
      remove: atCaller((id, scope) => ruleSet.remove(id, keyOf(scope))),
      clear: atCaller(scope => ruleSet.clear(keyOf(scope)))
    },
    behaviours: { get: runtimeSettings.get, set: atCaller(runtimeSettings.set), reset: runtimeSettings.reset },
    reset: atCaller(scope => immediate(reset(keyOf(scope))))
  }
}
