import { once } from 'node:events'
import { Writable } from 'node:stream'
import t from 'tap'
import { createBatchedOutput } from '../../src/cli/batched-output.js'

t.test('lines are written in batches: when there are many, after a short time, and at the end', async t => {
  const written: string[] = []
  const output = new Writable({ decodeStrings: false, write (text, _encoding, done) { written.push(text); this.emit('written'); done() } })
  const { write, end } = createBatchedOutput(output, why => { throw new Error(why) })
  write('a\n')
  write('b\n')
  t.strictSame(written, [])
  const keepAlive = setTimeout(() => {}, 10_000)
  await once(output, 'written')
  clearTimeout(keepAlive)
  t.strictSame(written, ['a\nb\n'])
  write('x'.repeat(32_768))
  t.equal(written.length, 2)
  write('c\n')
  await end(10_000)
  t.strictSame(written[2], 'c\n')
})

t.test('drops lines if the reader does not read, reports it once, and ends in time', async t => {
  const reasons: string[] = []
  const output = new Writable({ write () {} })
  const { write, flush, end } = createBatchedOutput(output, why => reasons.push(why))
  const line = 'x'.repeat(2 ** 18)
  for (let count = 0; count < 4; count++) write(line)
  t.strictSame(reasons, [])
  write(line)
  write(line)
  flush()
  t.strictSame(reasons, ['standard output is not being read'])
  t.equal(output.writableLength, 2 ** 20)
  const keepAlive = setTimeout(() => {}, 10_000)
  await end(10)
  clearTimeout(keepAlive)
})

t.test('drops lines if the output fails and reports why; drops them silently if it was closed', async t => {
  for (const [code, expected] of [['ENOSPC', ['cannot write to standard output (ENOSPC)']], ['EPIPE', []]] as const) {
    const reasons: string[] = []
    const output = new Writable({ write (_text, _encoding, done) { done(Object.assign(new Error('no'), { code })) } })
    const { write, end } = createBatchedOutput(output, why => reasons.push(why))
    write('a\n')
    await end(10_000)
    write('b\n')
    await end(10_000)
    t.strictSame(reasons, expected)
  }
})
