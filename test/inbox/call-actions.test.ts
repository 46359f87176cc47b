/** The actions of a card: fail the next request like it, send it again, edit and send. */
import { imageOf } from '../http/uploads.js'
import { act, inboxTest } from './browser.js'

const generate = (baseURL: string, body: object, headers: Record<string, string> = {}) => fetch(`${baseURL}/images/generations`, {
  method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test-inbox-4f2a', ...headers }, body: JSON.stringify(body)
}).then(response => response.arrayBuffer()).catch(() => {})

inboxTest('actions of a card', {}, async (t, { mock, page, part }) => {
  await part('the next request like a card fails: one with its prompt, of several lines, and its key', async t => {
    await generate(mock.baseURL, { prompt: 'A quiet *harbour\nat dawn', size: '256x256' })
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

  await part('a request whose files the journal does not have is not sent again, and the page says why', async t => {
    const form = new FormData()
    form.append('prompt', 'A hat')
    form.append('image', new File([new Uint8Array(await imageOf({ width: 64, height: 64 }))], 'otter.png', { type: 'image/png' }))
    await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', body: form }).then(response => response.arrayBuffer())
    await page.getByText('A hat', { exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Request details' })
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await dialog.getByText('journalUploads: full').waitFor()
    t.equal(mock.requests().length, 1)
  })

  await part('Try it starts with the values of a card, also with a model of another name and values that are refused', async t => {
    await generate(mock.baseURL, { prompt: 'Wrong\nsize', model: 'my-images', size: '512x511', n: 2, foo: 1, tags: ['a'] })
    await act(page, 'Wrong', 'Edit and send')
    const panel = page.getByRole('dialog', { name: 'Try it' })
    await panel.getByText('Left out: tags, foo.').waitFor()
    t.equal(await panel.getByLabel('Name of the model').inputValue(), 'my-images')
    t.equal(await panel.locator('[name=prompt]').inputValue(), 'Wrong\nsize')
    await panel.getByRole('button', { name: 'Send' }).click()
    await mock.waitFor({ model: 'my-images' }, { count: 2 })
    t.strictSame(JSON.parse(mock.requests({ limit: 1 })[0]!.body!), { prompt: 'Wrong\nsize', model: 'my-images', size: '512x511', n: 2 })
  })
})
