/** The post step of the GitHub action: adds the report to the summary of the job, prints the log and stops the mock. */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'

const { STATE_pid: pid, STATE_main: main, STATE_url: url, STATE_log: log, GITHUB_STEP_SUMMARY: summary } = process.env
/** The last part of a long log. */
const maxLogLength = 100_000

// Without a URL, the mock did not start.
if (url) {
  writeReport()
  printLog()
}
if (pid) stop(Number(pid))

function writeReport () {
  const { INPUT_REPORT: isWanted = 'true', 'INPUT_FAIL-ON': failOn, INPUT_ALLOW: allow, 'INPUT_MIN-COVERAGE': minCoverage } = process.env
  const demands = [['fail-on', failOn || 'never'], ['allow', allow], ['min-coverage', minCoverage]].flatMap(([flag, value]) => value ? [`--${flag}`, value] : [])
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'report', '--url', url, '--format', 'markdown', ...demands], { encoding: 'utf8' })
  if (isWanted !== 'false' && stdout) appendFileSync(summary, stdout)
  if (status === 0) return
  console.log(`::error title=openai-images-mock::${stderr.trim().replaceAll('%', '%25').replaceAll('\n', '%0A')}`)
  process.exitCode = 1
}

/** Prints the log. Prompts in it cannot be commands of the workflow. */
function printLog () {
  const token = randomUUID()
  console.log(`::group::Log of openai-images-mock\n::stop-commands::${token}\n${readFileSync(log, 'utf8').slice(-maxLogLength)}\n::${token}::\n::endgroup::`)
}

function stop (pid) {
  try {
    process.kill(pid)
  } catch {
    // It has ended.
  }
}
