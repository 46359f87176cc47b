/** Streams in the inbox: partial images as they arrive on the card, in the details and in Try it. */
import { inboxTest, until } from './browser.js'

const body = { model: 'gpt-image-2', size: '1024x640' as const, quality: 'low' as const, stream: true as const, partial_images: 2 }
const held = { headers: { 'x-mock': 'partialDelay=1500ms' } }

inboxTest('streams', {}, async (t, { mock, page, client, show, part }) => {
  await part('partial images appear on the card and in the details as they are sent, then the final picture', async t => {
    await page.locator('.is-live').waitFor()
    const stream = await client.images.generate({ ...body, prompt: 'An otter' }, held)
    const read = stream.toReadableStream().pipeTo(new WritableStream())
    const card = page.getByRole('link', { name: 'An otter' })
    await card.getByText('1 of 2').waitFor()
    t.equal(await card.locator('.status').innerText(), 'streaming')
    await until(page, 'document.querySelector(".card img").naturalWidth > 0')
    t.match(await card.locator('img').getAttribute('src'), /partial=0/)
    await card.click()
    const dialog = page.getByRole('dialog', { name: 'Request details' })
    await dialog.getByText('Waiting for the next event …').waitFor()
    await dialog.getByText('Partial image 2', { exact: true }).waitFor()
    await dialog.getByText('Completed', { exact: true }).waitFor()
    await read
    await dialog.locator('.call-status').getByText('200').waitFor()
    t.strictSame(await dialog.locator('.stream-events li > :nth-child(3)').allInnerTexts(), ['Partial image 1', 'Partial image 2', 'Completed'])
    t.match(await dialog.locator('.full-picture').getAttribute('src'), /images\/0$/)
    await until(page, '[...document.querySelectorAll("dialog img")].every(({ naturalWidth }) => naturalWidth > 0)')
    await page.keyboard.press('Escape')
    await card.getByText('stream', { exact: true }).waitFor()
    t.notMatch(await card.locator('img').getAttribute('src'), 'partial')
  })

  await part('an error within a stream is shown as such, after the partial images that were sent', async t => {
    const stream = await client.images.generate({ ...body, prompt: 'Blocked' }, { headers: { 'x-mock': 'error=moderation_blocked_output after=1' } })
    await t.rejects(stream.toReadableStream().pipeTo(new WritableStream()))
    const card = page.getByRole('link', { name: 'Blocked' })
    await card.locator('.refusal-label', { hasText: 'error' }).waitFor()
    t.match(await card.innerText(), /error\s+moderation_\u200bblocked/)
    await card.click()
    const events = page.locator('.stream-events li > :nth-child(3)')
    await events.first().waitFor()
    t.strictSame(await events.allInnerTexts(), ['Partial image 1', 'Error'])
  })

  await part('Try it shows the pictures of a stream as they arrive', async t => {
    mock.scenarios.add({ respond: { partialDelay: '1s' } })
    await show('/?panel=try')
    const panel = page.getByRole('dialog', { name: 'Try it' })
    await panel.locator('select[name=stream]').selectOption('true')
    await panel.locator('[name=partial_images]').fill('1')
    await panel.locator('[name=size]').fill('1024x640')
    await panel.getByRole('button', { name: 'Send' }).click()
    const picture = panel.getByAltText('The generated picture')
    await picture.waitFor()
    const partial = await picture.getAttribute('src')
    await panel.getByText(/^[\d,]+ tokens/).waitFor()
    t.not(await picture.getAttribute('src'), partial)
    t.match(await panel.getByRole('region', { name: 'Response' }).innerText(), /image_generation\.completed/)
  })
})
