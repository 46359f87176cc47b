/** The inbox as one file: it shows requests and pictures without a mock, and nothing in it runs but the page's own script. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { startMock } from '../build-mock.js'
import { imageOf } from '../http/uploads.js'
import { inboxTest, until } from './browser.js'

const hostile = '</script><script>document.title = "caught"</script><!--'

async function save (t: Test, url: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'saved-inbox-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'inbox.html'), await (await fetch(`${url}/_mock/inbox.html`)).text())
  return pathToFileURL(join(folder, 'inbox.html')).href
}

inboxTest('a saved inbox needs no mock: cards, details, pictures, uploads and the search', { expected: /^a request to (file|data):/ }, async (t, { mock, page, client }) => {
  await client.images.generate({ prompt: 'Four otters', n: 4, size: '256x256' })
  await client.images.generate({ prompt: hostile, size: '256x256', user: hostile })
  await client.images.generate({ prompt: 'Refused', model: 'dall-e-3', n: 2 }).catch(() => {})
  const form = new FormData()
  form.append('prompt', 'A hat')
  form.append('model', 'gpt-image-1')
  form.append('quality', 'low')
  form.append('image', new File([new Uint8Array(await imageOf({ width: 64, height: 64 }))], 'otter.png', { type: 'image/png' }))
  await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', body: form }).then(response => response.arrayBuffer())
  const file = await save(t, mock.url)
  await mock.close()
  await page.goto(file)
  t.strictSame(await page.locator('.card .prompt').allInnerTexts(), ['A hat', 'Refused', hostile, 'Four otters'])
  await page.getByText(/^Saved /).waitFor()
  t.equal(await page.getByRole('button', { name: 'Try it' }).count(), 0)
  await until(page, 'document.images.length === 6 && [...document.images].every(({ naturalWidth }) => naturalWidth > 0)')
  t.strictSame(await page.evaluate('[...document.images].map(({ naturalWidth }) => naturalWidth)'), [512, 256, 256, 256, 256, 256])
  t.match(await page.title(), /^Inbox/)
  await page.getByText('A hat', { exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Request details' })
  await dialog.getByText('otter.png', { exact: true }).waitFor()
  await until(page, '[...document.querySelectorAll("dialog img")].map(({ naturalWidth }) => naturalWidth).join() === "64,512"')
  await page.keyboard.press('ArrowRight')
  await dialog.getByText('Allowed for').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill('otters')
  await page.getByText('1 of 4').waitFor()
})

t.test('the file has what the caller may see, and nothing of other keys', async t => {
  const mock = await startMock(t, { apiKeys: 'sk-one-1111,sk-two-2222' })
  for (const key of ['sk-one-1111', 'sk-two-2222']) {
    await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body: JSON.stringify({ prompt: `Otter of ${key}`, size: '256x256' }) })
  }
  const response = await fetch(`${mock.url}/_mock/inbox.html`, { headers: { authorization: 'Bearer sk-one-1111' } })
  t.match(response.headers.get('content-disposition'), /^attachment; filename="inbox-\d{4}-\d\d-\d\dT\d\d-\d\d\.html"$/)
  const page = await response.text()
  t.match(page, 'Otter of sk-one-1111')
  t.notMatch(page, 'Otter of sk-two-2222')
})

t.test('the file is part of the control API: without its key there is none', async t => {
  const mock = await startMock(t, { controlKey: 'secret-secret' })
  t.equal((await fetch(`${mock.url}/_mock/inbox.html`)).status, 401)
  const page = await (await fetch(`${mock.url}/_mock/inbox.html`, { headers: { 'x-mock-key': 'secret-secret' } })).text()
  t.match(page, '_mock/requests/cards')
})

t.test('the file names the mock by publicUrl, also if that is the base URL of clients', async t => {
  const mock = await startMock(t, { publicUrl: 'https://images.example/mock/v1' })
  t.match(await (await fetch(`${mock.url}/_mock/inbox.html`)).text(), '"root":"https://images.example/mock/"')
})
