/** The grid with ten thousand requests. */
import { exchange } from '../journal/exchanges.js'
import { inboxTest, until, type Inbox } from './browser.js'

/** Fills the journal as the recorder does. Every tenth request is refused. */
async function record ({ client, mock }: Inbox, count: number): Promise<void> {
  await client.images.generate({ prompt: 'x', size: '256x256' })
  await client.images.generate({ prompt: 'x', size: '256x256', n: 11 }).catch(() => {})
  const { journal } = mock.services
  const [refused, created] = journal.list()
  const { pictures } = journal.pictures(created!.id)!
  journal.remove()
  for (let number = 1; number <= count; number++) {
    const parameters = { prompt: `Otter number ${number}`, size: '256x256' }
    journal.record(number % 10 === 0
      ? exchange({ body: Buffer.from(JSON.stringify({ ...parameters, n: 11 })), request: undefined, status: 400, answer: refused!.answer, decidedBy: refused!.decidedBy })
      : exchange({ parameters, pictures }))
  }
}

inboxTest('with ten thousand requests, only the cards in view are in the document, and the search stays fast', { settings: { journalEntries: 20_000 } }, async (t, inbox) => {
  const { mock, page, visit } = inbox
  await record(inbox, 10_000)
  await visit('/?q=number+777+is:ok')
  const tally = page.locator('.tally')
  await tally.filter({ hasText: /^18 of 10,000/ }).waitFor()
  await page.getByRole('searchbox').fill('')
  await page.getByRole('searchbox').blur()
  await tally.filter({ hasText: /^10,000/ }).waitFor()
  const elements = () => page.evaluate('document.querySelectorAll("*").length') as Promise<number>
  const images = () => page.evaluate('performance.getEntriesByType("resource").filter(({ name }) => name.includes("/images/")).length') as Promise<number>
  t.ok(await elements() < 1_500, 'at the top')
  t.ok(await images() < 100, 'only thumbnails in view')

  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight / 2)')
  await page.getByText(/^Otter number 50\d\d$/).first().waitFor()
  t.ok(await elements() < 1_500, 'in the middle')
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
  await page.getByText(/^Otter number [1-9]$/).first().waitFor()
  t.ok(await elements() < 1_500, 'at the end')
  t.ok(await images() < 300, 'cards that were scrolled past load no thumbnails')

  await page.keyboard.press('/')
  await page.keyboard.insertText('number 777 is:ok')
  await tally.filter({ hasText: /^18 of 10,000/ }).waitFor()
  t.equal(await page.locator('.card').count(), 18)
  t.equal(page.url(), `${mock.url}/?q=number+777+is:ok`)
  // The CPU time of the page from a key press to the next frame.
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taskMs = async () => (await devTools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  await page.getByRole('searchbox').focus()
  const startMs = await taskMs()
  await page.evaluate(`new Promise(resolve => {
    const input = document.querySelector('input[type=search]')
    input.value = 'otter'
    input.dispatchEvent(new Event('input', { bubbles: true }))
    requestAnimationFrame(() => requestAnimationFrame(resolve))
  })`)
  const frameMs = await taskMs() - startMs
  t.ok(frameMs > 0 && frameMs < 250, `${Math.round(frameMs)} ms`)
  await until(page, 'location.search === "?q=otter"')
})
