import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import t from 'tap'
import { CreateImageRequest } from '../../src/contract/create-image-request.js'

const copy = new URL('../../fixtures/contract/create-image-request.json', import.meta.url)
const original = new URL('../../../shared/contract/create-image-request.json', import.meta.url)

t.test('the request schema equals the published contract member by member, in its order', async t => {
  const contract = JSON.parse(await readFile(copy, 'utf8'))
  const { $id, ...schema } = JSON.parse(JSON.stringify(CreateImageRequest))
  t.strictSame(schema, contract)
  t.strictSame(Object.keys(schema.properties), Object.keys(contract.properties))
})

t.test('the copy of the contract is the contract', { skip: !existsSync(original) && 'the original is not here' }, async t => {
  t.strictSame(await readFile(copy, 'utf8'), await readFile(original, 'utf8'))
})
