import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageFolder } from '../../src/config/package.js'

t.test('the documentation shows edits and variations as they are drawn today', async t => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(packageFolder, 'scripts/contact-sheet.js'), '--check', 'pictures-edits.webp'])
  t.match(stdout, 'pictures-edits.webp: ')
})
