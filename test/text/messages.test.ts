import t from 'tap'
import { maskSecret } from '../../src/text/messages.js'

t.test('of a secret the last four characters are shown, and never more than half', async t => {
  for (const [secret, shown] of [['sk-proj-abcdefgh4f2a', '…4f2a'], ['12345678', '…5678'], ['1234567', '…567'], ['ab', '…b'], ['a', '…'], ['', '…']] as const) {
    t.equal(maskSecret(secret), shown)
  }
})
