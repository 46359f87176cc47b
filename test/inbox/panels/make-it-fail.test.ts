/** The panel Make it fail: rules, and behaviours of all requests. */
import { setTimeout } from 'node:timers/promises'
import { inboxTest, key, until } from '../browser.js'

inboxTest('Make it fail adds and removes rules', {}, async (t, { mock, page, client, show, part }) => {
  await part('a rule for a 429 with two uses applies twice, and the client\'s retries share one card', async t => {
    await page.getByRole('button', { name: 'Make it fail' }).click()
    const panel = page.getByRole('dialog', { name: 'Make it fail' })
    for (const [name, words] of [
      ['moderation_blocked', 'Blocks the prompt: its moderation stage is input.'],
      ['moderation_blocked_output', 'Blocks the generated image: its moderation stage is output.'],
      ['rate_limit_exceeded', 'GPT image models: Rate limit reached for gpt-image-2'],
      ['rate_limit_exceeded', 'DALL·E: Rate limit exceeded for images per minute']
    ] as const) {
      await panel.locator(`input[name=choice][value=${name}]`).check()
      await panel.locator('.choice:has(:checked) .choice-description', { hasText: words }).waitFor()
    }
    await panel.getByLabel('How many times').fill('2')
    await panel.getByLabel('Retry after').fill('10ms')
    await panel.getByLabel('For prompts').fill('*otter*')
    await panel.getByRole('button', { name: 'Arm', exact: true }).click()
    await panel.getByText('2 of 2 left').waitFor()
    t.match(mock.scenarios.list(), [{ rule: { match: { prompt: '*otter*' }, respond: { error: 'rate_limit_exceeded', retryAfter: '10ms' }, times: 2 } }])
    await page.getByRole('button', { name: 'Make it fail 1 active' }).waitFor()

    await client.images.generate({ prompt: 'A fox', size: '256x256' })
    await client.images.generate({ prompt: 'An otter', size: '256x256' }, { maxRetries: 2 })
    const card = page.getByRole('link', { name: 'An otter' })
    await card.locator('.attempts', { hasText: /^429\s*429\s*200$/ }).waitFor()
    t.equal(await card.count(), 1)
    t.equal(await page.locator('.card').count(), 2)
    await panel.getByText('used up (2)').waitFor()

    await panel.getByRole('button', { name: 'Disarm' }).click()
    await panel.getByText('None. Requests get normal responses.').waitFor()
    t.strictSame(mock.scenarios.list(), [])
  }, { hasMotion: true })

  await part('a failure within a stream has fields of its own, and mistakes in them are explained', async t => {
    await show('/?panel=fail')
    const panel = page.getByRole('dialog', { name: 'Make it fail' })
    await panel.locator('input[name=choice][value=image_generation_failed]').check()
    await panel.getByText('In a stream', { exact: true }).click()
    await panel.getByLabel('After events').fill('3')
    await panel.getByLabel('Partial images').fill('2')
    await panel.getByLabel('Time between').fill('10ms')
    await panel.getByRole('button', { name: 'Arm', exact: true }).click()
    await panel.getByRole('alert').getByText('it requires a stream with at least 3 partial images').waitFor()
    await panel.getByLabel('After events').fill('1')
    await panel.getByRole('button', { name: 'Arm', exact: true }).click()
    await panel.getByText('1 of 1 left').waitFor()
    t.match(mock.scenarios.list(), [{ rule: { respond: { error: 'image_generation_failed', after: 1, partials: 2, partialDelay: '10ms' }, times: 1 } }])
    await panel.getByRole('radio', { name: 'Download', exact: true }).check()
    t.equal(await panel.getByLabel('After events').count(), 0, 'downloads are no streams')
  }, { expected: /400/ })

  await part('rules for faults, delays and failed downloads can be added for one API key', async t => {
    await show('/?panel=fail')
    const panel = page.getByRole('dialog', { name: 'Make it fail' })
    for (const [kind, option] of [['Fault', 'truncate'], ['Download', 'corrupt'], ['Delay', '1s-3s']] as const) {
      await panel.getByRole('radio', { name: kind, exact: true }).check()
      await (kind === 'Delay' ? panel.getByRole('button', { name: option }).click() : panel.getByRole('radio', { name: option }).check())
      await panel.getByLabel('API key').fill(key)
      await panel.getByLabel('How many times').fill('')
      await panel.getByRole('button', { name: 'Arm', exact: true }).click()
      await panel.locator('.rule-response', { hasText: option }).waitFor()
    }
    t.strictSame(mock.scenarios.list().map(({ owner, rule }) => ({ owner, rule })), [
      { owner: '…4f2a', rule: { respond: { delay: '1s-3s' } } },
      { owner: '…4f2a', rule: { respond: { asset: 'corrupt' } } },
      { owner: '…4f2a', rule: { respond: { fault: 'truncate' } } }
    ])
  })

  await part('the panel shows the mock\'s message for an invalid rule', async t => {
    await show('/?panel=fail')
    const panel = page.getByRole('dialog', { name: 'Make it fail' })
    await panel.getByRole('radio', { name: 'Delay' }).check()
    await panel.getByLabel('How long').fill('soon')
    await panel.getByRole('button', { name: 'Arm', exact: true }).click()
    t.match(await panel.getByRole('alert').innerText(), /^Expected .* for respond\.delay, got "soon"\.$/)
  }, { expected: /400 \(Bad Request\).*\/scenarios/ })
})

