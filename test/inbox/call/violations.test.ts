/** Violations of a request that the mock accepted. */
import { inboxTest } from '../browser.js'

inboxTest('a card marks what OpenAI would refuse, and the details list it', { settings: { validation: 'warn' } }, async (t, { mock, page, visit }) => {
  await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'dall-e-3', prompt: 'Two otters', n: 2, seed: 1 })
  })
  await visit()
  const card = page.getByRole('link', { name: 'Two otters' })
  t.match(await card.locator('.finding-mark').getAttribute('title'), /^Unknown parameter: 'seed'\.\nInvalid 'n': integer above maximum value\./)
  await card.click()
  const section = page.locator('section', { hasText: 'OpenAI would refuse it' })
  t.strictSame(await section.locator('code').allInnerTexts(), ['seed', 'n'])
})
