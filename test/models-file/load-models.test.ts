/** Loading models files: the message and the place of each problem, and the presets. */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import t from 'tap'
import { Check } from 'typebox/value'
import { parse } from 'yaml'
import { packageFolder } from '../../src/config/package.js'
import { noCustomModels } from '../../src/contract/custom-models/custom-model-store.js'
import { addModels } from '../../src/models-file/compile-models.js'
import { loadModels } from '../../src/models-file/load-models.js'
import { ModelsFileError } from '../../src/models-file/models-file-error.js'
import { modelsFileSchema } from '../../src/models-file/models-file.js'
import { sizeOfRatio } from '../../src/models-file/size-rule.js'

const presets = join(packageFolder, 'fixtures/models')
const open = (row: object) => ({ models: [{ id: 'a', ...row }] })
const withParameters = (parameters: object, row: object = {}) => open({ parameters, ...row })

t.test('a problem of a value names the member, what was expected and what was found', async t => {
  for (const [value, message] of [
    [[], 'Expected an object with some of $schema, models, aliases, pathPrefixes for the file, got [].'],
    [{ model: [] }, 'Unknown member "model" in the file. Did you mean models? Expected some of $schema, models, aliases, pathPrefixes.'],
    [{ models: {} }, 'Expected a list of at most 500 rows for models, got {}.'],
    [{ models: [{}] }, 'Expected the name of a model, unless the row has a pattern for models[0].id, got nothing.'],
    [open({ id: 'a b' }), 'Expected a name of at most 128 characters without spaces for models[0].id, got "a b".'],
    [open({ id: ['a', 'a'] }), 'Cannot use models[0].id: another row has the id a. Remove one of the two.'],
    [open({ like: 'gpt-image-22' }), 'Expected open or the name of a model of OpenAI for models[0].like, got "gpt-image-22". Did you mean gpt-image-2?'],
    [open({ like: 'dall-e-2', edits: 'form' }), 'Cannot use models[0].edits: the model is like dall-e-2. Remove it, or use like: open.'],
    [open({ from: '2026-02-30' }), 'Expected a day such as 2026-12-01 for models[0].from, got "2026-02-30".'],
    [open({ from: '2026-02-02', until: '2026-02-01' }), 'Expected a day after 2026-02-02 (the value of from) for models[0].until, got "2026-02-01".'],
    [withParameters({ 'no good': false }), 'Expected a name of at most 64 letters, digits and _ for a member of models[0].parameters, got "no good".'],
    [withParameters({ seed: true }), 'Expected false or an object such as { type: string } for models[0].parameters.seed, got true.'],
    [withParameters({ seed: { tpye: 'integer' } }), /^Unknown member "tpye" in models\[0\]\.parameters\.seed\. Did you mean type\?/],
    [withParameters({ seed: {} }), 'Expected one of string, integer, number, boolean, any for models[0].parameters.seed.type, got nothing.'],
    [withParameters({ n: { maximum: 11 } }), 'Expected an integer from 1 to 10, the range of the mock for models[0].parameters.n.maximum, got 11.'],
    [withParameters({ quality: { type: 'integer' } }), 'Expected string, as for every model for models[0].parameters.quality.type, got "integer".'],
    [withParameters({ seed: { type: 'integer', enum: ['1'] } }), 'Expected an integer for models[0].parameters.seed.enum[0], got "1".'],
    [withParameters({ safe: { type: 'boolean', enum: ['1'] } }), 'Cannot use models[0].parameters.safe.enum: the type of safe is boolean. Remove it, or change the type.'],
    [withParameters({ tone: { enum: ['warm', 2] } }), 'Expected a string for models[0].parameters.tone.enum[1], got 2.'],
    [withParameters({ n: { enum: [2, 12] } }), 'Expected a number from 1 to 10 for models[0].parameters.n.enum[1], got 12.'],
    [withParameters({ steps: { enum: [4, 8], default: 5 } }), 'Expected one of 4, 8 for models[0].parameters.steps.default, got 5.'],
    [withParameters({ seed: { type: 'integer', required: true, default: 1 } }), 'Cannot use models[0].parameters.seed.default: every request must have seed, since it is required. Remove it, or required.'],
    [withParameters({ seed: { type: 'integer', minimum: 1.5 } }), 'Expected an integer for models[0].parameters.seed.minimum, got 1.5.'],
    [withParameters({ seed: { type: 'integer', minimum: 2, maximum: 1 } }), 'Expected at least 2 (the value of minimum) for models[0].parameters.seed.maximum, got 1.'],
    [withParameters({ seed: { type: 'integer', default: '1' } }), 'Expected an integer for models[0].parameters.seed.default, got "1".'],
    [withParameters({ tone: { enum: ['warm'], default: 'wram' } }), 'Expected one of warm for models[0].parameters.tone.default, got "wram". Did you mean warm?'],
    [withParameters({ output_format: { enum: ['avif'] } }), 'Expected one of png, jpeg, jpg, webp, the formats of the mock for models[0].parameters.output_format.enum[0], got "avif".'],
    [withParameters({ response_format: { enum: ['bytes'] } }), 'Expected url, or a name that begins with b64 or base64 for models[0].parameters.response_format.enum[0], got "bytes".'],
    [withParameters({ stream: { type: 'boolean' } }), 'Cannot use models[0].parameters.stream: only the GPT image models stream. Remove it, or use like: gpt-image-2.'],
    [withParameters({ tone: { type: 'string', maxLength: 2, default: 'warm' } }), 'Expected a string of at most 2 characters for models[0].parameters.tone.default, got "warm".'],
    [withParameters({ constructor: { type: 'string' } }), 'Cannot use models[0].parameters.constructor: every object of JavaScript has a member of this name. Leave it out.'],
    [open({ created: -1 }), 'Expected an integer from 0 to 100000000000 for models[0].created, got -1.'],
    [withParameters({ prompt: false }), 'Cannot use models[0].parameters.prompt: every request has it. Remove it.'],
    [withParameters({ size: { enum: ['2K'] } }), 'Expected auto, WIDTHxHEIGHT or a name that size.named has for models[0].parameters.size.enum[0], got "2K".'],
    [open({ size: { from: 'width+height' } }), 'Cannot use models[0].size.from: the model has no parameter width. Add width to its parameters.'],
    [open({ size: { default: '63x64' } }), /^Expected a size that the mock draws \(edges from 64 to 3840.+\) for models\[0\]\.size\.default, got "63x64"\.$/],
    [open({ size: { default: '1024x1024', longestEdge: 512 } }), 'Expected a size within the longestEdge of the row for models[0].size.default, got "1024x1024".'],
    [withParameters({ size: { enum: ['1024x1536'] } }, { like: 'gpt-image-2', size: { default: '512x512' } }), 'Expected one of 1024x1536, the sizes of the parameter for models[0].size.default, got "512x512".'],
    [open({ response: { members: { data: 1 } } }), 'Expected an object of at most 50 members besides created, data, usage for models[0].response.members, got {"data":1}.'],
    [{ models: [{ id: 'a', parameters: { seed: { type: 'integer' } } }, { id: 'b', parameters: { seed: { type: 'string' } } }] }, 'Expected integer, as in another row for models[1].parameters.seed.type, got "string".'],
    [{ aliases: { fast: 'gpt-imge-2' } }, 'Expected the name of a model of the file or of OpenAI for aliases.fast, got "gpt-imge-2". Did you mean gpt-image-2?'],
    [{ aliases: { a: 'gpt-image-2', b: 'a' } }, 'Cannot use aliases.b: a is an alias, too. Use gpt-image-2.'],
    [{ models: [{ id: 'a' }], aliases: { a: 'gpt-image-2' } }, 'Cannot use aliases.a: a row has the id a. Remove one of the two.'],
    [{ pathPrefixes: ['v1'] }, 'Expected a path such as /v1/openai for pathPrefixes[0], got "v1".'],
    [{ pathPrefixes: ['/_mock/x'] }, 'Cannot use pathPrefixes[0]: the mock serves other things below this path. Choose another path.']
  ] as const) t.throws(() => addModels(noCustomModels, value), { name: 'ModelsFileError', message }, JSON.stringify(value))
})

