import t from 'tap'
import { createLogger, isPretty } from '../../src/logging/logger.js'

function written (logFormat: 'auto' | 'pretty' | 'json', logLevel = 'info'): string {
  let text = ''
  const logger = createLogger({ logLevel, logFormat }, { write: chunk => { text += chunk } })
  logger.info('One')
  logger.warn({ end: 404, durationMs: 2, method: 'GET', path: '/nowhere' }, 'GET /nowhere 404 in 2 ms')
  return text
}

t.test('logFormat sets the format of lines, and logLevel which lines are written', async t => {
  t.match(written('json').trim().split('\n').map(line => JSON.parse(line)), [{ level: 30, msg: 'One' }, { level: 40, end: 404, msg: 'GET /nowhere 404 in 2 ms' }])
  t.match(written('pretty'), /^\d\d:\d\d:\d\d {2}One\n\d\d:\d\d:\d\d {2}404 {2}GET \/nowhere +2 ms\n$/)
  t.equal(written('pretty', 'warn').split('\n').length, 2)
  t.equal(written('pretty', 'silent'), '')
})

t.test('logFormat: auto is pretty on a terminal only', async t => {
  const settings = { logLevel: 'info', logFormat: 'auto' as const }
  for (const isTTY of [true, false]) {
    t.intercept(process.stdout, 'isTTY', { value: isTTY })
    t.equal(isPretty(settings), isTTY)
    t.equal(isPretty({ ...settings, logFormat: 'json' }), false)
    t.equal(isPretty({ ...settings, logFormat: 'pretty' }), true)
  }
})
