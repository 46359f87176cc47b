/** Accessibility and layout: color schemes, phones and layout shifts. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { toFile } from 'openai6'
import type { Page } from 'playwright-core'
import type { AxeResults } from 'axe-core'
import { halfMask, imageOf } from '../http/uploads.js'
import { inboxTest, until, type Inbox, withMotion } from './browser.js'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules that depend on colours. All others find the same in both schemes, since the documents are equal. */
const colorRules = { runOnly: ['color-contrast', 'link-in-text-block'] }

/** Returns axe's findings, one line each. */
async function findingsOf (page: Page, options: object): Promise<string[]> {
  const violations = await page.evaluate(`axe.run(${JSON.stringify({ resultTypes: ['violations'], ...options })}).then(({ violations }) => violations)`) as AxeResults['violations']
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, failureSummary }) => `${impact} ${id}: ${target} ${failureSummary}`))
}

async function variety ({ client, mock }: Inbox): Promise<void> {
  const [image, mask] = await Promise.all([imageOf(), halfMask()].map(async file => toFile(await file, 'otter.png', { type: 'image/png' })))
  await client.images.edit({ prompt: 'A hat', model: 'gpt-image-2', quality: 'low', image: [image!, image!], mask: mask! })
  mock.scenarios.add({ match: { prompt: '*harbour*' }, respond: { error: 'rate_limit_exceeded', retryAfter: '1ms' }, times: 2 })
  const { data } = await client.images.generate({ prompt: 'A quiet harbour', model: 'dall-e-3', size: '1792x1024' }, { maxRetries: 2 })
  await fetch(data![0]!.url!)
  for (const body of [
    { prompt: 'Poster', model: 'dall-e-3', size: '1024x1792' },
    { prompt: 'Four icons', n: 4, size: '256x256' },
    { prompt: 'Sticker', model: 'gpt-image-1.5', quality: 'low', background: 'transparent', output_format: 'webp' },
    { prompt: 'Refused', model: 'dall-e-3', n: 2 },
    { prompt: 'Overloaded [mock error=server_is_overloaded]' },
    { prompt: 'Reset [mock fault=reset]' }
  ]) await client.images.generate(body as { prompt: string }).catch(() => {})
}

inboxTest('axe finds no problem on the page in light and dark colours', {}, async (t, inbox) => {
  const { page, visit } = inbox
  /** `changed` matches what differs from the states before: the contrast of the rest has been checked. */
  const check = async (state: string, changed: string, options: object = { preload: false }) => {
    await page.evaluate(`axe.configure({ rules: [{ id: 'color-contrast', selector: '${changed} *' }] })`)
    for (const [colorScheme, rules, background] of [['light', options, 'rgb(247, 247, 245)'], ['dark', colorRules, 'rgb(17, 18, 20)']] as const) {
      await page.emulateMedia({ colorScheme })
      t.equal(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor'), background)
      t.strictSame(await findingsOf(page, rules), [], `${state}, ${colorScheme}`)
    }
  }
  await visit()
  // axe is evaluated through the debugger, since the page's policy allows no other script.
  await page.evaluate(axe)
  await page.getByText('No requests yet').waitFor()
  // Only here, axe loads the style sheet too, for a rule about the sheet as a whole. It is the same in all states.
  await check('empty', ':root', {})
  await variety(inbox)
  await page.getByText('A quiet harbour', { exact: true }).waitFor()
  await check('the grid', ':root')
  await page.keyboard.press('/')
  await check('the search', '.search')
  for (const prompt of ['A quiet harbour', 'Four icons', 'Sticker', 'A hat', 'Refused', 'Reset']) {
    // The other cards have been checked, and would take as long as the dialog each time.
    await page.getByRole('searchbox').fill(prompt)
    await page.getByText(prompt, { exact: true }).click()
    await page.getByRole('dialog').getByRole('heading', { name: /^Details/ }).waitFor()
    await check(`the dialog of ${prompt}`, 'dialog')
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'Make it fail' }).click()
  await page.getByRole('dialog').getByText('used up (2)').waitFor()
  await check('Make it fail', 'dialog')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Response', { exact: true }).waitFor()
  await check('Try it', 'dialog')
  await page.getByRole('radio', { name: 'Edit' }).check()
  await page.locator('[data-field=image] input').setInputFiles([{ name: 'otter.png', mimeType: 'image/png', buffer: await imageOf() }, { name: 'otter.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }])
  await page.getByText('not readable here').waitFor()
  await check('Try it with files', 'dialog')
  await page.getByRole('button', { name: 'Paint' }).click()
  await page.getByRole('application').click()
  await check('the mask', 'dialog dialog')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Report/ }).click()
  await page.getByText('wasted').or(page.getByText('Coverage', { exact: true })).first().waitFor()
  await check('the report', 'dialog')
  await page.getByRole('button', { name: 'About' }).click()
  await page.getByText(/\d+ defaults/).click()
  await check('About', 'dialog')
})

inboxTest('on a phone nothing is wider than the page, and panels are modal sheets', { context: { ...withMotion, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } }, async (t, inbox) => {
  const { page, visit } = inbox
  const widest = () => page.evaluate('Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("dialog")].map(({ scrollWidth }) => scrollWidth))')
  await visit()
  await page.getByText('No requests yet').waitFor()
  t.equal(await widest(), 390)
  await variety(inbox)
  await page.getByText('A quiet harbour', { exact: true }).waitFor()
  t.equal(await widest(), 390)
  for (const prompt of ['Four icons', 'A hat']) {
    await page.getByText(prompt, { exact: true }).click()
    await page.getByRole('dialog').getByRole('heading', { name: /^Details/ }).waitFor()
    t.equal(await widest(), 390)
    await page.goBack()
  }
  for (const name of ['Make it fail', 'Try it', 'About']) {
    await page.getByRole('button', { name }).click()
    const panel = page.getByRole('dialog', { name })
    await panel.getByRole('button').last().waitFor()
    t.equal(await widest(), 390)
    t.ok(await page.evaluate('document.querySelector(".panel").matches(":modal")'), 'the focus stays in the sheet')
    if (name === 'Try it') {
      await panel.getByRole('radio', { name: 'Edit' }).check()
      await panel.locator('[data-field=image] input').setInputFiles({ name: `${'otter'.repeat(20)}.png`, mimeType: 'image/png', buffer: await imageOf() })
      await panel.getByRole('button', { name: 'Paint' }).tap()
      await page.getByRole('application').tap()
      await page.getByRole('dialog', { name: 'Paint a mask' }).getByText('1 stroke').waitFor()
      t.equal(await widest(), 390)
      await page.getByRole('button', { name: 'Use mask' }).tap()
      await panel.getByText('mask.png', { exact: true }).waitFor()
      t.equal(await widest(), 390)
    }
    await page.goBack()
    await panel.waitFor({ state: 'detached' })
  }
})

inboxTest('the page does not jump while it loads', { context: withMotion }, async (t, inbox) => {
  const { page, visit } = inbox
  await variety(inbox)
  // The report is held back: the page loads it a second later, and its marks then move other texts.
  await page.route('**/_mock/report', () => {})
  // The clock is fixed, since an age of ten seconds is wider than one of nine.
  await page.clock.setFixedTime(Date.now())
  await page.addInitScript('window.shifts = 0; new PerformanceObserver(list => { for (const { value } of list.getEntries()) window.shifts += value }).observe({ type: "layout-shift", buffered: true })')
  await visit()
  await until(page, '[...document.images].length > 4 && [...document.images].every(({ complete }) => complete)')
  t.equal(await page.evaluate('window.shifts'), 0)
})
