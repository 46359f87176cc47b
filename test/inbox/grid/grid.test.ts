/** The grid while requests arrive. */
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startMock } from '../../build-mock.js'
import { freePort } from '../../free-port.js'
import { inboxTest, shownPrompts, until, withMotion } from '../browser.js'

inboxTest('cards', {}, async (t, { mock, page, client, visit, part }) => {
  // First, since an announcement is about all requests of the last two seconds.
  await part('new requests are announced in one sentence', async t => {
    await Promise.all([
      client.images.generate({ prompt: 'One', size: '256x256' }),
      client.images.generate({ prompt: 'Two [mock error=server_error]' }).catch(() => {})
    ])
    await page.getByRole('status').filter({ hasText: '2 new requests, 1 of them failed.' }).waitFor()
    t.equal(await page.getByRole('status').filter({ hasText: 'new' }).count(), 1)
  })

  await part('an empty inbox shows how to send a request, and shows the first one without a reload', async t => {
    await page.getByRole('heading', { name: 'No requests yet' }).waitFor()
    t.equal(await page.locator('.base-url code').innerText(), mock.baseURL)
    for (const [tab, words] of [['curl', `curl ${mock.baseURL}/images/generations`], ['Node', `baseURL: '${mock.baseURL}'`], ['Python', `base_url="${mock.baseURL}"`]] as const) {
      await page.getByRole('tab', { name: tab }).click()
      t.ok((await page.getByRole('tabpanel').innerText()).includes(words), tab)
    }

    await client.images.generate({ prompt: 'A cute baby sea otter', model: 'dall-e-3', size: '1024x1792', quality: 'hd' })
    const card = page.getByRole('link', { name: 'A cute baby sea otter' })
    // The report follows the request: dall-e-3 is retired.
    await card.locator('.finding-mark.is-error').waitFor()
    t.match(await card.innerText(), /A cute baby sea otter\s+dall-e-3 · 1024×1792\s+(now|\d+ s)\s+200\s+1 finding \(error\)\s+hd · vivid/)
    await until(page, 'document.querySelector(".card img").naturalWidth > 0')
    const { width, height } = (await card.locator('img').boundingBox())!
    t.ok(Math.abs(width / height - 1024 / 1792) < 0.01, 'the thumbnail has the proportions of the picture')
  }, { hasMotion: true })

  await part('newer requests come first, several images are one card, failures show their error', async t => {
    await client.images.generate({ prompt: 'One otter' })
    await client.images.generate({ prompt: 'Four otters', n: 4, size: '256x256' })
    await client.images.generate({ prompt: 'Two otters', model: 'dall-e-3', n: 2 }).catch(() => {})
    await client.images.generate({ prompt: 'No otter [mock fault=reset]' }).catch(() => {})
    await visit()
    await page.getByText('No otter', { exact: true }).waitFor()
    t.strictSame(await shownPrompts(page), ['No otter', 'Two otters', 'Four otters', 'One otter'])
    t.match(await page.getByRole('link', { name: 'No otter' }).innerText(), /^reset\s+The connection is reset/)
    t.match(await page.getByRole('link', { name: 'Two otters' }).innerText(), /Two otters\s+dall-e-3 · n 2\s/)
    t.equal(await page.getByRole('link', { name: 'Two otters' }).locator('.faulty').innerText(), 'n 2')
    t.match(await page.getByRole('link', { name: 'Two otters' }).innerText(), /^400\s+integer_\u200babove_\u200bmax_\u200bvalue\s+Invalid 'n': integer above maximum value/)
    t.equal(await page.getByRole('link', { name: 'Four otters' }).locator('img').count(), 4)
    t.match(await page.getByRole('link', { name: 'Four otters' }).innerText(), /^4\s+images/)
  }, { hasMotion: true })

  await part('downloads are counted on the card of their generation', async t => {
    const { data } = await client.images.generate({ prompt: 'An otter', size: '256x256' })
    for (let time = 0; time < 3; time++) await fetch(data![0]!.url!)
    await page.locator('.downloads', { hasText: '3' }).waitFor()
    t.strictSame(await shownPrompts(page), ['An otter'])
    await page.reload()
    await page.locator('.downloads', { hasText: '3' }).waitFor()
    t.strictSame(await shownPrompts(page), ['An otter'])
  })

  await part('a failed download is shown on the card of its generation', async t => {
    const download = async (prompt: string) => fetch((await client.images.generate({ prompt, size: '256x256' })).data![0]!.url!).then(answer => answer.arrayBuffer())
    for (const [asset, shown] of [['missing', '404'], ['expired', '403'], ['corrupt', 'corrupt'], ['reset', 'reset'], ['slow', '']] as const) {
      await download(`An otter, ${asset} [mock asset=${asset}]`).catch(() => {})
      const card = page.getByRole('link', { name: `An otter, ${asset}` })
      await card.locator('.downloads', { hasText: '1' }).waitFor()
      if (shown !== '') await card.locator('.downloads .status').waitFor()
      t.match(await card.locator('.attempts').innerText(), '200', 'the response itself is complete')
      t.equal(await card.locator('.downloads .status').allInnerTexts().then(String), shown)
    }
  })

  await part('markup in prompts and parameters is shown as text', async t => {
    const hostile = '<img src=x onerror="document.title=\'caught\'"><script>document.title=\'caught\'</script>'
    await client.images.generate({ prompt: hostile, size: '256x256', user: hostile })
    await client.images.generate({ prompt: 'x', model: hostile, size: hostile as '256x256' }).catch(() => {})
    await page.getByText('x', { exact: true }).waitFor()
    await page.locator('.card .prompt', { hasText: hostile }).click()
    await page.getByRole('dialog').getByRole('heading', { name: hostile, exact: true }).waitFor()
    await page.getByRole('button', { name: 'Raw' }).click()
    t.equal(await page.locator('img:not(.picture, .full-picture), #inbox script').count(), 0)
    t.match(await page.title(), /^Inbox/)
  })

  await part('a card of a rejected request shows what was sent, with the parameter at fault highlighted', async t => {
    const send = (body: string) => fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    for (const [body, title, facts, faulty] of [
      [{ prompt: 'Size', model: 'dall-e-3', size: '512x512' }, 'Size', 'dall-e-3 · 512x512', '512x512'],
      [{ prompt: 'Quality', model: 'dall-e-3', quality: 'low' }, 'Quality', 'dall-e-3', 'low'],
      [{ prompt: 'Unknown', model: 'dall-e-3', seed: 1 }, 'Unknown', 'dall-e-3 · seed', 'seed'],
      [{ prompt: 'Type', n: 'two' }, 'Type', 'n', 'n'],
      [{ model: 'dall-e-3' }, '(no prompt)', 'dall-e-3', undefined],
      ['{', 'POST /v1/images/generations', 'could not be parsed', 'could not be parsed']
    ] as const) {
      mock.reset()
      await send(typeof body === 'string' ? body : JSON.stringify(body))
      const card = page.locator('.card', { hasText: title })
      await card.waitFor()
      t.equal(await card.locator('.facts').first().innerText(), facts)
      t.strictSame(await card.locator('.faulty').allInnerTexts(), faulty === undefined ? [] : [faulty])
    }
    mock.reset()
    await send('{"prompt":" "}')
    await page.locator('.card .prompt', { hasText: '(blank prompt)' }).waitFor()
  })

  // Last, since the page keeps the clock.
  await part('a failed download tints its line on the card, and a missing one is noted after 30 seconds', async t => {
    await page.clock.install()
    await visit()
    await client.images.generate({ prompt: 'Never fetched', size: '256x256' })
    await client.images.generate({ prompt: 'In base64', size: '256x256', response_format: 'b64_json' })
    const { data } = await client.images.generate({ prompt: 'Expired [mock asset=expired]', size: '256x256' })
    await fetch(data![0]!.url!)
    await page.getByRole('link', { name: 'Expired' }).locator('.has-failed-download').waitFor()
    t.equal(await page.locator('.has-failed-download').count(), 1)
    t.equal(await page.getByText('not downloaded').count(), 0)
    await page.clock.runFor(32_000)
    await page.getByRole('link', { name: 'Never fetched' }).getByText('not downloaded').waitFor()
    t.equal(await page.getByText('not downloaded').count(), 1)
  })
})

