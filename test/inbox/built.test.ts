/** The built page: its size, and that it works offline. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'

const folder = join(packageFolder, 'dist/inbox/')
const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()).map(({ parentPath, name }) => `${parentPath}/${name}`)
const files = await Promise.all(names.map(async name => ({ name, bytes: await readFile(name) })))

t.test('all files together are at most 54 kB compressed', async t => {
  t.equal(files.length, 4)
  const compressed = files.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0)
  t.ok(compressed < 54_000, `${compressed} bytes, and the limit is 54000`)
})

t.test('the page loads nothing from other origins and has no inline code', async t => {
  for (const { name, bytes } of files) {
    const text = bytes.toString()
    const addresses = [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address).filter(address => address !== 'http://www.w3.org')
    t.strictSame(addresses, [], name)
    t.notMatch(text, /dangerouslySetInnerHTML=|\.innerHTML ?= ?[^=]*prompt|<script>|<style| style="|\son\w+="/, name)
  }
})
