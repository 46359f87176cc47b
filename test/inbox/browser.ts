/** Tests of the built inbox in a real browser, each with its own mock. Errors and warnings of the page fail the test. */
import OpenAI from 'openai6'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { GivenSettings } from '../../src/config/settings.js'
import { startMock } from '../build-mock.js'
import { openBrowser, withoutBrowser } from './chromium.js'

export interface Inbox {
  mock: Awaited<ReturnType<typeof startMock>>
  page: Page
  /** The official client, connected to this mock. */
  client: OpenAI
  /** Opens the inbox at a path. Default: `/`. */
  visit: (path?: string) => Promise<void>
}

export interface InboxOptions {
  settings?: GivenSettings
  context?: BrowserContextOptions
  /** Errors and warnings that are expected in this test. */
  expected?: RegExp
  /** Why the test is skipped, or false. */
  unless?: string | false
}

export const key = 'sk-test-inbox-4f2a'

/** Context of tests with animations. In the others they are off, which saves a tenth of the browser's CPU time. */
export const withMotion = { reducedMotion: 'no-preference' } as const

const browser = await openBrowser()
t.teardown(() => browser?.close())

export function inboxTest (title: string, { settings = {}, context: options = {}, expected, unless = false }: InboxOptions, body: (t: Test, inbox: Inbox) => Promise<void>): void {
  // Each test has its own mock and browser context, and mostly waits.
  t.jobs = 3
  t.test(title, { skip: withoutBrowser || unless }, async t => {
    const mock = await startMock(t, settings)
    const context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
    t.teardown(() => context.close())
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const errors = errorsOf(page, mock.url)
    const client = new OpenAI({ baseURL: mock.baseURL, apiKey: key, maxRetries: 0 })
    await body(t, { mock, page, client, visit: async (path = '/') => { await page.goto(mock.url + path) } })
    t.strictSame(errors.filter(error => !expected?.test(error)), [], 'the page has no errors, warnings or requests to other origins')
  })
}

function errorsOf (page: Page, origin: string): string[] {
  const errors: string[] = []
  page.on('console', message => {
    // The page may send requests that the mock rejects.
    const isOwnRequest = message.location().url.startsWith(`${origin}/v1/images/`)
    if (['error', 'warning'].includes(message.type()) && !isOwnRequest) errors.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', error => errors.push(String(error)))
  page.on('request', request => { if (!request.url().startsWith(origin)) errors.push(`a request to ${request.url()}`) })
  return errors
}

/** Returns the prompts on the cards in view. */
export function shownPrompts (page: Page): Promise<string[]> {
  return page.locator('.card .prompt').allInnerTexts()
}

/** Waits until the expression is truthy in the page. It runs through the debugger, since the page's policy forbids `eval`. */
export async function until (page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(reject, 60_000, new Error(${JSON.stringify(`never: ${expression}`)}))
    const look = async () => (await (${expression})) ? resolve() : requestAnimationFrame(look)
    look()
  })`)
}
