import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { dallE } from '../../src/contract/families/dall-e.js'
import { models, parameterSchemas } from '../../src/contract/models.js'

const copy = join(packageFolder, 'fixtures/contract/create-image-request.json')
const original = join(packageFolder, '../shared/contract/create-image-request.json')

t.test('the request schema equals the published contract member by member, in its order', async t => {
  const contract = JSON.parse(await readFile(copy, 'utf8'))
  const { $id, ...schema } = JSON.parse(JSON.stringify(dallE.request))
  t.strictSame(schema, contract)
  t.strictSame(Object.keys(schema.properties), Object.keys(contract.properties))
})

t.test('each model has the limits that the contract describes', async t => {
  const { prompt, n, size } = JSON.parse(await readFile(copy, 'utf8')).properties
  const described = (model: string) => new RegExp(`Must be one of ([^.]+?) for \`${model}\``).exec(size.description)![1]!.match(/\d+x\d+/g)!
  for (const [name, model] of [...models].filter(([, { family }]) => family === dallE)) {
    const schemas = parameterSchemas(model)
    const maxImages = schemas['n']!.maximum
    t.match(prompt.description, `${schemas['prompt']!.maxLength} characters for \`${name}\``)
    t.strictSame([...schemas['size']!.enum!].sort(), described(name).sort())
    t.match(n.description, maxImages === n.maximum ? `between 1 and ${maxImages}.` : `For \`${name}\`, only \`n=${maxImages}\` is supported.`)
  }
})

t.test('the copy of the contract equals the original', { skip: !existsSync(original) && 'the original is not available' }, async t => {
  t.strictSame(await readFile(copy, 'utf8'), await readFile(original, 'utf8'))
})
