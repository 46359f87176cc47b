/** What a runner prints when a test fails: the requests of the test, and what the report found in them. */
import type { Entry, ImageMockClient } from '../client/index.js'
import { plural } from '../text/sentences.js'

/** More requests than these are only counted. */
const maxRequests = 20
const maxPromptLength = 60

/**
 * Describes the requests of a test, oldest first. Resolves to a text even if the mock cannot be reached, since it must not hide
 * why the test failed.
 */
export async function describeRequests (mock: Pick<ImageMockClient, 'requests' | 'report'>): Promise<string> {
  try {
    const requests = (await mock.requests()).reverse()
    if (requests.length === 0) return `openai-images-mock: no requests with the API key of this test.\n${noRequestsAdvice}\n`
    const { findings } = await mock.report()
    const shown = requests.slice(-maxRequests)
    const lines = [
      `openai-images-mock: ${plural(requests.length, 'request')} of this test${shown.length < requests.length ? `, the last ${shown.length}` : ''}:`,
      ...shown.flatMap(requestLines),
      ...findings.map(({ severity, id, title }) => `  ${severity} ${id}: ${title}`)
    ]
    return `${lines.join('\n')}\n`
  } catch (error) {
    return `openai-images-mock: ${(error as Error).message}\n`
  }
}

const noRequestsAdvice = '  A client reads OPENAI_BASE_URL and OPENAI_API_KEY when it is created: create it in the test, or pass baseURL and apiKey of the mock.'

/** `429  POST /v1/images/generations  3 ms  gpt-image-2 "An otter"`, and below it the error and the rule. */
function requestLines (entry: Entry): string[] {
  const { status, outcome, method, path, durationMs, answer, decidedBy, violations = [] } = entry
  const { model, prompt } = sentBy(entry)
  const end = outcome ?? status ?? 'no response'
  const sent = [model, typeof prompt === 'string' && JSON.stringify(prompt.length > maxPromptLength ? `${prompt.slice(0, maxPromptLength)}…` : prompt)]
  const error = typeof answer === 'object' ? answer.error?.message : undefined
  const reason = ['rule', 'header', 'prompt', 'behaviour'].includes(decidedBy.kind) ? `decided by ${decidedBy.description ?? decidedBy.reason}` : undefined
  const details = [error, reason, ...violations.map(({ message }) => `OpenAI would refuse this: ${message}`)]
  return [
    `  ${[end, `${method} ${path}`, `${Math.round(durationMs)} ms`, sent.filter(Boolean).join(' ')].filter(Boolean).join('  ')}`,
    ...details.flatMap(detail => detail ? [`       ${detail}`] : [])
  ]
}

/** The model and the prompt; of a refused request as they were sent. */
function sentBy ({ request, body }: Entry): { model?: unknown, prompt?: unknown } {
  if (request) return request
  try {
    return Object(JSON.parse(body ?? ''))
  } catch {
    return {}
  }
}
