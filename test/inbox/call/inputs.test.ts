/** Images of requests in the grid and in the dialog of an open call. */
import { halfMask, imageOf } from '../../http/uploads.js'
import { act, inboxTest, shownPrompts, until, type Inbox } from '../browser.js'

const [red, small, mask] = await Promise.all([imageOf(), imageOf({ width: 32, color: '#20d020' }), halfMask()])

async function send ({ mock }: Inbox, path: string, parts: ReadonlyArray<readonly [name: string, value: string | Buffer, filename?: string, type?: string]>): Promise<string> {
  const form = new FormData()
  for (const [name, value, filename, type = 'image/png'] of parts) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([Uint8Array.from(value)], { type }), filename)
  }
  const response = await fetch(`${mock.baseURL}/images/${path}`, { method: 'POST', body: form })
  await response.arrayBuffer()
  return response.headers.get('x-request-id')!
}

inboxTest('images that the journal keeps as files', { settings: { journalUploads: 'full' } }, async (t, inbox) => {
  const { page, mock, client, part } = inbox
  await part('an edit shows its images beside the result, with the mask over the first one', async t => {
    const id = await send(inbox, 'edits', [
      ['model', 'gpt-image-2'], ['prompt', 'An otter'], ['quality', 'low'], ['image[]', red, 'otter<b>.png'], ['image[]', small, 'hat.png'], ['mask', mask, 'half.png']
    ])
    const card = page.getByRole('link', { name: 'An otter' })
    t.equal(await card.locator('.operation-badge').innerText().then(text => text.replace(/\s+/g, ' ')), 'edit of 2 images')
    await card.click()
    const inputs = page.getByRole('region', { name: 'Images of the request' })
    t.strictSame(await inputs.locator('figcaption').evaluateAll((captions: Array<{ innerText: string }>) => captions.map(({ innerText }) => innerText.replace(/\s+/g, ' '))), [
      `Image 1 otter<b>.png image/png · 64×64 · ${red.length} bytes Hide mask File`,
      `Image 2 hat.png image/png · 32×64 · ${small.length} bytes File`,
      `Mask half.png image/png · 64×64 · ${mask.length} bytes File`
    ])
    await until(page, '[...document.querySelectorAll(".inputs img")].every(({ naturalWidth }) => naturalWidth > 0)')
    const first = inputs.getByRole('img', { name: 'Image 1 of the request, with its mask' })
    t.equal(await first.getAttribute('src'), `${mock.url}/_mock/requests/${id}/uploads/0`)
    const guide = inputs.locator('.input-guide')
    t.match(await page.evaluate('getComputedStyle(document.querySelector(".input-guide")).maskImage') as string, `${mock.url}/_mock/requests/${id}/uploads/2`)
    // In whole pixels, since the dialog may still be moving into its place.
    const boxOf = async (locator: typeof guide) => Object.values((await locator.boundingBox())!).map(Math.round)
    t.strictSame(await boxOf(guide), await boxOf(first))
    await inputs.getByRole('button', { name: 'Hide mask' }).click()
    await inputs.getByRole('button', { name: 'Show mask' }).waitFor()
    t.equal(await guide.count(), 0)
    await page.getByRole('region', { name: 'Result' }).getByRole('img', { name: 'The generated picture' }).waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), inputs.getByRole('link', { name: 'File' }).last().click()])
    t.equal(download.suggestedFilename(), `${id}-2.png`)
  })

  await part('a request is sent again as it was: its body, its directive and a key with the same end', async t => {
    await client.images.generate({ prompt: 'Once more', size: '256x256', n: 2 }, { headers: { 'x-mock': 'delay=1ms' } })
    await send(inbox, 'edits', [['prompt', 'A hat'], ['model', 'gpt-image-1'], ['quality', 'low'], ['image[]', red, 'otter "1".png'], ['image[]', small, 'otter "1".png']])
    await page.getByText('A hat', { exact: true }).waitFor()
    for (const prompt of ['Once more', 'A hat']) {
      const [first] = mock.requests({ prompt })
      await act(page, prompt, 'Send again')
      await mock.waitFor({ prompt }, { count: 2 })
      const [again] = mock.requests({ prompt })
      t.match(again, { body: first!.body, path: first!.path, key: first!.key, status: 200, headers: first!.headers['x-mock'] ? { 'x-mock': 'delay=1ms' } : {} }, prompt)
      t.strictSame(again!.inputs?.map(({ sha256 }) => sha256), first!.inputs?.map(({ sha256 }) => sha256))
    }
  })
})

inboxTest('a refused file is named beside the refusal, and a file that is not an image has no picture', {}, async (t, inbox) => {
  const { page, visit } = inbox
  const id = await send(inbox, 'edits', [['model', 'gpt-image-2'], ['prompt', 'x'], ['image[]', red, 'otter.png'], ['image[]', Buffer.from('<script>alert(1)</script>'), 'page.svg', 'image/svg+xml']])
  const broken = await send(inbox, 'edits', [['model', 'gpt-image-2'], ['prompt', 'x'], ['image[]', red, 'otter.png'], ['image[]', Buffer.from('no image'), 'broken.png']])
  await visit(`/?open=${id}`)
  const inputs = page.getByRole('region', { name: 'Images of the request' })
  await inputs.getByText('page.svg').waitFor()
  t.equal(await inputs.locator('img').count(), 0, 'files that were refused by their type were not decoded')
  await page.getByRole('region', { name: 'Result' }).getByText('unsupported_file_mimetype').waitFor()
  t.match(await page.locator('mark').innerText(), /^"image": \[.*page\.svg.*\]$/s)
  await visit(`/?open=${broken}`)
  await inputs.getByText('No picture').waitFor()
  t.equal(await inputs.locator('img').count(), 1)
})

inboxTest('variations are named after their file, and without kept uploads only the names are shown', { settings: { journalUploads: 'none' } }, async (t, inbox) => {
  const { page, visit, client } = inbox
  await client.images.generate({ prompt: 'A fox', size: '256x256' })
  await send(inbox, 'variations', [['image', red, 'otter.png'], ['size', '256x256'], ['n', '2']])
  await visit('/?q=operation:variation')
  await page.getByText('1 of 2').waitFor()
  t.strictSame(await shownPrompts(page), ['Variation of otter.png'])
  t.equal(await page.locator('.card-badges').innerText().then(text => text.replace(/\s+/g, ' ')), 'variation 2 images')
  await page.locator('.card').click()
  const inputs = page.getByRole('region', { name: 'Images of the request' })
  t.equal(await inputs.innerText().then(text => text.replace(/\s+/g, ' ').trim()), `Image otter.png image/png · 64×64 · ${red.length} bytes`)
  t.equal(await inputs.locator('img').count(), 0)
})
