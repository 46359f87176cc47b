/**
 * Runs compiled test files one after another in this process, each as a subtest. `scripts/run-test-files.js` starts it,
 * with the files in `TEST_FILES`.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

const { test } = t
const timeout = Number(process.env.TAP_TIMEOUT) * 1000
// Each file has its own limit.
t.setTimeout(0)
// All files are imported first: tap would end if the tests of the first ones were complete before the last one is imported.
const files = []
for (const [file, compiled] of Object.entries(JSON.parse(process.env.TEST_FILES))) {
  // A file adds its tests to `t`. They are collected, and become subtests of the file.
  const tests = []
  t.test = (...args) => { tests.push(args) }
  const failure = await import(pathToFileURL(join(process.cwd(), compiled)).href).then(() => undefined, error => error)
  files.push({ file, tests, failure, jobs: t.jobs })
  t.jobs = 1
}
for (const { file, tests, failure, jobs } of files) {
  test.call(t, file, { timeout }, async t => {
    if (failure) throw failure
    t.jobs = jobs
    for (const args of tests) t.test(...args)
  })
}
