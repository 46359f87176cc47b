/** The types that a user of the package gets, as they are built. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

t.test('they change nothing of the types of the user\'s own Fastify app', async t => {
  const files = new Set([fileURLToPath(new URL('../dist/index.d.ts', import.meta.url))])
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
