/** Edits and variations in the panel Try it: files, the painted mask, and the request that is sent. */
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { imageOf } from '../../http/uploads.js'
import { inboxTest, until, withMotion } from '../browser.js'

const [red, jpeg] = await Promise.all([imageOf({ width: 96, height: 64 }), imageOf({ format: 'jpeg', color: '#2040d0' })])
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: red })

async function choose (page: Page, operation: 'Edit' | 'Variation') {
  const panel = page.getByRole('dialog', { name: 'Try it' })
  await panel.getByRole('radio', { name: operation }).check()
  const images = panel.locator('[data-field=image]')
  await images.waitFor()
  return { panel, images, names: () => images.locator('.file-name').allInnerTexts() }
}

/** Drops or pastes files of the page's own making. */
function transfer (page: Page, type: 'drop' | 'paste', selector: string, names: readonly string[]): Promise<void> {
  return page.evaluate(`(() => {
    const data = new DataTransfer()
    for (const name of ${JSON.stringify(names)}) data.items.add(new File(['${red.toString('base64')}'].map(text => Uint8Array.from(atob(text), c => c.charCodeAt(0))), name, { type: 'image/png' }))
    const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data }
    const event = ${type === 'drop' ? "new DragEvent('drop', init)" : "new ClipboardEvent('paste', init)"}
    document.querySelector('${selector}').dispatchEvent(event)
    if (!event.defaultPrevented) throw new Error('The browser would open the file.')
  })()`)
}

/** Adds a file and removes it, and decodes it before the next frame, in which Preact cleans up the effects of removed elements. */
async function removeBeforeDecoded (page: Page): Promise<void> {
  await page.evaluate(`window.decode = createImageBitmap
    window.createImageBitmap = file => new Promise(resolve => { window.finish = resolve })`)
  await transfer(page, 'paste', '.panel', ['removed.png'])
  await until(page, 'window.finish')
  await page.evaluate(`(async () => {
    const bitmap = await decode(new ImageData(1, 1))
    const remove = [...document.querySelectorAll('.file-item button')].at(-1)
    await new Promise(resolve => requestAnimationFrame(resolve))
    remove.click()
    while (remove.isConnected) await undefined
    finish(bitmap)
    window.createImageBitmap = decode
  })()`)
}

inboxTest('an edit has the files that were chosen, dropped and pasted, and a mask painted with the mouse', { context: withMotion }, async (t, { page, visit, mock }) => {
  await visit('/?panel=try')
  const { panel, images, names } = await choose(page, 'Edit')
  await images.locator('input').setInputFiles([png('<b>otter.png'), { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }])
  await images.getByText('96×64 · ').waitFor()
  await images.getByText('1 byte · text/plain · not readable here').waitFor()
  await transfer(page, 'drop', 'main', ['dropped.png'])
  await transfer(page, 'paste', '.panel', ['pasted.png', 'also.png'])
  t.strictSame(await names(), ['<b>otter.png', 'notes.txt', 'dropped.png', 'pasted.png', 'also.png'])
  for (const name of ['notes.txt', 'also.png']) await images.getByRole('button', { name: `Remove ${name}` }).click()
  t.equal(await page.evaluate('document.activeElement.type'), 'file', 'the focus moves to the button that adds files')
  await removeBeforeDecoded(page)

  await panel.getByRole('button', { name: 'Paint' }).click()
  const painter = page.getByRole('dialog', { name: 'Paint a mask' })
  const { x, y, width, height } = (await painter.getByRole('application').boundingBox())!
  await page.mouse.move(x + width / 4, y + height / 4)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 })
  await page.mouse.up()
  await painter.getByText('1 stroke').waitFor()
  await painter.getByRole('button', { name: 'Use mask' }).click()
  await painter.waitFor({ state: 'detached' })
  await panel.locator('[data-field=mask]').getByText('96×64 · ').waitFor()

  await panel.getByLabel('Prompt').fill('An otter with a hat')
  await panel.getByLabel('Size').fill('1024x640')
  await panel.getByLabel('Quality').selectOption('low')
  await panel.getByRole('button', { name: 'Send' }).click()
  await panel.getByText('200', { exact: true }).waitFor()
  await until(page, 'document.querySelector(".try-it-pictures img").naturalWidth === 1024')
  const { id, path, body, headers, request, inputs } = mock.requests()[0]!
  t.match([path, headers['content-type']], ['/v1/images/edits', /^multipart\/form-data; boundary=/])
  t.match(JSON.parse(body!), {
    model: 'gpt-image-2',
    prompt: 'An otter with a hat',
    image: ['<b>otter.png', 'dropped.png', 'pasted.png'].map(filename => ({ filename, type: 'image/png', bytes: red.length })),
    mask: { filename: 'mask.png', type: 'image/png' }
  })
  t.match(inputs!.at(-1), { role: 'mask', format: 'png', width: 96, height: 64, hasAlpha: true })
  const thumbnail = Buffer.from(await (await fetch(`${mock.url}/_mock/requests/${id}/uploads/3`)).arrayBuffer())
  const { data } = await sharp(thumbnail).raw().toBuffer({ resolveWithObject: true })
  const alphaAt = (x: number, y: number) => data[(y * 96 + x) * 4 + 3]
  t.strictSame([alphaAt(24, 16), alphaAt(36, 24), alphaAt(48, 32), alphaAt(5, 5), alphaAt(90, 60)], [0, 0, 0, 255, 255], 'it is transparent where it was painted')
  t.match(request, { prompt: 'An otter with a hat', size: '1024x640', quality: 'low' })
})

