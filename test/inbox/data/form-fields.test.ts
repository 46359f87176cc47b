/** The form of Try it. */
import t from 'tap'
import { dallE } from '../../../src/contract/families/dall-e.js'
import { parameters } from '../../../src/contract/parameters.js'
import { formFields, requestBody } from '../../../src/inbox/data/form-fields.js'

t.test('each published parameter besides the prompt has a field, with the published values', async t => {
  const fields = formFields(dallE.request.properties)
  t.strictSame(fields.map(({ name, label }) => [name, label]), Object.entries(parameters).filter(([name]) => name !== 'prompt' && name in dallE.request.properties).map(([name, { label }]) => [name, label]))
  const byName = Object.fromEntries(fields.map(({ name, ...field }) => [name, field]))
  t.strictSame(byName['model'], { label: 'Model', control: 'text', values: ['dall-e-2', 'dall-e-3'] })
  t.strictSame(byName['n'], { label: 'Number of images', control: 'number', values: [] })
  t.strictSame(byName['style'], { label: 'Style', control: 'select', values: ['vivid', 'natural'] })
  t.strictSame(byName['user'], { label: 'User', control: 'text', values: [] })
})

t.test('without the published values, the form still has all fields', async t => {
  const controls = { string: 'text', integer: 'number', boolean: 'select' }
  t.strictSame(formFields({}).map(({ name, control }) => [name, control]),
    Object.entries(parameters).filter(([name]) => name !== 'prompt').map(([name, { type }]) => [name, controls[type]]))
})

t.test('the request body has the values of the fields with their JSON types', async t => {
  t.strictSame(requestBody({ prompt: '1', n: '2', size: '256x256' }), { prompt: '1', n: 2, size: '256x256' })
})
