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
  /** Loads the inbox at a path. Default: `/`. */
  visit: (path?: string) => Promise<void>
  /** Shows a path as the browser's buttons for back and forward do, without loading the page again. */
  show: (path: string) => Promise<void>
  /**
   * Adds a part to the test. Parts share the mock and the page, since loading the page costs more CPU time than most of them.
   * Each starts without requests, posted rules and changed behaviours, with the empty inbox at `/`.
   */
  part: (title: string, body: (t: Test) => Promise<void>, options?: PartOptions) => Promise<void>
}

export interface PartOptions {
  /** Errors and warnings that are expected in this part. */
  expected?: RegExp
  /** Whether the page has animations. Default: false. */
  hasMotion?: boolean
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
    /** The ids of requests that were removed between parts: the page may still be loading their images. */
    const removedIds: string[] = []
    const isOfRemoved = (error: string) => /^Failed to load resource: .* 404 /.test(error) && removedIds.some(id => error.includes(id))
    const assertNoErrors = (t: Test, expected?: RegExp) => {
      const unexpected = errors.splice(0).filter(error => !expected?.test(error) && !isOfRemoved(error))
      t.strictSame(unexpected, [], 'the page has no errors, warnings or requests to other origins')
    }
    const client = new OpenAI({ baseURL: mock.baseURL, apiKey: key, maxRetries: 0 })
    const visit = async (path = '/') => { await page.goto(mock.url + path) }
    const show = async (path: string) => {
      await page.evaluate(`history.pushState(undefined, '', ${JSON.stringify(path)})
        dispatchEvent(new PopStateEvent('popstate'))
        // The page is rendered before the next frame.
        new Promise(resolve => requestAnimationFrame(resolve))`)
    }
    const part = async (title: string, body: (t: Test) => Promise<void>, { expected, hasMotion = false }: PartOptions = {}) => {
      await t.test(title, async t => {
        await page.emulateMedia({ reducedMotion: hasMotion ? 'no-preference' : 'reduce' })
        if (page.url().startsWith(mock.url)) await show('/')
        else await visit()
        // The page withholds new requests while a card has the focus or the user has scrolled down.
        await page.evaluate('document.activeElement.blur(), scrollTo(0, 0)')
        removedIds.push(...mock.requests().map(({ id }) => id))
        mock.reset()
        await page.getByText('No requests yet').waitFor()
        await body(t)
        assertNoErrors(t, expected)
      })
    }
    await body(t, { mock, page, client, visit, show, part })
    assertNoErrors(t, expected)
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

/** Uses an action of the card with this prompt. The actions are shown while the pointer is over the card. */
export async function act (page: Page, prompt: string, action: string): Promise<void> {
  const slot = page.locator('.slot', { hasText: prompt }).first()
  await slot.hover()
  await slot.getByRole('button', { name: action }).click()
}

/** Waits until the expression is truthy in the page. It runs through the debugger, since the page's policy forbids `eval`. */
export async function until (page: Page, expression: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(reject, 60_000, new Error(${JSON.stringify(`never: ${expression}`)}))
    const look = async () => (await (${expression})) ? resolve() : requestAnimationFrame(look)
    look()
  })`)
}
