import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'
import { unsupportedNode } from '../../src/config/process-environment.js'

t.test('the message for an old version of Node names it and the oldest supported version', async t => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.21.0']) t.equal(unsupportedNode(version), undefined)
  for (const version of ['18.20.0', '20.18.3', '16.0.0']) {
    t.equal(unsupportedNode(version), `openai-images-mock needs Node 20.19 or later, this is ${version}.`)
  }
})

t.test('the oldest supported version is the one in package.json', async t => {
  const { engines } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  t.strictSame(engines, { node: '>=20.19' })
})
