/** The panel Try it: parameters, files, the painted mask, the request that is sent, and its response. */
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { imageOf } from '../../http/uploads.js'
import { inboxTest, key, until } from '../browser.js'

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

inboxTest('Try it sends requests', {}, async (t, { mock, page, show, part }) => {
  await part('Try it offers the parameters of the chosen model, and shows the picture of a base64 response and its usage', async t => {
    await show('/?panel=try')
    const panel = page.getByRole('dialog', { name: 'Try it' })
    const model = panel.getByLabel('Model')
    await model.waitFor()
    t.equal(await model.inputValue(), 'gpt-image-2')
    t.equal(await panel.getByLabel('Style').count(), 0)
    await model.selectOption('gpt-image-1.5')
    await panel.getByLabel('Size').selectOption('1024x1536')
    await panel.getByLabel('Background').selectOption('transparent')
    await panel.getByLabel('Output format').selectOption('webp')
    await panel.getByLabel('Quality').selectOption('low')
    await panel.getByRole('button', { name: 'Send' }).click()
    const picture = panel.getByRole('img', { name: 'The generated picture' })
    await picture.waitFor()
    await until(page, 'document.querySelector(".try-it-pictures.is-transparent img").naturalHeight === 1536')
    t.match(await picture.getAttribute('src'), /^data:image\/webp;base64,/)
    t.strictSame(JSON.parse(mock.requests()[0]!.body!), {
      prompt: 'A cute baby sea otter', model: 'gpt-image-1.5', size: '1024x1536', background: 'transparent', output_format: 'webp', quality: 'low'
    })
    await panel.getByText('629 tokens (12 input, 617 output)').waitFor()
    await model.selectOption('another name …')
    await panel.getByLabel('Name of the model').fill('dall-e-4')
    await panel.getByLabel('Style').waitFor()
  })

  await part('Try it reports a closed connection', async t => {
    mock.scenarios.add({ respond: { delay: '1ms' } })
    await show('/?panel=try')
    const panel = page.getByRole('dialog', { name: 'Try it' })
    await panel.getByLabel('Prompt').fill('An otter [mock fault=empty]')
    await panel.getByRole('button', { name: 'Send' }).click()
    await panel.getByText('No response: the connection was closed.').waitFor()
    await page.locator('.refusal-label', { hasText: 'empty' }).first().waitFor()
    t.ok(await panel.getByRole('button', { name: 'Send' }).isEnabled())
  })

  await part('an edit has the files that were chosen, dropped and pasted, and a mask painted with the mouse', async t => {
    await show('/?panel=try')
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
  }, { hasMotion: true })

  await part('a mask is painted with the keyboard, and undone, without closing the panel', async t => {
    await show('/?panel=try')
    const { panel, images } = await choose(page, 'Edit')
    await images.locator('input').setInputFiles(png('otter.png'))
    await panel.getByRole('button', { name: 'Paint' }).click()
    const painter = page.getByRole('dialog', { name: 'Paint a mask' })
    const canvas = painter.getByRole('application')
    await canvas.focus()
    for (const key of ['ArrowLeft', 'ArrowUp', 'Space', 'Shift+ArrowRight']) await page.keyboard.press(key)
    await painter.getByText('2 strokes').waitFor()
    const painted = () => page.evaluate(`(() => {
      const { data } = document.querySelector('.mask-paint').getContext('2d').getImageData(0, 0, 1024, 683)
      let count = 0
      for (let index = 3; index < data.length; index += 4) if (data[index] > 0) count++
      return count
    })()`) as Promise<number>
    const two = await painted()
    await page.keyboard.press('Control+z')
    await painter.getByText('1 stroke', { exact: true }).waitFor()
    const one = await painted()
    t.ok(one > 0 && one < two, `${one} pixels of ${two}`)
    await page.keyboard.press('Escape')
    await painter.waitFor({ state: 'detached' })
    t.equal(await panel.locator('[data-field=mask] .file-item').count(), 0)
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Paint')
  }, { expected: /willReadFrequently/ })

  await part('a variation takes one image and no prompt, and the refusal of a file is shown in the words of the API', async t => {
    await show('/?panel=try')
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
})

inboxTest('Try it with an API key and the models of a models file', { settings: { apiKeys: [key], modelsFile: 'preset:xai' } }, async (t, { mock, page, show, part }) => {
  await part('Try it sends a real request and shows the response', async t => {
    await show('/?panel=try')
    const panel = page.getByRole('dialog', { name: 'Try it' })
    await panel.getByLabel('Prompt').fill('An otter')
    await panel.getByLabel('Model').selectOption('dall-e-3')
    await panel.getByLabel('Size').selectOption('1024x1792')
    await panel.locator('select[name=quality]').selectOption('hd')
    await panel.getByRole('button', { name: 'Send' }).click()
    await panel.getByText(/"You didn't provide an API key/).waitFor()

    await panel.getByLabel('API key').fill(key)
    await panel.getByRole('button', { name: 'Send' }).click()
    await panel.getByRole('img', { name: 'The generated picture' }).waitFor()
    await page.locator('.card').filter({ hasText: 'An otter' }).locator('.attempts', { hasText: /^200$/ }).waitFor()
    const [{ id, body, key: sentKey }] = mock.requests() as [ReturnType<typeof mock.requests>[0]]
    t.strictSame(JSON.parse(body!), { prompt: 'An otter', model: 'dall-e-3', size: '1024x1792', quality: 'hd' })
    t.equal(sentKey, '…4f2a')
    t.strictSame(await page.locator('.card .attempts').allInnerTexts(), ['200', '401'])
    await panel.getByRole('link', { name: 'Details' }).click()
    await page.getByRole('dialog', { name: 'Request details' }).getByRole('heading', { name: 'An otter' }).waitFor()
    t.equal(page.url(), `${mock.url}/?open=${id}&panel=try`)
  })

  await part('a model of a models file has its parameters in the form, on its card and in the search', async t => {
    await show('/?panel=try')
    const panel = page.getByRole('dialog', { name: 'Try it' })
    await panel.getByLabel('Model').selectOption('grok-imagine-image-pro')
    await panel.getByLabel('Aspect ratio').selectOption('2:1')
    await panel.getByLabel('API key').fill(key)
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
})
