/** Snippets that repeat a request: a curl command, code for the official clients, and a rule file with its response. */
import { parameters, type ParameterName } from '../../contract/parameters.js'
import type { Entry } from '../../journal/entry.js'
import { ruleFileOf } from './rule-file.js'

export interface Snippet {
  name: string
  text: string
}

type SentRequest = Pick<Entry, 'headers' | 'request' | 'answer'>

/** Returns the snippets for a request of the journal. The official clients can only send JSON objects. */
export function snippetsOf (entry: Entry, root: string): Snippet[] {
  const body = objectIn(entry.body)
  const base = `${root}${entry.path.replace(/^\//, '').replace(/\/?images\/generations$/, '')}`
  const sdk = body && entry.path.endsWith('/images/generations')
    ? [{ name: 'Node', text: asNode(body, entry, base) }, { name: 'Python', text: asPython(body, entry, base) }]
    : []
  return [
    { name: 'curl', text: asCurl(entry, root) },
    ...sdk,
    { name: 'Rule', text: ruleFileOf(entry, body) }
  ]
}

/** Returns the snippets of the empty inbox: a first request. */
export function firstSnippets (baseURL: string): Snippet[] {
  const body = { model: 'gpt-image-2', prompt: 'A cute baby sea otter' }
  const entry = { headers: {} }
  return [
    { name: 'curl', text: `curl ${baseURL}/images/generations \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(body)}' \\\n  ${decode('image.png')}` },
    { name: 'Node', text: asNode(body, entry, baseURL) },
    { name: 'Python', text: asPython(body, entry, baseURL) }
  ]
}

function asCurl (entry: Entry, root: string): string {
  const { method, path, query, headers, body } = entry
  const option = method === 'POST' && body !== undefined ? '' : `-X ${method} `
  const url = root + path.slice(1) + (query === undefined ? '' : `?${query}`)
  const parts = [`curl ${option}${quotedForShell(url)}`]
  for (const name of ['content-type', 'x-mock']) if (headers[name] !== undefined) parts.push(`-H ${quotedForShell(`${name}: ${headers[name]}`)}`)
  if (headers['authorization'] !== undefined) parts.push('-H "authorization: Bearer $OPENAI_API_KEY"')
  if (body !== undefined) parts.push(`--data-raw ${quotedForShell(body)}`)
  if (hasBase64(entry.answer)) parts.push(decode(fileName(objectIn(body) ?? {})))
  return parts.join(' \\\n  ')
}

/** The end of a shell command that writes the first image to a file. */
function decode (file: string): string {
  return `| jq -r '.data[0].b64_json' | base64 --decode > ${file}`
}

/** Whether the response has images in base64. */
function hasBase64 (answer: Entry['answer']): boolean {
  return typeof answer === 'object' && answer.data?.[0]?.b64_json !== undefined
}

/**
 * Whether a successful response to the request has images in base64. A model that the mock refused is recognised by its
 * name: only those of the GPT image family, such as `chatgpt-image-latest`, answer in base64 without being asked.
 */
function expectsBase64 (body: Record<string, unknown>, { request, answer }: Pick<Entry, 'request' | 'answer'>): boolean {
  if (request) return request['response_format'] !== 'url'
  return hasBase64(answer) || body['response_format'] === 'b64_json' || /gpt-image/.test(String(body['model']))
}

/** The name of the file for an image of the response. */
function fileName ({ output_format: format }: Record<string, unknown>): string {
  return `image.${typeof format === 'string' && /^[a-z]{1,8}$/.test(format) ? format : 'png'}`
}

/** The client reads the API key from the environment; a request without a key gets a placeholder. */
function asNode (body: Record<string, unknown>, entry: SentRequest, baseURL: string): string {
  const { headers } = entry
  const key = headers['authorization'] === undefined ? ", apiKey: 'any'" : ''
  const directive = headers['x-mock'] === undefined ? '' : `, { headers: { 'x-mock': ${JSON.stringify(headers['x-mock'])} } }`
  const isBase64 = expectsBase64(body, entry)
  return [
    ...(isBase64 ? ["import { writeFile } from 'node:fs/promises'"] : []),
    "import OpenAI from 'openai'",
    '',
    `const client = new OpenAI({ baseURL: '${baseURL.replace(/\/$/, '')}'${key} })`,
    `const { data } = await client.images.generate(${inJavaScript(body)}${directive})`,
    isBase64 ? `await writeFile('${fileName(body)}', Buffer.from(data[0].b64_json, 'base64'))` : 'console.log(data[0].url)'
  ].join('\n')
}

function asPython (body: Record<string, unknown>, entry: SentRequest, baseURL: string): string {
  const { headers } = entry
  const isBase64 = expectsBase64(body, entry)
  const members = Object.entries(body)
  const args = members.filter(([name]) => isArgument(name)).map(([name, value]) => `    ${name}=${inPython(value)},`)
  const others = Object.fromEntries(members.filter(([name]) => !isArgument(name)))
  if (Object.keys(others).length > 0) args.push(`    extra_body=${inPython(others)},`)
  if (headers['x-mock'] !== undefined) args.push(`    extra_headers={"x-mock": ${JSON.stringify(headers['x-mock'])}},`)
  const key = headers['authorization'] === undefined ? ', api_key="any"' : ''
  return [
    ...(isBase64 ? ['import base64', ''] : []),
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${baseURL.replace(/\/$/, '')}"${key})`,
    'response = client.images.generate(',
    ...args,
    ')',
    ...(isBase64
      ? [`with open("${fileName(body)}", "wb") as file:`, '    file.write(base64.b64decode(response.data[0].b64_json))']
      : ['print(response.data[0].url)'])
  ].join('\n')
}

/** Parameters that Python clients from before November 2026 do not have as arguments. */
const newParameters: readonly string[] = ['complexity', 'frame_count', 'frame_duration_ms', 'safety_identifier'] satisfies ParameterName[]

/** Whether the Python client has an argument of this name. It sends other members in `extra_body`. */
function isArgument (name: string): boolean {
  return Object.hasOwn(parameters, name) && !newParameters.includes(name)
}

function inJavaScript (body: object): string {
  const nameOf = (name: string) => /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
  const members = Object.entries(body).map(([name, value]) => `  ${nameOf(name)}: ${JSON.stringify(value)}`)
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n}`
}

function inPython (value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`
  if (typeof value === 'object') return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inPython(member)}`).join(', ')}}`
  return JSON.stringify(value)
}

/** Quotes a text as one shell word. Control characters are escaped, since a terminal would act on them when the command is pasted. */
function quotedForShell (text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters must be found
  if (!/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  // eslint-disable-next-line no-control-regex -- control characters must be found
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `$'${escaped}'`
}

function objectIn (body: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