inboxTest('Make it fail changes the behaviours', { settings: { latency: '1ms' } }, async (t, { mock, page, client, show, part }) => {
  await part('the behaviours are changed for all requests and restored to their defaults', async t => {
    await show('/?panel=fail')
    const panel = page.getByRole('dialog', { name: 'Make it fail' })
    const current = async () => await (await fetch(`${mock.url}/_mock/behaviours`)).json()
    const latency = panel.getByLabel('Latency')
    await until(page, 'document.querySelector("[name=latency]")?.value === "1ms"')
    const leaveField = () => panel.getByText('All requests').click()
    /** Leaves a field. The confirmation is visible for a short time only, so that waiting begins before. */
    const leaveSaved = async (label: string) => { await Promise.all([panel.getByText(`${label} Saved`).waitFor(), leaveField()]) }
    await latency.fill('2ms')
    await leaveSaved('Latency')
    await panel.getByRole('spinbutton', { name: 'Images per minute' }).fill('1')
    await panel.getByLabel('Error rate (%)').fill('7')
    await panel.getByRole('combobox', { name: 'Error', exact: true }).selectOption('insufficient_quota')
    await leaveField()
    await until(page, 'fetch("/_mock/behaviours").then(answer => answer.json()).then(({ errorRateError }) => errorRateError === "insufficient_quota")')
    t.strictSame(await current(), { latency: '2ms', imagesPerMinute: 1, errorRate: 0.07, errorRateError: 'insufficient_quota' })
    await panel.getByLabel('Error rate (%)').fill('')
    await leaveField()
    await latency.fill('soon')
    await leaveField()
    t.equal(await panel.getByRole('alert').innerText(), 'Enter a time such as 250ms or 2s, a range such as 1s-3s, or realistic.')
    t.equal(await latency.inputValue(), 'soon')
    await panel.getByLabel('Error rate (%)').fill('0.5')
    await leaveSaved('Error rate (%)')
    t.equal(await panel.getByRole('alert').count(), 1, 'the other field keeps its problem')
    await panel.getByLabel('Error rate (%)').fill('101')
    await leaveField()
    await panel.getByText('Enter a percentage from 0 to 100.').waitFor()
    await fetch(`${mock.url}/_mock/behaviours`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"errorRate":0.2,"imagesPerMinute":2}' })
    await until(page, 'document.querySelector("[name=imagesPerMinute]").value === "2"')
    t.equal(await panel.getByLabel('Error rate (%)').inputValue(), '101', 'a change from elsewhere does not replace a text that the user is editing')
    await panel.getByRole('spinbutton', { name: 'Images per minute' }).fill('1')
    await leaveSaved('Images per minute')
    await panel.getByLabel('Error rate (%)').fill('')
    await leaveField()
    await until(page, 'fetch("/_mock/behaviours").then(answer => answer.json()).then(({ errorRate }) => errorRate === 0)')

    await client.images.generate({ prompt: 'One' })
    t.match(await client.images.generate({ prompt: 'Two' }).catch((error: Error) => error), { status: 429 })
    await panel.getByRole('button', { name: 'Restore defaults' }).click()
    await until(page, 'document.querySelector("[name=latency]").value === "1ms"')
    t.strictSame(await current(), { latency: '1ms', imagesPerMinute: null, errorRate: 0, errorRateError: 'server_error' })
  }, { expected: /400 \(Bad Request\).*\/behaviours/ })

  await part('changes of a behaviour reach the mock in their order', async t => {
    await show('/?panel=fail')
    const panel = page.getByRole('dialog', { name: 'Make it fail' })
    const sent: unknown[] = []
    await page.route('**/_mock/behaviours', async route => {
      const change = route.request().postDataJSON()
      // The first change takes a slow connection.
      if (change?.latency === '5ms') await setTimeout(100)
      if (change) sent.push(change)
      await route.continue()
    })
    for (const latency of ['5ms', '7ms']) {
      await panel.getByLabel('Latency').fill(latency)
      await panel.getByText('All requests').click()
    }
    while (sent.length < 2) await setTimeout(5)
    t.strictSame(sent, [{ latency: '5ms' }, { latency: '7ms' }])
    await until(page, 'fetch("/_mock/behaviours").then(answer => answer.json()).then(({ latency }) => latency === "7ms")')
    t.equal(mock.behaviours.get().latency, '7ms')
    await page.unroute('**/_mock/behaviours')
  })
})
