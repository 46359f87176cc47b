/** The dialog of an open call. */
import { inboxTest, until } from '../browser.js'

inboxTest('the dialog of an open call', { context: { permissions: ['clipboard-read', 'clipboard-write'] } }, async (t, { mock, page, client, visit, show, part }) => {
  await part('a card opens a dialog with all details, at a URL that can be shared', async t => {
    const { data } = await client.images.generate({ prompt: 'An otter at sea', model: 'dall-e-3', size: '1792x1024', style: 'natural' })
    await fetch(data![0]!.url!)
    await fetch(`${data![0]!.url!}x`)
    await visit()
    await page.getByText('An otter at sea', { exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Request details' })
    await dialog.getByRole('heading', { name: 'An otter at sea' }).waitFor()
    const [tampered, download, generation] = mock.requests()
    t.equal(page.url(), `${mock.url}/?open=${generation!.id}`)
    t.strictSame(generation!.downloads, [download!.id, tampered!.id])

    await dialog.getByText('No rule matched: normal response.').waitFor()
    const picture = dialog.getByRole('img', { name: 'The generated picture' })
    await until(page, 'document.querySelector("dialog .full-picture").naturalWidth === 1792')
    t.equal(await picture.getAttribute('src'), `${mock.url}/_mock/requests/${generation!.id}/images/0`)
    t.equal(await dialog.getByRole('link', { name: 'Open image' }).getAttribute('href'), `${mock.url}/_mock/requests/${generation!.id}/images/0`)
    t.match(await dialog.locator('.timeline').innerText(), /Request\s+(?:\d findings?(?: \(error\))?\s+)?200\s+\+.+\s+Image downloaded\s+200\s+\+.+\s+Image refused\s+.*\s*403/)
    await dialog.getByText(/\d+ headers/).click()
    t.match(await dialog.locator('.headers').first().innerText(), /authorization\s+Bearer …4f2a/)
    t.match(await dialog.getByRole('region', { name: 'Body' }).innerText(), /"model": "dall-e-3",/)
    await dialog.getByRole('button', { name: 'Raw' }).click()
    t.equal(await dialog.getByRole('region', { name: 'Raw body' }).innerText(), generation!.body)
    t.match(await dialog.getByRole('region', { name: 'Response' }).innerText(), /"revised_prompt"/)
    t.equal(await dialog.getByRole('region', { name: 'Response' }).getByRole('link').getAttribute('href'), data![0]!.url)

    await page.goBack()
    await dialog.waitFor({ state: 'detached' })
    t.equal(page.url(), `${mock.url}/`)
    await visit(`/?open=${generation!.id}`)
    await dialog.getByRole('heading', { name: 'An otter at sea' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await visit('/?open=req_gone')
    await dialog.getByText('This request is no longer in the journal.').waitFor()
  }, { hasMotion: true })

  await part('the arrow keys step through the open calls, also after a click inside the dialog, and closing it focuses the card of the call shown last', async t => {
    for (const name of ['first', 'second', 'third']) await client.images.generate({ prompt: `The ${name}`, size: '256x256' })
    await visit()
    await page.getByText('The third', { exact: true }).click()
    const dialog = page.getByRole('dialog')
    for (const [press, shown] of [['ArrowLeft', 'The third'], ['ArrowRight', 'The second'], ['ArrowRight', 'The first'], ['ArrowRight', 'The first'], ['ArrowLeft', 'The second']] as const) {
      await page.keyboard.press(press)
      await dialog.getByRole('heading', { level: 2, name: shown }).waitFor()
    }
    t.equal(await page.locator('.position').innerText(), '2 of 3')
    await dialog.getByRole('button', { name: 'Raw' }).click()
    for (const [press, shown] of [['ArrowLeft', 'The third'], ['ArrowRight', 'The second'], ['ArrowRight', 'The first'], ['ArrowLeft', 'The second']] as const) {
      await page.keyboard.press(press)
      await dialog.getByRole('heading', { level: 2, name: shown }).waitFor()
      t.ok(await page.evaluate('document.querySelector("dialog").contains(document.activeElement)'), 'the focus stays in the dialog')
    }
    await dialog.getByRole('heading', { level: 2 }).click()
    await page.keyboard.press('ArrowRight')
    await dialog.getByRole('heading', { level: 2, name: 'The first' }).waitFor()
    // In the tabs, the arrow keys select a tab, not another call.
    await dialog.getByRole('tab', { name: 'curl' }).focus()
    await page.keyboard.press('ArrowRight')
    await dialog.getByRole('tab', { name: 'Node', selected: true }).waitFor()
    await dialog.getByRole('heading', { level: 2, name: 'The first' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    t.equal(await page.locator(':focus .prompt').innerText(), 'The first')
    await page.keyboard.press('ArrowLeft')
    t.equal(await page.locator(':focus .prompt').innerText(), 'The second')
  }, { hasMotion: true })

  await part('each attempt explains its response, with a link to the rule', async t => {
    const { id } = mock.scenarios.add({ match: { prompt: '*otter*' }, respond: { error: 'server_is_overloaded', retryAfter: '10ms' }, times: 3 })
    await client.images.generate({ prompt: 'An otter', size: '256x256' }, { maxRetries: 1 }).catch(() => {})
    const card = page.getByRole('link', { name: 'An otter' })
    await card.locator('.attempts', { hasText: /^503\s*503$/ }).waitFor()
    await card.click()
    const dialog = page.getByRole('dialog', { name: 'Request details' })
    await dialog.getByText(`Rule ${id}: error=server_is_overloaded retryAfter=10ms, 2 of 3 times.`).waitFor()
    await dialog.getByRole('link', { name: 'Request', exact: true }).click()
    await dialog.getByText('retryAfter=10ms, 1 of 3 times.').waitFor()
    await dialog.getByRole('link', { name: 'View rule (1 use left)' }).click()
    await page.getByRole('dialog', { name: 'Make it fail' }).locator('.is-highlighted').getByText('1 of 3 left').waitFor()
  })

  await part('a request is copied as a curl command, as code and as a rule', async t => {
    await client.images.generate({ prompt: 'No otter', model: 'dall-e-3' }, { headers: { 'x-mock': 'error=insufficient_quota' } }).catch(() => {})
    await page.getByText('No otter', { exact: true }).click()
    const dialog = page.getByRole('dialog')
    // The confirmation is visible for a short time only, so that waiting begins before.
    await Promise.all([dialog.getByRole('button', { name: 'Copied' }).waitFor(), dialog.getByRole('button', { name: 'Copy' }).click()])
    await dialog.getByRole('button', { name: 'Copy' }).waitFor()
    for (const [tab, expected] of [['curl', /^curl 'http.*-H 'x-mock: error=insufficient_quota'/s], ['Node', /^import OpenAI/], ['Python', /^from openai/], ['Rule', /^rules:/]] as const) {
      await dialog.getByRole('tab', { name: tab }).click()
      await dialog.getByRole('button', { name: /^Cop(y|ied)$/ }).click()
      await until(page, `navigator.clipboard.readText().then(text => ${expected}.test(text))`)
    }
    t.equal(mock.requests().length, 1)
  })

  await part('a GPT image request shows its format, what auto became, its usage and transparency', async t => {
    const image = { model: 'gpt-image-1.5', background: 'transparent', output_format: 'webp', n: 2 } as const
    await client.images.generate({ prompt: 'An otter sticker', ...image })
    const card = page.getByRole('link', { name: 'An otter sticker' })
    await card.locator('.is-transparent img').first().waitFor()
    t.equal(await card.locator('.format-badge').innerText(), 'webp')
    t.match(await card.innerText(), /gpt-image-1\.5 · 1024×1024\s/)
    t.match(await card.innerText(), /medium · transparent\s+2,\d+ tokens/)
    await card.click()
    const dialog = page.getByRole('dialog', { name: 'Request details' })
    await dialog.getByRole('heading', { name: 'Usage in tokens' }).waitFor()
    const rows = (await dialog.locator('.headers div').allInnerTexts()).map(text => text.replace(/\s+/g, ' '))
    for (const row of ['input 20 (20 text)', 'output 2,530 (418 text, 2,112 image)', 'total 2,550', 'size auto → 1024x1024', 'quality auto → medium', 'output_format webp', 'background transparent']) {
      t.ok(rows.includes(row), row)
    }
    await until(page, 'document.querySelector("dialog .full-picture").naturalWidth === 1024')
    t.match(await page.evaluate('getComputedStyle(document.querySelector("dialog .full-picture")).backgroundImage'), /conic-gradient/)
    t.equal(await dialog.locator('.picture-viewer .format-badge').innerText(), 'webp')
  })

  await part('a moderation error shows its stage and categories', async t => {
    await client.images.generate({ prompt: 'An otter', model: 'gpt-image-2' }, { headers: { 'x-mock': 'error=moderation_blocked_output' } }).catch(() => {})
    await page.getByText('An otter', { exact: true }).click()
    t.equal(await page.locator('.fault-note').innerText().then(text => text.replace(/\s+/g, ' ')), 'Blocked by moderation of the generated image: other')
  })

  await part('only URLs of the mock become links', async t => {
    const foreign = 'https://elsewhere.example/x.png'
    mock.scenarios.add({ respond: { error: { status: 400, message: foreign, type: `${mock.url}/docs` } } })
    await client.images.generate({ prompt: foreign }).catch(() => {})
    await page.locator('.card').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('region', { name: 'Response' }).waitFor()
    t.strictSame(await dialog.getByRole('region').getByRole('link').allInnerTexts(), [`"${mock.url}/docs"`])
  })

  await part('the parameter at fault is underlined in the request, with its allowed values below', async t => {
    const open = async (body: object) => {
      await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      await show(`/?open=${mock.requests()[0]!.id}`)
      const dialog = page.getByRole('dialog', { name: 'Request details' })
      await dialog.getByRole('region', { name: 'Response' }).waitFor()
      return dialog
    }
    const dialog = await open({ prompt: 'The "size": "x"', size: '512x512', model: 'dall-e-3', user: 'u' })
    t.equal(await dialog.getByRole('region', { name: 'Body' }).innerText(), JSON.stringify({ prompt: 'The "size": "x"', size: '512x512', model: 'dall-e-3', user: 'u' }, undefined, 2))
    t.strictSame(await dialog.locator('mark').allInnerTexts(), ['"size": "512x512"'])
    t.equal(await dialog.locator('.explanation').innerText().then(text => text.split('\n').at(-1)), 'Rejected by validation: parameter size.')
    t.equal(await dialog.locator('.fault-note').innerText().then(text => text.replace(/\s+/g, ' ')), 'Allowed for size: 1024x1024 1024x1792 1792x1024')
    await open({ prompt: 'x', tags: [{ size: [] }], n: 1 })
    t.strictSame(await dialog.locator('mark').allInnerTexts(), ['"tags": [\n    {\n      "size": []\n    }\n  ]'])
    await open({ model: 'dall-e-3' })
    t.equal(await dialog.locator('.fault-note').innerText(), 'prompt is not in the body.')
  })

  await part('the timeline marks inferred retries and retries that came too early', async t => {
    mock.scenarios.add({ respond: { error: 'rate_limit_exceeded', retryAfter: '20s' }, times: 1 })
    for (let attempt = 0; attempt < 2; attempt++) {
      await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt":"An otter","n":2,"size":"256x256"}' }).then(response => response.text())
    }
    const { data } = mock.requests()[0]!.answer as { data: Array<{ url: string }> }
    for (const { url } of data.toReversed()) await fetch(url).then(response => response.arrayBuffer())
    const card = page.getByRole('link', { name: 'An otter' })
    await card.locator('.attempts', { hasText: /^429\s*200$/ }).waitFor()
    t.equal(await card.locator('.is-early').count(), 1)
    await card.click()
    const timeline = page.locator('.timeline')
    await timeline.getByText('Image 1 downloaded').waitFor()
    const lines = (await timeline.locator('li').allInnerTexts()).map(text => text.replace(/\s+/g, ' ').replace(/^\S+( m?s)? /, ''))
    t.match(lines[0], /^Request( \d findings?( \(error\))?)? rate_limit_exceeded 429$/)
    t.match(lines[1], /^Retry 1 inferred( \d findings?( \(error\))?)? 200 Came back after \S+ m?s; Retry-After was 20 s\.$/)
    t.strictSame(lines.slice(2), ['Image 2 downloaded 200', 'Image 1 downloaded 200'])
  })

  await part('a long prompt is folded, and a parameter links to the requests with the same value', async t => {
    await client.images.generate({ prompt: 'An otter. '.repeat(100).trim(), model: 'dall-e-3' })
    await client.images.generate({ prompt: 'A fox', size: '256x256' })
    await show(`/?open=${mock.requests()[1]!.id}`)
    const dialog = page.getByRole('dialog', { name: 'Request details' })
    await dialog.getByRole('button', { name: 'Show all (999 characters)' }).click()
    await dialog.getByRole('button', { name: 'Show less' }).waitFor()
    await dialog.getByRole('link', { name: 'dall-e-3' }).click()
    await dialog.waitFor({ state: 'detached' })
    t.equal(page.url(), `${mock.url}/?q=model:dall-e-3`)
    t.equal(await page.locator('.card').count(), 1)
    await page.goBack()
    await dialog.waitFor()
  })
})