t.test('a problem of a file begins with its line and column', async t => {
  const dir = t.testdir({
    'a.yaml': 'models:\n  - id: a\n    parameters:\n      n: { maximum: 11 }\n',
    'b.json': '{ "models": [ }',
    'c.txt': '',
    'deep.json': `{\n"models": ${'['.repeat(400_000)}`,
    'proto.yaml': 'models: [{ id: a, parameters: { __proto__: { type: string } } }]',
    'merge.yaml': 'models:\n  - &a { id: a, parameters: { seed: { type: intger } } }\n  - { <<: *a, id: b }',
    'good.yaml': 'aliases: { fast: gpt-image-2 }'
  })
  for (const [name, message] of [
    ['a.yaml', 'a.yaml:4:21: Expected an integer from 1 to 10, the range of the mock for models[0].parameters.n.maximum, got 11.'],
    ['b.json', /^b\.json:1:\d+: Invalid YAML or JSON: /],
    ['deep.json', 'deep.json:2:210: Expected at most 200 nested lists and objects.'],
    ['proto.yaml', /^proto\.yaml:1:44: Cannot use models\[0\]\.parameters\.__proto__: /],
    ['merge.yaml', /^merge\.yaml:2:45: Expected one of string, .+ for models\[0\]\.parameters\.seed\.type, got "intger"/],
    ['none.yaml', /^Models file .+none\.yaml does not exist\.$/],
    ['c.txt', /^Expected a file that ends in \.json, \.yaml or \.yml, or a preset such as preset:xai for modelsFile, got ".+\.$/]
  ] as const) await t.rejects(loadModels([join(dir, 'good.yaml'), join(dir, name)], { presets }), { name: 'ModelsFileError', message }, name)
  await t.rejects(loadModels(['preset:xia'], { presets }), { message: /^Expected a preset: one of preset:deepinfra, .+ for modelsFile, got "preset:xia"\. Did you mean preset:xai\?$/ })
})

t.test('merge keys of YAML apply, and created may be a current time', async t => {
  const dir = t.testdir({ 'a.yaml': 'models:\n  - &a { id: a, created: 1778107895, parameters: { seed: { type: integer } } }\n  - { <<: *a, id: b }' })
  const { rows } = await loadModels([join(dir, 'a.yaml')], { presets })
  t.match(rows.get('b'), { created: 1778107895, family: { request: { properties: { seed: { type: 'integer' } } } } })
})

t.test('the presets load one by one and together, and match the published schema', async t => {
  const files = (await readdir(presets)).filter(file => file.endsWith('.yaml'))
  const names = files.map(file => `preset:${basename(file, '.yaml')}`)
  t.strictSame(names, ['preset:deepinfra', 'preset:together', 'preset:vllm-omni', 'preset:xai'])
  for (const file of files) {
    const text = await readFile(join(presets, file), 'utf8')
    t.ok(Check(modelsFileSchema, parse(text)), file)
    t.match(text, /^# .+\n#\n# Evidence, and how sure each fact is:\n# - /m, `${file} has its evidence`)
    t.ok((await loadModels([`preset:${basename(file, '.yaml')}`], { presets })).rows.size >= 3)
  }
  const { rows, parameters, pathPrefixes } = await loadModels(names, { presets })
  t.ok(['grok-imagine-image', 'black-forest-labs/FLUX.1-schnell', 'Qwen/Qwen-Image'].every(id => rows.has(id)))
  t.equal(parameters.get('guidance_scale')?.type, 'number')
  t.strictSame(pathPrefixes, ['/v1/openai'])
})

t.test('the published schema is the one that validates models files', async t => {
  t.strictSame(JSON.parse(await readFile(join(presets, 'models.schema.json'), 'utf8')), modelsFileSchema)
  t.notMatch(JSON.stringify(modelsFileSchema), /"allowed"/)
  t.notOk(Check(modelsFileSchema, { models: [{ id: 'a', lik: 'open' }] }))
})

t.test('a later file replaces rows, patterns and aliases of an earlier one', async t => {
  const first = addModels(noCustomModels, { models: [{ id: 'a', pattern: 'x-*', ownedBy: 'first' }], aliases: { b: 'a' } })
  const both = addModels(first, { models: [{ id: ['a', 'b'], pattern: 'x-*', ownedBy: 'second' }] })
  t.equal(both.rows.get('a')?.custom?.ownedBy, 'second')
  t.strictSame([both.patterns[0]!.model.custom?.ownedBy, both.aliases.has('b'), both.rows.has('b')], ['second', false, true])
  t.throws(() => addModels(first, { models: [{ id: 'c', like: 'dall-e-9' }] }), ModelsFileError)
})

t.test('the pixels of an aspect ratio fit what can be drawn', async t => {
  for (const [ratio, pixels, multiple, size] of [
    [1, 1024 ** 2, 16, '1024x1024'], [16 / 9, 1024 ** 2, 16, '1360x768'], [9 / 16, 1024 ** 2, 16, '768x1360'], [19.5 / 9, 2048 ** 2, 16, '3008x1392'],
    [1, 1e9, 16, '2880x2880'], [16 / 9, 1e9, 1, '3840x2160'], [1000, 1024 ** 2, 16, '3840x64'], [1, 1, 256, '256x256'], [3840 / 2161, 1e9, 16, '3824x2160']
  ] as const) t.equal(sizeOfRatio(ratio, pixels, multiple), size)
})
