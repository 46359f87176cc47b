/** The built inbox of a mock of its own, in a real browser. Whatever the page complains of fails the test. */
import OpenAI from 'openai6'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { GivenSettings } from '../../src/config/settings.js'
import type { ImageMock } from '../../src/image-mock.js'
import { startMock } from '../build-mock.js'
import { openBrowser, withoutBrowser } from './chromium.js'

export interface Inbox {
  mock: ImageMock
  page: Page
  /** The official client of this mock. */
  client: OpenAI
  /** Opens it, or another address of it. */
  visit: (path?: string) => Promise<void>
}

export interface InboxOptions {
  settings?: GivenSettings
  context?: BrowserContextOptions
  /** What the page is bound to complain of in this test. */
  expected?: RegExp
  /** Why this test is left out, or false. */
  unless?: string | false
}

export const key = 'sk-test-inbox-4f2a'

const browser = await openBrowser()
t.teardown(() => browser?.close())
// Each has a mock and a browser context of its own, and waits most of the time.
t.jobs = 3

export function inboxTest (title: string, { settings = {}, context: options = {}, expected, unless = false }: InboxOptions, body: (t: Test, inbox: Inbox) => Promise<void>): void {
  t.test(title, { skip: withoutBrowser || unless }, async t => {
    const mock = await startMock(t, settings)
    const context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
    t.teardown(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    const complaints = complaintsOf(page, mock.url)
    const client = new OpenAI({ baseURL: mock.baseURL, apiKey: key, maxRetries: 0 })
    await body(t, { mock, page, client, visit: async (path = '/') => { await page.goto(mock.url + path) } })
    t.strictSame(complaints.filter(complaint => !expected?.test(complaint)), [], 'nothing was refused, missing, thrown or fetched from elsewhere')
  })
}

function complaintsOf (page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', message => {
    // A refusal that the page itself has asked for is an answer like any other.
    const isAnswer = message.location().url === `${origin}/v1/images/generations`
    if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => { if (!request.url().startsWith(origin)) complaints.push(`a request to ${request.url()}`) })
  return complaints
}

/** The texts of the cards' prompts, as they are shown. */
export function shownPrompts (page: Page): Promise<string[]> {
  return page.locator('.card .prompt').allInnerTexts()
}

/** Waits until the expression holds in the page. It goes over the debugger: the page itself evaluates no text. */
export async function until (page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(reject, 15_000, new Error(${JSON.stringify(`never: ${expression}`)}))
    const look = async () => (await (${expression})) ? resolve() : requestAnimationFrame(look)
    look()
  })`)
}
