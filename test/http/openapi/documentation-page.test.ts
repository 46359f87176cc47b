/** The page at /docs in a real browser that can only connect to the mock. */
import { inboxTest } from '../../inbox/browser.js'

inboxTest('the documentation page shows the operation and sends a request', {}, async (t, { mock, page, visit }) => {
  await visit('/docs')
  t.equal(await page.title(), 'OpenAI Images API, as this mock serves it')
  await page.getByText('/images/generations').click()
  await page.getByRole('button', { name: 'Try it out' }).click()
  await page.getByRole('textbox').fill('{"prompt": "An otter from the page"}')
  await page.getByRole('button', { name: 'Execute' }).click()
  await page.locator('.live-responses-table').getByText('200', { exact: true }).waitFor()
  t.match(mock.requests(), [{ status: 200, request: { prompt: 'An otter from the page' } }])
})
