/** The types that a user of the package gets, as they are built. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { packageFolder } from '../src/config/package.js'

t.test('they change nothing of the types of the user\'s own Fastify app', async t => {
  const files = new Set([join(packageFolder, 'dist/index.d.ts')])
  // A set's iterator also gives what is added on the way.
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    t.notMatch(text, /declare (module|global)/, file)
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith('.')) files.add(join(dirname(file), fileName.replace(/\.js$/, '.d.ts')))
    }
  }
  t.ok(files.size > 5)
})
