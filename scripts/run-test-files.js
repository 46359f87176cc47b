/**
 * Runs compiled test files as subtests, each in a process of plain Node. `scripts/test.js` starts it through tap: tap's
 * loaders for TypeScript, mocks and coverage would cost each file half a second, and slow down the processes that it starts.
 */
const { TAP_GREP, TAP_ONLY, ...env } = process.env
// `--grep` and `--only` select tests within the files, not files.
delete process.env.TAP_GREP
delete process.env.TAP_ONLY
const { default: t } = await import('tap')

const filters = Object.fromEntries(Object.entries({ TAP_GREP, TAP_ONLY }).filter(([, value]) => value !== undefined))
t.jobs = Number(env.TAP_JOBS)
// Each file has its own limit.
t.setTimeout(0)
for (const file of process.argv.slice(2)) {
  const compiled = `build/${file.replace(/\.tsx?$/, '.js')}`
  // tap adds a loader to NODE_OPTIONS of each process that it starts; only `env` can remove it again.
  t.spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, '--enable-source-maps', compiled], {
    env: { ...env, ...filters },
    timeout: Number(env.TAP_TIMEOUT) * 1000,
    buffered: t.jobs > 1
  }, file)
}
