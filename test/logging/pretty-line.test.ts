import t from 'tap'
import { createTextStyler } from '../../src/logging/pretty-line.js'
import { createPrettyLine, type LogRecord } from '../../src/logging/pretty-line.js'

const time = new Date(2026, 10, 28, 18, 4, 9).getTime()
const operation = { level: 30, time, method: 'POST', path: '/v1/images/generations' }
const invalidValue = { message: 'Invalid value.', type: 'invalid_request_error', param: 'size', code: 'invalid_value' }

function lineOf (record: Partial<LogRecord>, columns?: number) {
  return createPrettyLine(createTextStyler(false), () => columns)({ ...operation, ...record })
}

/** Returns the expected line: the outcome in its column, the duration aligned to the right, and the rest. */
const row = (outcome: string, duration: string, ...rest: string[]) =>
  `${['18:04:09', outcome.padEnd(44), duration.padStart(7), ...rest].join('  ')}\n`

t.test('a request is one line in columns: status, outcome, duration, prompt, note', async t => {
  for (const [record, line] of [
    [{ end: 200, durationMs: 6.4, request: 'dall-e-3 1792x1024 standard vivid url', prompt: 'A sea otter' },
      row('200  dall-e-3 1792x1024 standard vivid', '6 ms', 'A sea otter')],
    [{ end: 400, durationMs: 0.2, request: 'dall-e-3', prompt: 'Wrong size', error: { ...invalidValue, sent: '"512x512"' } },
      row('400  invalid_value size="512x512"', '0 ms', 'Wrong size')],
    [{ end: 400, durationMs: 1, error: { ...invalidValue, sent: `"${'x'.repeat(80)}"` } },
      row(`400  invalid_value size="${'x'.repeat(38)}…`, '1 ms')],
    [{ end: 400, durationMs: 1, error: { ...invalidValue, param: 'prompt', code: 'missing_required_parameter' } },
      row('400  missing_required_parameter prompt', '1 ms')],
    [{ end: 429, durationMs: 1, decidedBy: 'prompt', note: 'A directive in the prompt, 1 of 2 times', prompt: 'x', error: { ...invalidValue, param: null, code: 'rate_limit_exceeded' } },
      row('429  rate_limit_exceeded', '1 ms', 'x  ⚡ A directive in the prompt, 1 of 2 times')],
    [{ end: 401, durationMs: 1, decidedBy: 'auth', error: { ...invalidValue, param: null, code: null, message: "You didn't provide an API key. You need to." } },
      row("401  You didn't provide an API key", '1 ms')],
    [{ end: 500, durationMs: 12_340, error: { message: 'The server had an error.', type: 'server_error', param: null, code: null } },
      row('500  server_error', '12.3 s')],
    [{ end: 'reset', durationMs: 5, decidedBy: 'header', request: 'dall-e-2 1024x1024', prompt: 'x', note: 'The header x-mock' },
      row('reset  dall-e-2 1024x1024', '5 ms', 'x  ⚡ The header x-mock')],
    [{ end: 403, durationMs: 5, method: 'GET', path: '/private/.../img-1.png', decidedBy: 'auth', note: 'The URL is expired' },
      row('403  image img-1.png', '5 ms', '(The URL is expired)')],
    [{ end: 201, durationMs: 5, path: '/_mock/scenarios', decidedBy: 'none', note: 'key …1234' },
      row('201  POST /_mock/scenarios', '5 ms', '(key …1234)')]
  ] as Array<[Partial<LogRecord>, string]>) t.equal(lineOf(record), line)
})

t.test('a prompt is truncated to the width of the terminal, between characters', async t => {
  const long = { end: 200, durationMs: 5, request: 'dall-e-2', prompt: '🦦'.repeat(60) }
  t.equal(Array.from(lineOf(long, 100)).length, 100 + '\n'.length)
  t.match(lineOf(long, 100), /🦦…\n$/u)
  t.match(lineOf(long, 10), / (🦦){19}…\n$/u, 'its beginning is always shown')
  t.match(lineOf(long), / (🦦){60}\n$/u)
})

t.test('other lines have their level and the stack of an error', async t => {
  t.equal(lineOf({ msg: 'Stopping' }), '18:04:09  Stopping\n')
  t.equal(lineOf({ level: 40, msg: 'Careful.' }), '18:04:09  warn  Careful.\n')
  t.equal(lineOf({ level: 50, msg: 'It failed.', err: { stack: 'Error: no\n    at x' } }), '18:04:09  error  It failed.\nError: no\n    at x\n')
})

t.test('the colour of a status depends on its class', async t => {
  const pretty = createPrettyLine(createTextStyler(true))
  const colours = { 32: [200, 206, 304], 33: [400, 429], 31: [500, 503], 35: ['reset', 'aborted'] }
  for (const [code, ends] of Object.entries(colours)) {
    for (const end of ends) t.ok(pretty({ ...operation, end, durationMs: 1 }).includes(`\u001b[${code}m${end}\u001b[39m`), `${end}`)
  }
})
