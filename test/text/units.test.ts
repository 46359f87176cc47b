import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { holds } from '../holds.js'
import { byteCount, milliseconds } from '../../src/text/units.js'

t.test('parses durations to whole milliseconds', async t => {
  t.strictSame(['0s', '250ms', '2s', '1.5s', '0.4ms', '60m', '1h', '99999h'].map(milliseconds), [0, 250, 2000, 1500, 0, 3_600_000, 3_600_000, 359_996_400_000])
})

t.test('parses sizes to whole bytes, in units of 1000 and of 1024; a number is bytes already', async t => {
  t.strictSame(['7B', '1kB', '1KB', '1KiB', '1.5MB', '1MiB', '1GB', '1GiB', 5].map(byteCount), [7, 1000, 1000, 1024, 1_500_000, 1_048_576, 1_000_000_000, 1_073_741_824, 5])
})

t.test('any other text is NaN', async t => {
  for (const text of ['', '2', 's', '-2s', '1e3s', '2s ', ' 2s', '2S', '2 s', '1.s', '.5s', '99999999999999s', '1d']) t.ok(Number.isNaN(milliseconds(text)), text)
  for (const text of ['', '3', 'MB', '-1MB', '1e3MB', '1mb', '1M', '1TB', '٣MB']) t.ok(Number.isNaN(byteCount(text)), text)
})

const whole = fc.nat(1e6)
const thousandths = fc.nat(999)

t.test('property: an amount is exactly its number times its unit', async t => {
  holds(t, [whole, thousandths, fc.constantFrom('s', 'm', 'h')], (whole, part, unit) => {
    const perThousandth = { s: 1, m: 60, h: 3600 }[unit]
    assert.equal(milliseconds(`${whole}.${String(part).padStart(3, '0')}${unit}`), (whole * 1000 + part) * perThousandth)
  })
  holds(t, [whole, thousandths, fc.constantFrom('kB', 'KB', 'MB', 'GB')], (whole, part, unit) => {
    const perThousandth = { kB: 1, KB: 1, MB: 1e3, GB: 1e6 }[unit]
    assert.equal(byteCount(`${whole}.${String(part).padStart(3, '0')}${unit}`), (whole * 1000 + part) * perThousandth)
  })
})

t.test('property: any other text is NaN', async t => {
  const almost = fc.string({ unit: fc.constantFrom(...'0123456789.-+ esmhkKMGiB\n'), maxLength: 20 })
  holds(t, [fc.oneof(almost, fc.string({ unit: 'binary' }))], text => {
    assert.equal(Number.isNaN(milliseconds(text)), !/^\d{1,13}(\.\d{1,3})?(ms|s|m|h)$/.test(text))
    assert.equal(Number.isNaN(byteCount(text)), !/^\d{1,13}(\.\d{1,3})?(B|kB|KB|KiB|MB|MiB|GB|GiB)$/.test(text))
  })
})
