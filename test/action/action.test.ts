/** The GitHub action: its two steps run with the environment that a runner sets. */
import { execFile, type ExecFileException } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { parse as parseYaml } from 'yaml'
import { packageFolder } from '../../src/config/package.js'

t.jobs = 2

interface Action {
  inputs: Record<string, { default?: string }>
  outputs: Record<string, unknown>
  runs: { using: string, main: string, post: string }
}
const action: Action = parseYaml(readFileSync(join(packageFolder, 'action.yml'), 'utf8'))

/** A runner with a project that has installed the package. Inputs have their defaults. */
function createRunner (t: Test, inputs: Record<string, string>, env: Record<string, string> = {}) {
  const folder = t.testdir({ workspace: { node_modules: {} }, temporary: {}, output: '', state: '', summary: '' })
  const workspace = join(folder, 'workspace')
  symlinkSync(packageFolder, join(workspace, 'node_modules/openai-images-mock'))
  const given = Object.entries({ ...Object.fromEntries(Object.entries(action.inputs).map(([name, { default: value = '' }]) => [name, value])), ...inputs })
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const valuesOf = (file: string) => Object.fromEntries(read(file).trim().split('\n').map(line => line.split(/=(.*)/, 2))) as Record<string, string>
  const run = (script: string) => new Promise<{ status: ExecFileException['code'], stdout: string, stderr: string }>(resolve => {
    const state = read('state') === '' ? [] : Object.entries(valuesOf('state')).map(([name, value]) => [`STATE_${name}`, value])
    execFile(process.execPath, [join(packageFolder, script)], {
      env: {
        ...process.env,
        // A mock that npm starts would end with the step.
        npm_command: 'test',
        ...env,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: join(folder, 'temporary'),
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_STATE: join(folder, 'state'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
        ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        ...Object.fromEntries(state)
      }
    }, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }))
  })
  return { run, outputs: () => valuesOf('output'), summary: () => read('summary'), pid: () => Number(valuesOf('state')['pid']) }
}

const generate = (baseURL: string, body: object) => fetch(`${baseURL}/images/generations`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'gpt-image-1', size: '1024x1024', quality: 'low', ...body })
})

function isRunning (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

t.test('starts the mock with the settings of the step, and afterwards writes the report, prints the log and stops the mock', async t => {
  t.match(action.runs, { using: 'node24', main: 'action/start.js', post: 'action/report.js' })
  const { run, outputs, summary, pid } = createRunner(t, { port: '0' }, { MOCK_AS_OF: '2026-12-01' })
  t.match(await run(action.runs.main), { status: 0, stdout: /^openai-images-mock listens on http:\/\/127\.0\.0\.1:\d+\n$/ })
  t.strictSame(Object.keys(outputs()).sort(), Object.keys(action.outputs).sort())
  const { 'base-url': baseURL } = outputs()
  t.equal((await generate(baseURL!, { model: 'gpt-image-2', prompt: 'An otter' })).status, 200)
  t.match(await (await generate(baseURL!, { model: 'gpt-image-1.5', prompt: '::error::Not a command' })).text(), /does not exist/, 'the contract of the day')

  const end = await run(action.runs.post)
  t.match(end, { status: 0, stderr: '' })
  t.match(summary(), /2 requests/)
  const [, token] = /::stop-commands::(\S+)\n/.exec(end.stdout)!
  t.match(end.stdout.slice(end.stdout.indexOf('::stop-commands'), end.stdout.lastIndexOf(`::${token}::`)), 'Not a command')
  while (isRunning(pid())) await setTimeout(20)
  await t.rejects(generate(baseURL!, {}), 'the mock has stopped')
})

t.test('fails the job for findings, and if the mock does not start', async t => {
  const failing = createRunner(t, { port: '0', 'fail-on': 'warning', report: 'false' })
  t.equal((await failing.run(action.runs.main)).status, 0)
  for (let attempt = 0; attempt < 2; attempt++) await generate(failing.outputs()['base-url']!, { prompt: '' })
  t.match(await failing.run(action.runs.post), { status: 1, stdout: /^::error title=openai-images-mock::Failed: .*warning/m })
  t.equal(failing.summary(), '')

  const broken = createRunner(t, { port: '0' }, { MOCK_AS_OF: 'tomorrow' })
  t.match(await broken.run(action.runs.main), { status: 1, stdout: /^::error title=openai-images-mock::The mock ended with exit code 2\.%0A.*tomorrow/ })
  t.equal((await broken.run(action.runs.post)).status, 0, 'nothing to report')
})

t.test('the documentation lists every input and output', async t => {
  const page = readFileSync(join(packageFolder, 'docs/docker-ci.md'), 'utf8')
  const [, section] = page.split('\n## GitHub Actions\n')
  for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) t.match(section, `\`${name}\``)
})

t.test('every step of the workflows has a version, and the image workflow builds a target of the bake file', async t => {
  const folder = join(packageFolder, '.github/workflows')
  const bake = readFileSync(join(packageFolder, 'docker-bake.hcl'), 'utf8')
  for (const file of readdirSync(folder)) {
    const { jobs }: { jobs: Record<string, { steps: Array<{ uses?: string, run?: string, with?: Record<string, string> }> }> } = parseYaml(readFileSync(join(folder, file), 'utf8'))
    for (const step of Object.values(jobs).flatMap(({ steps }) => steps)) {
      t.match(step.uses ?? step.run, step.uses === undefined ? /./ : /^[\w-]+\/[\w-]+@v\d+$/, file)
      if (step.with?.['targets']) t.match(bake, `target "${step.with['targets']}" {`)
    }
  }
})