inboxTest('a mask is painted with the keyboard, and undone, without closing the panel', { expected: /willReadFrequently/ }, async (t, { page, visit }) => {
  await visit('/?panel=try')
  const { panel, images } = await choose(page, 'Edit')
  await images.locator('input').setInputFiles(png('otter.png'))
  await panel.getByRole('button', { name: 'Paint' }).click()
  const painter = page.getByRole('dialog', { name: 'Paint a mask' })
  const canvas = painter.getByRole('application')
  await canvas.focus()
  for (const key of ['ArrowLeft', 'ArrowUp', 'Space', 'Shift+ArrowRight']) await page.keyboard.press(key)
  await painter.getByText('2 strokes').waitFor()
  const painted = () => page.evaluate('[...document.querySelector(".mask-paint").getContext("2d").getImageData(0, 0, 1024, 683).data].filter((value, index) => index % 4 === 3 && value > 0).length') as Promise<number>
  const two = await painted()
  await page.keyboard.press('Control+z')
  await painter.getByText('1 stroke', { exact: true }).waitFor()
  const one = await painted()
  t.ok(one > 0 && one < two, `${one} pixels of ${two}`)
  await page.keyboard.press('Escape')
  await painter.waitFor({ state: 'detached' })
  t.equal(await panel.locator('[data-field=mask] .file-item').count(), 0)
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Paint')
})

inboxTest('a variation takes one image and no prompt, and the refusal of a file is shown in the words of the API', {}, async (t, { page, visit, mock }) => {
  await visit('/?panel=try')
  const { panel, images, names } = await choose(page, 'Variation')
  t.equal(await panel.getByLabel('Prompt').count(), 0)
  t.strictSame(await panel.getByLabel('Model').locator('option').allInnerTexts(), ['dall-e-2', 'none (dall-e-2)', 'another name …'])
  await transfer(page, 'drop', '.panel', ['first.png'])
  await images.locator('input').setInputFiles({ name: 'otter.jpg', mimeType: 'image/jpeg', buffer: jpeg })
  t.strictSame(await names(), ['otter.jpg'])
  await panel.getByRole('button', { name: 'Send' }).click()
  await panel.getByText('400', { exact: true }).waitFor()
  t.match(await panel.getByRole('region', { name: 'Response' }).innerText(), /Uploaded image must be a PNG and less than 4 MB\./)
  t.match(JSON.parse(mock.requests()[0]!.body!), { model: 'dall-e-2', image: { filename: 'otter.jpg', type: 'image/jpeg' } })
})

inboxTest('a model of a models file has its parameters in the form, on its card and in the search', { settings: { modelsFile: 'preset:xai' } }, async (t, { page, visit }) => {
  await visit('/?panel=try')
  const panel = page.getByRole('dialog', { name: 'Try it' })
  await panel.getByLabel('Model').selectOption('grok-imagine-image-pro')
  await panel.getByLabel('Aspect ratio').selectOption('2:1')
  await panel.getByRole('button', { name: 'Send' }).click()
  const card = page.locator('.grid .card').first()
  await card.getByText('aspect ratio 2:1').waitFor()
  t.match(await card.innerText(), /1456×720/)
  const search = page.getByRole('searchbox')
  await search.fill('aspect_ratio:2:1')
  t.equal(await page.locator('.grid .card').count(), 1)
  await search.fill('aspect_ratio:9:16')
  await until(page, "document.querySelectorAll('.grid .card').length === 0")
  await search.fill('aspect:1')
  await page.getByRole('main').getByText('No filter aspect.').waitFor()
})
