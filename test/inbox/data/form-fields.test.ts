/** The form of Try it. */
import t from 'tap'
import { acceptedParameters, describeModels } from '../../../src/contract/accepted-parameters.js'
import { anyOtherModel, models, parameterSchemas } from '../../../src/contract/models.js'
import { parameters } from '../../../src/contract/parameters.js'
import { createServedModels } from '../../../src/contract/served-models.js'
import { formFields, modelsByFamily, requestBody } from '../../../src/inbox/data/form-fields.js'

const fieldsOf = (model: string) => Object.fromEntries(formFields(acceptedParameters(models.get(model)!)).map(({ name, ...field }) => [name, field]))

t.test('each model has a field for each of its parameters besides the prompt, and for no other', async t => {
  for (const [name, model] of models) {
    const accepted = Object.keys(parameterSchemas(model))
    t.strictSame(Object.keys(fieldsOf(name)), Object.keys(parameters).filter(parameter => parameter !== 'prompt' && accepted.includes(parameter)), name)
  }
})

t.test('fields offer the values and ranges of the model, and say what it does without a value', async t => {
  const dallE3 = fieldsOf('dall-e-3')
  t.strictSame(dallE3['style'], { label: 'Style', control: 'select', values: ['vivid', 'natural'], placeholder: 'vivid (default)' })
  t.match(dallE3['n'], { control: 'number', minimum: 1, maximum: 1, placeholder: '1 (default)', hint: 'Only 1' })
  t.strictSame(fieldsOf('dall-e-2')['size']!.values, ['256x256', '512x512', '1024x1024'])
  const gptImage1 = fieldsOf('gpt-image-1')
  t.match(gptImage1['size'], { control: 'select', values: ['1024x1024', '1024x1536', '1536x1024', 'auto'], placeholder: 'auto (default)' })
  t.strictSame(gptImage1['quality']!.values, ['low', 'medium', 'high', 'auto'])
  t.strictSame(gptImage1['stream'], { label: 'Stream', control: 'select', values: ['true', 'false'], placeholder: 'false (default)' })
  t.strictSame(fieldsOf('gpt-image-2.5-flare')['quality']!.values, ['low', 'medium', 'high', 'xhigh', 'max', 'auto'])
  t.match(fieldsOf('gpt-image-2.6-flare'), {
    output_format: { values: ['png', 'webp', 'jpeg', 'gif'] },
    frame_count: { control: 'number', minimum: 2, maximum: 16, placeholder: 'not sent', hint: '2 to 16' },
    frame_duration_ms: { hint: '1 or more' }
  })
})

t.test('a model with free sizes suggests common ones and states the rule', async t => {
  t.strictSame(fieldsOf('gpt-image-2')['size'], {
    label: 'Size',
    control: 'text',
    values: ['auto', '1024x1024', '1536x1024', '1024x1536', '2048x2048', '2048x1152', '3840x2160', '2160x3840'],
    placeholder: 'auto (default)',
    hint: 'WIDTHxHEIGHT: multiples of 16 up to 3840, at most 3:1, 655,360 to 8,294,400 pixels'
  })
})

t.test('GPT image models come first, those that are not served are missing', async t => {
  const listed = (asOf?: string, isNamed = (_name: string) => true) => modelsByFamily(describeModels(createServedModels({ asOf, isNamed })()))
  const [[family, [first]], ...rest] = listed() as [[string, [string]], ...Array<[string, string[]]>]
  t.strictSame([family, first, rest], ['gpt-image', 'gpt-image-2', [['dall-e', ['dall-e-3', 'dall-e-2']]]])
  t.strictSame(listed('2026-12-02').map(([name, models]) => [name, models.filter(model => !model.startsWith('gpt-image-2'))]), [['gpt-image', []]])
  t.strictSame(listed(undefined, name => name === 'dall-e-2'), [['dall-e', ['dall-e-2']]])
  t.strictSame(listed(undefined, () => false), [])
  t.match(acceptedParameters(anyOtherModel), { prompt: { maxLength: 4000 }, quality: { enum: ['standard', 'hd'] } })
})

t.test('the request body has the values of the fields with their JSON types', async t => {
  t.strictSame(requestBody({ prompt: '1', n: '2', size: '256x256', stream: 'false' }), { prompt: '1', n: 2, size: '256x256', stream: false })
})
