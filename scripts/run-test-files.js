/**
 * Runs compiled test files in processes of plain Node. `scripts/test.js` starts it through tap: tap's loaders for
 * TypeScript, mocks and coverage would cost each process half a second, and slow down the processes that it starts.
 */
import { statSync } from 'node:fs'

const { TAP_GREP, TAP_ONLY, NODE_ENV, TEST_SOURCE_MAPS, ...env } = process.env
// `--grep` and `--only` select tests within the files, not files. NODE_ENV is for tap's report.
delete process.env.TAP_GREP
delete process.env.TAP_ONLY
delete process.env.NODE_ENV
const { default: t } = await import('tap')

/**
 * How much source text of tests shares a process, in bytes. Starting a process, loading the mock and compiling its hot
 * functions takes more CPU time than most files need for their tests. Smaller processes would divide the work more evenly.
 */
const bytesOfProcess = 100_000

const filters = Object.fromEntries(Object.entries({ TAP_GREP, TAP_ONLY }).filter(([, value]) => value !== undefined))
t.jobs = Number(env.TAP_JOBS)
// Each file has its own limit.
t.setTimeout(0)
const compiled = file => `build/${file.replace(/\.tsx?$/, '.js')}`
const nodeArgs = TEST_SOURCE_MAPS ? ['--enable-source-maps'] : []
const hasFilters = Object.keys(filters).length > 0
for (const [index, files] of groups(process.argv.slice(2), hasFilters ? 0 : bytesOfProcess).entries()) {
  const isAlone = files.length === 1
  // The names of test folders contain the arguments, so the list of files is no argument.
  const args = isAlone ? [compiled(files[0])] : ['scripts/run-test-group.js', `${index}`]
  // tap adds a loader to NODE_OPTIONS of each process that it starts; only `env` can remove it again.
  t.spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...nodeArgs, ...args], {
    env: { ...env, ...filters, TEST_FILES: JSON.stringify(Object.fromEntries(files.map(file => [file, compiled(file)]))) },
    timeout: Number(env.TAP_TIMEOUT) * 1000 * files.length,
    buffered: t.jobs > 1
  }, isAlone ? files[0] : `${files[0]} to ${files.at(-1)}`)
}

/** Divides files, in their order, into those that share a process. */
function groups (files, mostBytes) {
  const groups = []
  let room = 0
  for (const file of files) {
    const { size } = statSync(file)
    if (size > room) {
      groups.push([])
      room = mostBytes
    }
    groups.at(-1).push(file)
    room -= size
  }
  return groups
}