inboxTest('new requests while the user looks at others', { context: { viewport: { width: 800, height: 600 } } }, async (t, { mock, page, client, visit, part }) => {
  await part('after scrolling down, new requests wait behind a button and nothing moves', async t => {
    for (let number = 1; number <= 12; number++) await client.images.generate({ prompt: `Otter ${number}`, size: '256x256' })
    await visit()
    await page.getByText('Otter 12', { exact: true }).waitFor()
    await page.mouse.wheel(0, 700)
    await until(page, 'scrollY > 600')
    const watched = page.getByText('Otter 4', { exact: true })
    const before = await watched.boundingBox()
    for (const name of ['one', 'two', 'three']) await client.images.generate({ prompt: `New ${name}`, size: '256x256' })
    const pill = page.getByRole('button', { name: '3 new' })
    await pill.waitFor()
    t.strictSame(await watched.boundingBox(), before)
    await pill.click()
    await page.getByText('New three', { exact: true }).waitFor()
    t.equal(await page.evaluate('scrollY'), 0)
    t.strictSame((await shownPrompts(page)).slice(0, 4), ['New three', 'New two', 'New one', 'Otter 12'])
    t.equal(await pill.count(), 0)
  }, { hasMotion: true })

  await part('while the user moves through the cards by keyboard, new requests wait too', async t => {
    for (const name of ['first', 'second', 'third']) await client.images.generate({ prompt: `The ${name}`, size: '256x256' })
    await page.getByText('The third', { exact: true }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await client.images.generate({ prompt: 'A fourth', size: '256x256' })
    await page.getByRole('button', { name: '1 new' }).waitFor()
    t.equal(await page.locator(':focus .prompt').innerText(), 'The second')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('heading', { name: 'The second' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    t.equal(await page.locator(':focus .prompt').innerText(), 'The second')
  }, { hasMotion: true })

  await part('a second click on Clear empties the inbox in every open page', async t => {
    await client.images.generate({ prompt: 'An otter', size: '256x256' })
    await page.getByText('An otter', { exact: true }).waitFor()
    const other = await page.context().newPage()
    await other.goto(mock.url)
    await other.getByText('An otter', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    t.equal(mock.requests().length, 1)
    await page.getByRole('button', { name: 'Clear all?' }).click()
    for (const open of [page, other]) await open.getByText('No requests yet').waitFor()
    t.equal(mock.requests().length, 0)
    await other.close()
  }, { hasMotion: true })
})

inboxTest('requests that the journal evicts are removed from the page, and the report counts them', {
  settings: { journalEntries: 3 }, expected: /404.*\/images\/0/, context: withMotion
}, async (t, { page, client, visit }) => {
  await visit('/?panel=report')
  for (let number = 1; number <= 4; number++) await client.images.generate({ prompt: `Otter ${number}`, size: '256x256' })
  await page.getByText('The journal no longer has 1 older request,').waitFor()
  t.match(await page.locator('.verdict + .note').innerText(), '3 requests')
  await client.images.generate({ prompt: 'Otter 5', size: '256x256' })
  await page.getByText('Otter 5', { exact: true }).waitFor()
  await page.getByText('Otter 2', { exact: true }).waitFor({ state: 'detached' })
  t.strictSame(await shownPrompts(page), ['Otter 5', 'Otter 4', 'Otter 3'])
})

inboxTest('the page says that the mock is down or was restarted, and then shows the journal of the new mock', {
  settings: { port: await freePort() }, expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|404 \(Not Found\).*(\/_mock\/requests\/|\/images\/)/
}, async (t, { mock, page, client, visit }) => {
  await client.images.generate({ prompt: 'Before', size: '256x256' })
  await visit('/?panel=fail')
  await page.getByText('Before', { exact: true }).waitFor()
  await page.locator('.is-live').waitFor()
  await until(page, 'document.querySelector("[name=latency]") !== null')
  await mock.close()
  await page.locator('.is-lost').waitFor()
  await page.getByText('The mock cannot be reached. Trying again …').waitFor()
  t.strictSame(await shownPrompts(page), ['Before'])
  const panel = page.getByRole('dialog', { name: 'Make it fail' })
  await panel.getByRole('button', { name: 'Arm', exact: true }).click()
  t.equal(await panel.getByRole('alert').innerText(), 'The mock cannot be reached.')
  await page.getByText('Before', { exact: true }).click()
  const story = page.getByRole('dialog', { name: 'Request details' })
  t.equal(await story.getByRole('alert').innerText(), 'The mock cannot be reached.')

  await startMock(t, { port: Number(new URL(mock.url).port) })
  await story.getByText('This request is no longer in the journal, since the mock was restarted.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText(/^Restarted at \d\d:\d\d. Earlier requests are gone\./).waitFor()
  await client.images.generate({ prompt: 'After', size: '256x256' })
  await page.getByText('After', { exact: true }).waitFor()
  await page.locator('.is-live').waitFor()
  t.strictSame(await shownPrompts(page), ['After'])
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText(/^Restarted/).waitFor({ state: 'detached' })
})

inboxTest('the page works at /_mock/, and behind a proxy that serves the mock under a prefix', { expected: /^a request to/ }, async (t, { mock, page, client, visit }) => {
  const proxy = createServer((request, response) => {
    const { method, headers, url } = request
    request.pipe(send(`${mock.url}${url!.replace('/images-mock', '')}`, { method: method!, headers }, answer => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    }))
  })
  await new Promise<void>(resolve => { proxy.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => proxy.closeAllConnections())
  t.teardown(() => proxy.close())
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  await visit('/_mock/')
  t.equal(await page.locator('.base-url code').innerText(), mock.baseURL)
  for (const path of ['/images-mock/', '/images-mock/_mock/']) {
    await page.goto(origin + path)
    t.equal(await page.locator('.base-url code').innerText(), `${origin}/images-mock/v1`, path)
    await client.images.generate({ prompt: 'An otter', size: '256x256' })
    await page.getByText('An otter', { exact: true }).click()
    await until(page, 'document.querySelector("dialog .full-picture")?.naturalWidth === 256')
    mock.reset()
  }
})
