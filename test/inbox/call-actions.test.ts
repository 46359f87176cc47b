/** The actions of a card: fail the next request like it, send it again, edit and send. */
import { imageOf } from '../http/uploads.js'
import { inboxTest } from './browser.js'
import type { Page } from 'playwright-core'

const generate = (baseURL: string, body: object, headers: Record<string, string> = {}) => fetch(`${baseURL}/images/generations`, {
  method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test-inbox-4f2a', ...headers }, body: JSON.stringify(body)
}).then(response => response.arrayBuffer()).catch(() => {})

async function act (page: Page, prompt: string, action: string): Promise<void> {
  const slot = page.locator('.slot', { hasText: prompt }).first()
  await slot.hover()
  await slot.getByRole('button', { name: action }).click()
}

inboxTest('the next request like a card fails: one with its prompt, of several lines, and its key', {}, async (t, { mock, page, visit }) => {
  await generate(mock.baseURL, { prompt: 'A quiet *harbour\nat dawn', size: '256x256' })
  await visit()
  await act(page, 'A quiet *harbour', 'Fail the next one like this')
  const panel = page.getByRole('dialog', { name: 'Make it fail' })
  await panel.getByRole('button', { name: 'Arm', exact: true }).click()
  await panel.getByText('1 of 1 left').waitFor()
  t.match(mock.scenarios.list(), [{ rule: { match: { prompt: 'A quiet *harbour*at dawn', key: '*4f2a' }, respond: { error: 'rate_limit_exceeded' }, times: 1 } }])
  for (const [body, status] of [[{ prompt: 'Another' }, 200], [{ prompt: 'A quiet *harbour\nat dawn' }, 429], [{ prompt: 'A quiet *harbour\nat dawn' }, 200]] as const) {
    await generate(mock.baseURL, { ...body, size: '256x256' })
    t.equal(mock.requests({ limit: 1 })[0]!.status, status)
  }
})

inboxTest('a request is sent again as it was: its body, its directive and a key with the same end', { settings: { journalUploads: 'full' } }, async (t, { mock, page, visit }) => {
  await generate(mock.baseURL, { prompt: 'Once more', size: '256x256', n: 2 }, { 'x-mock': 'delay=1ms' })
  const form = new FormData()
  form.append('prompt', 'A hat')
  form.append('model', 'gpt-image-1')
  form.append('quality', 'low')
  for (const color of ['#c03020', '#2040d0']) form.append('image[]', new File([new Uint8Array(await imageOf({ width: 64, height: 64, color }))], 'otter "1".png', { type: 'image/png' }))
  await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', body: form }).then(response => response.arrayBuffer())
  await visit()
  for (const prompt of ['Once more', 'A hat']) {
    const [first] = mock.requests({ prompt })
    await act(page, prompt, 'Send again')
    await mock.waitFor({ prompt }, { count: 2 })
    const [again] = mock.requests({ prompt })
    t.match(again, { body: first!.body, path: first!.path, key: first!.key, status: 200, headers: first!.headers['x-mock'] ? { 'x-mock': 'delay=1ms' } : {} }, prompt)
    t.strictSame(again!.inputs?.map(({ sha256 }) => sha256), first!.inputs?.map(({ sha256 }) => sha256))
  }
})

inboxTest('a request whose files the journal does not have is not sent again, and the page says why', {}, async (t, { mock, page, visit }) => {
  const form = new FormData()
  form.append('prompt', 'A hat')
  form.append('image', new File([new Uint8Array(await imageOf({ width: 64, height: 64 }))], 'otter.png', { type: 'image/png' }))
  await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', body: form }).then(response => response.arrayBuffer())
  await visit()
  await page.getByText('A hat', { exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Request details' })
  await dialog.getByRole('button', { name: 'Send again' }).click()
  await dialog.getByText('journalUploads: full').waitFor()
  t.equal(mock.requests().length, 1)
})

inboxTest('Try it starts with the values of a card, also with a model of another name and values that are refused', {}, async (t, { mock, page, visit }) => {
  await generate(mock.baseURL, { prompt: 'Wrong\nsize', model: 'my-images', size: '512x511', n: 2, foo: 1, tags: ['a'] })
  await visit()
  await act(page, 'Wrong', 'Edit and send')
  const panel = page.getByRole('dialog', { name: 'Try it' })
  await panel.getByText('Left out: tags, foo.').waitFor()
  t.equal(await panel.getByLabel('Name of the model').inputValue(), 'my-images')
  t.equal(await panel.locator('[name=prompt]').inputValue(), 'Wrong\nsize')
  await panel.getByRole('button', { name: 'Send' }).click()
  await mock.waitFor({ model: 'my-images' }, { count: 2 })
  t.strictSame(JSON.parse(mock.requests({ limit: 1 })[0]!.body!), { prompt: 'Wrong\nsize', model: 'my-images', size: '512x511', n: 2 })
})
