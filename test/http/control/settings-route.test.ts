/** GET /_mock/settings. */
import t from 'tap'
import { settings } from '../../../src/config/settings.js'
import { packageVersion } from '../../../src/config/package.js'
import { buildMock } from '../../build-mock.js'

t.test('the settings are shown with their values, and secrets are hidden', async t => {
  const startedMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)
  const secrets = { apiKeys: ['sk-secret-one', 'sk-secret-two'], signingKey: 'a-signing-secret', controlKey: 'a-control-secret' }
  const { app } = buildMock(t, { ...secrets, errorRate: 0.5, controlOrigins: ['http://a.example', 'http://b.example'] }, { now: () => startedMs })
  const response = await app.inject({ url: '/_mock/settings', headers: { 'x-mock-key': secrets.controlKey } })
  const { settings: shown, ...rest } = response.json() as { settings: Array<{ name: string, value: unknown, isDefault: boolean }> }
  t.strictSame(rest, { version: packageVersion, startedAt: '2026-05-06T22:51:35.250Z' })
  t.strictSame(shown.map(({ name }) => name), settings.map(({ name }) => name))
  const find = (wanted: string) => shown.find(({ name }) => name === wanted)
  t.strictSame(find('errorRate'), { name: 'errorRate', value: 0.5, isDefault: false })
  t.strictSame(find('controlOrigins'), { name: 'controlOrigins', value: 'http://a.example, http://b.example', isDefault: false })
  t.strictSame(find('urlTtl'), { name: 'urlTtl', value: '1h', isDefault: true })
  t.strictSame(find('inbox'), { name: 'inbox', value: true, isDefault: true })
  t.strictSame(find('publicUrl'), { name: 'publicUrl', value: null, isDefault: true })
  for (const name of Object.keys(secrets)) t.strictSame(find(name), { name, value: '(hidden)', isDefault: false })
  for (const secret of Object.values(secrets).flat()) t.notOk(response.body.includes(secret))
})

t.test('every setting that is named a key is a secret, and needs the control key to be read', async t => {
  t.strictSame(settings.filter(({ name }) => /keys?$|secret|password|token/i.test(name)).filter(({ isSecret }) => !isSecret), [])
  const { app } = buildMock(t, { controlKey: 'a-control-secret' })
  t.equal((await app.inject('/_mock/settings')).statusCode, 401)
  const { app: closed } = buildMock(t, { controlApi: false })
  t.equal((await closed.inject('/_mock/settings')).statusCode, 404)
})
