/** The panel Report, and the marks of its findings and of violations on cards and in the details. */
import { inboxTest } from '../browser.js'

inboxTest('the report shows findings with links to the requests, the bill and the coverage, and marks the cards', {}, async (t, { mock, page, visit }) => {
  const send = (body: object, attempt: number) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test-4f2a', 'x-stainless-retry-count': String(attempt) }, body: JSON.stringify(body)
  }).then(response => response.arrayBuffer())
  await visit('/?panel=report')
  const panel = page.getByRole('dialog', { name: 'Report' })
  await panel.getByText('No requests', { exact: true }).waitFor()
  await send({ model: 'gpt-image-2', prompt: 'A fine otter', size: '1024x1024', quality: 'low' }, 0)
  await panel.getByText('Sound', { exact: true }).waitFor()
  for (const attempt of [0, 1]) await send({ model: 'dall-e-3', prompt: '<b>Wrong</b>', size: '512x512' }, attempt)
  const finding = panel.locator('.report-finding', { hasText: 'again that had been refused with 400' })
  await finding.waitFor()
  await page.getByRole('button', { name: /^Report \d+ findings?$/ }).waitFor()
  await panel.getByRole('row', { name: /^gpt-image-2 .* 1 \$0\.0059$/ }).waitFor()
  await panel.getByText(/^operations: \d+ of \d+$/).waitFor()
  t.ok(Number(await panel.locator('meter').getAttribute('value')) > 0)
  t.equal(await page.locator('.card .finding-mark').count(), 1)
  t.match(await page.locator('.card .finding-mark.is-error').innerText(), /^\d findings? \(error\)$/)
  await page.locator('.count.is-finding.is-errors').waitFor()
  await finding.getByRole('link', { name: '<b>Wrong</b>' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Request details' })
  await dialog.getByRole('heading', { name: 'Findings' }).waitFor()
  await dialog.getByText('Retry only after 408, 409, 429, 5xx and connection errors', { exact: false }).waitFor()
  t.equal(await dialog.locator('.timeline .finding-mark').count(), 2)
})

inboxTest('violations of requests that the mock accepts', { settings: { validation: 'warn' } }, async (t, { mock, page, visit, part }) => {
  await part('a card marks what OpenAI would refuse, and the details list it', async t => {
    await fetch(`${mock.baseURL}/images/generations`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'dall-e-3', prompt: 'Two otters', n: 2, seed: 1 })
    })
    const card = page.getByRole('link', { name: 'Two otters' })
    t.match(await card.locator('.finding-mark').getAttribute('title'), /^Unknown parameter: 'seed'\.\nInvalid 'n': integer above maximum value\./)
    await card.click()
    const section = page.locator('section', { hasText: 'OpenAI would refuse it' })
    t.strictSame(await section.locator('code').allInnerTexts(), ['seed', 'n'])
  })

  await part('marks of warnings have another color than those of errors, and long texts do not widen the panel', async t => {
    const long = 'otter'.repeat(80)
    const send = (body: object) => fetch(`${mock.baseURL}/images/generations`, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test-4f2a' }, body: JSON.stringify(body)
    }).then(response => response.arrayBuffer())
    await send({ model: long, prompt: long, response_format: 'b64_json', size: '256x256' })
    await send({ model: 'gpt-image-2', prompt: `${long} wrong`, size: '1024x640', quality: 'low', [long]: 1 })
    const panel = page.getByRole('dialog', { name: 'Report' })
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 })
      await visit('/?panel=report')
      await panel.locator('.report-finding').nth(1).waitFor()
      const [scrolled, visible] = await panel.evaluate(element => [element.scrollWidth, element.clientWidth])
      t.ok(scrolled! <= visible!, `${scrolled} of ${visible} pixels at ${width}`)
      const [page_, view] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]') as [number, number]
      t.ok(page_ <= view, `the page does not scroll to the side at ${width}`)
    }
    const colorOf = (selector: string) => page.evaluate(`getComputedStyle(document.querySelector('${selector}')).color`)
    t.not(await colorOf('.finding-mark.is-error'), await colorOf('.finding-mark:not(.is-error)'))
  })
})
