/** The rule files in `fixtures/scenarios/`: what requests of both families get from them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { packageFolder } from '../../../src/config/package.js'
import { buildMock } from '../../build-mock.js'
import { halfMask, imageOf, postForm } from '../../http/uploads.js'

const settings = { scenarios: join(packageFolder, 'fixtures/scenarios') }

t.test('the samples refuse requests in the wording of the model', async t => {
  const { send } = buildMock(t, settings)
  const refusal = async (body: object, key = 'sk-test') => {
    const response = await send({ prompt: 'An otter', ...body }, { authorization: `Bearer ${key}` })
    const { code, type, moderation_details: details } = response.json().error
    return [response.statusCode, type, code, ...details ? [details.moderation_stage] : []]
  }
  const gpt = 'gpt-image-2'
  t.strictSame(await refusal({ model: gpt, prompt: 'A bloodbath' }), [400, 'image_generation_user_error', 'moderation_blocked', 'input'])
  t.strictSame(await refusal({ model: 'chatgpt-image-latest', prompt: 'The famous mouse' }), [400, 'image_generation_user_error', 'moderation_blocked', 'output'])
  t.strictSame(await refusal({ model: 'dall-e-3', prompt: 'A bloodbath' }), [400, 'image_generation_user_error', 'content_policy_violation'])
  t.strictSame(await refusal({ model: gpt }, 'sk-broke-1'), [400, 'image_generation_user_error', 'billing_hard_limit_reached'])
  t.strictSame(await refusal({ model: gpt }, 'sk-unverified-1'), [403, 'invalid_request_error', null])
  t.strictSame(await refusal({ model: gpt, prompt: 'Please retry' }), [429, 'input-images', 'rate_limit_exceeded'])
  t.strictSame(await refusal({ model: 'dall-e-3', prompt: 'Please retry' }), [429, 'requests', 'rate_limit_exceeded'])
  t.strictSame(await refusal({ model: gpt, prompt: 'An overloaded otter' }), [503, 'service_unavailable_error', 'server_is_overloaded'])
  t.strictSame(await refusal({ model: gpt }, 'sk-fast-1'), [429, 'rate_limit_error', 'slow_down'])
  t.strictSame(await refusal({ model: gpt, user: 'gateway-1' }), [502, 'gateway_error', 'bad_gateway'])
  t.strictSame(await refusal({ model: 'gpt-image-1.5' }, 'sk-december-1'), [400, 'image_generation_user_error', 'invalid_value'])
})

t.test('the samples set the usage', async t => {
  const { send } = buildMock(t, settings)
  const usageOf = async (prompt: string) => (await send({ model: 'gpt-image-1', prompt, quality: 'medium' })).json().usage
  t.match(await usageOf('expensive'), { input_tokens: 8, output_tokens: 14272, output_tokens_details: { image_tokens: 14272, text_tokens: 0 }, total_tokens: 14280 })
  t.match(await usageOf('thoughtful'), { input_tokens: 8, output_tokens: 1265, output_tokens_details: { image_tokens: 1056, text_tokens: 209 }, total_tokens: 1273 })
})

t.test('an animation of a user image has as many frames as the request asks for, each shown for its time', async t => {
  const { send } = buildMock(t, settings)
  const body = { model: 'gpt-image-2.6-flare', prompt: 'our otter', size: '1024x1024', output_format: 'gif', frame_count: 3, frame_duration_ms: 100 }
  const file = Buffer.from((await send(body)).json().data[0].b64_json, 'base64')
  t.match(await sharp(file).metadata(), { format: 'gif', pages: 3, delay: [100, 100, 100], width: 1024, height: 1024 })
})

t.test('the samples for edits and variations match by file, mask and operation', async t => {
  const { app } = buildMock(t, settings)
  const otter = await readFile(join(settings.scenarios, 'images/otter.jpg'))
  const edit = (fields: Record<string, string | Buffer>) =>
    postForm(app, 'edits', { model: 'gpt-image-2', prompt: 'Remove the watermark', size: '1024x640', quality: 'low', ...fields })
  const edited = async (value: Buffer) => {
    const response = await postForm(app, 'edits', [
      { name: 'image', value, filename: 'a' },
      ...Object.entries({ model: 'gpt-image-2', prompt: 'A hat', size: '1024x640', quality: 'low' }).map(([name, value]) => ({ name, value }))
    ])
    return Buffer.from(response.json().data[0].b64_json, 'base64')
  }
  const [known, other] = [await edited(otter), await edited(await imageOf())]
  const [entry, first] = (await app.inject('/_mock/requests')).json()
  t.match([first.decidedBy, entry.decidedBy], [{ source: 'file', description: 'The edit of a known photo has a known result' }, { kind: 'none' }])
  t.notOk(known.equals(other))

  const image = await imageOf()
  t.equal((await edit({ image })).statusCode, 200)
  t.match((await edit({ image, mask: await halfMask() })).json().error, { code: 'moderation_blocked' })
  const variation = async () => (await postForm(app, 'variations', { image, size: '256x256', user: 'retry-1' })).statusCode
  t.strictSame([await variation(), await variation()], [500, 200])
})
