/** The form of Try it. */
import t from 'tap'
import { acceptedParameters, describeModels } from '../../../src/contract/accepted-parameters.js'
import { anyOtherModel, models, parameterSchemas } from '../../../src/contract/models.js'
import { requestContracts } from '../../../src/contract/operations/all-contracts.js'
import type { OperationName } from '../../../src/contract/operations/operations.js'
import { parameters } from '../../../src/contract/parameters.js'
import { createServedModels } from '../../../src/contract/served-models.js'
import { fileFields, formFields, modelsByFamily, requestBody, requestForm } from '../../../src/inbox/data/form-fields.js'

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
  const listed = (asOf?: string, isNamed = (_name: string) => true) => modelsByFamily(describeModels(createServedModels({ asOf, isNamed })()).models)
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

t.test('each operation lists the models that have it, and the model of a request without one', async t => {
  const listed = (operation: OperationName, asOf?: string) => {
    const { models, defaultModel } = describeModels(createServedModels({ asOf })(), requestContracts[operation])
    return [models.map(({ id }) => id).filter(id => !/-20|sunburst|latest/.test(id)), defaultModel]
  }
  const gptImage = ['gpt-image-2', 'gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5', 'gpt-image-2.5-flare', 'gpt-image-2.6-flare']
  t.strictSame(listed('generation'), [[...gptImage, 'dall-e-3', 'dall-e-2'], 'dall-e-2'])
  t.strictSame(listed('edit'), [[...gptImage, 'dall-e-2'], 'dall-e-2'])
  t.strictSame(listed('variation'), [['dall-e-2'], 'dall-e-2'])
  t.strictSame(listed('edit', '2026-08-01'), [['gpt-image-2', 'gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5'], 'gpt-image-1.5'])
  t.strictSame(listed('edit', '2026-12-02'), [['gpt-image-2', 'gpt-image-2.5-flare', 'gpt-image-2.6-flare'], null])
  t.strictSame(listed('variation', '2026-05-12'), [[], null])
})

t.test('a form has the parameters and files that the model has for the operation', async t => {
  const membersOf = (operation: OperationName, model: string) => {
    const { parameters, files } = describeModels(createServedModels()(), requestContracts[operation]).models.find(({ id }) => id === model)!
    return { names: formFields(parameters).map(({ name }) => name), hasPrompt: parameters.prompt !== undefined, files: fileFields(files) }
  }
  const common = ['n', 'size', 'quality', 'user', 'output_format', 'output_compression', 'background', 'stream', 'partial_images']
  t.match(membersOf('edit', 'gpt-image-1'), { names: [...common, 'input_fidelity', 'safety_identifier'], hasPrompt: true })
  t.match(membersOf('edit', 'gpt-image-2'), { names: [...common, 'safety_identifier'] }, 'a parameter without accepted values has no field')
  t.strictSame(membersOf('edit', 'dall-e-2').names, ['n', 'size', 'user', 'response_format'])
  t.match(membersOf('variation', 'dall-e-2'), { names: ['n', 'size', 'user', 'response_format'], hasPrompt: false })
  t.match(membersOf('generation', 'gpt-image-2').files, [])
  t.strictSame(membersOf('edit', 'gpt-image-2.6-flare').files, [
    { name: 'image', label: 'Images', maxItems: 16, hint: 'Drop, paste or choose up to 16 images. JPEG, PNG, WEBP.' },
    { name: 'mask', label: 'Mask (optional)', maxItems: 1, hint: 'Transparent in the area of the first image to change.' },
    { name: 'markup', label: 'Markup (optional)', maxItems: 1, hint: 'A transparent drawing over the first image that guides the edit.' }
  ])
  t.strictSame(membersOf('variation', 'dall-e-2').files, [{ name: 'image', label: 'Image', maxItems: 1, hint: 'Drop, paste or choose an image.' }])
})

t.test('the form has one file under its name, and several with brackets, each with its own type', async t => {
  const [png, jpeg] = ['image/png', 'image/jpeg'].map(type => new File(['x'], `otter.${type.slice(6)}`, { type }))
  const entries = (files: Parameters<typeof requestForm>[1]) => [...requestForm({ n: '2' }, files)].map(([name, value]) => typeof value === 'string' ? `${name}=${value}` : `${name}=${value.name} ${value.type}`)
  t.strictSame(entries({ image: [png!], mask: [] }), ['n=2', 'image=otter.png image/png'])
  t.strictSame(entries({ image: [png!, jpeg!], mask: [png!] }), ['n=2', 'image[]=otter.png image/png', 'image[]=otter.jpeg image/jpeg', 'mask=otter.png image/png'])
})
