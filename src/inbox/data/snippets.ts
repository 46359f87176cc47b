/** Snippets that repeat a request: a curl command, code for the official clients, and a rule file with its response. */
import { parameters } from '../../contract/parameters.js'
import type { Entry } from '../../journal/entry.js'
import { ruleFileOf } from './rule-file.js'

export interface Snippet {
  name: string
  text: string
}

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
  const body = { model: 'dall-e-3', prompt: 'A cute baby sea otter' }
  const entry = { headers: {} }
  return [
    { name: 'curl', text: `curl ${baseURL}/images/generations \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(body)}'` },
    { name: 'Node', text: asNode(body, entry, baseURL) },
    { name: 'Python', text: asPython(body, entry, baseURL) }
  ]
}

function asCurl ({ method, path, query, headers, body }: Entry, root: string): string {
  const option = method === 'POST' && body !== undefined ? '' : `-X ${method} `
  const url = root + path.slice(1) + (query === undefined ? '' : `?${query}`)
  const parts = [`curl ${option}${quotedForShell(url)}`]
  for (const name of ['content-type', 'x-mock']) if (headers[name] !== undefined) parts.push(`-H ${quotedForShell(`${name}: ${headers[name]}`)}`)
  if (headers['authorization'] !== undefined) parts.push('-H "authorization: Bearer $OPENAI_API_KEY"')
  if (body !== undefined) parts.push(`--data-raw ${quotedForShell(body)}`)
  return parts.join(' \\\n  ')
}

/** The client reads the API key from the environment; a request without a key gets a placeholder. */
function asNode (body: object, { headers }: Pick<Entry, 'headers'>, baseURL: string): string {
  const key = headers['authorization'] === undefined ? ", apiKey: 'any'" : ''
  const directive = headers['x-mock'] === undefined ? '' : `, { headers: { 'x-mock': ${JSON.stringify(headers['x-mock'])} } }`
  return [
    "import OpenAI from 'openai'",
    '',
    `const client = new OpenAI({ baseURL: '${baseURL.replace(/\/$/, '')}'${key} })`,
    `const { data } = await client.images.generate(${inJavaScript(body)}${directive})`,
    'console.log(data[0].url)'
  ].join('\n')
}

function asPython (body: object, { headers }: Pick<Entry, 'headers'>, baseURL: string): string {
  const members = Object.entries(body)
  const args = members.filter(([name]) => isArgument(name)).map(([name, value]) => `    ${name}=${inPython(value)},`)
  const others = Object.fromEntries(members.filter(([name]) => !isArgument(name)))
  if (Object.keys(others).length > 0) args.push(`    extra_body=${inPython(others)},`)
  if (headers['x-mock'] !== undefined) args.push(`    extra_headers={"x-mock": ${JSON.stringify(headers['x-mock'])}},`)
  const key = headers['authorization'] === undefined ? ', api_key="any"' : ''
  return [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${baseURL.replace(/\/$/, '')}"${key})`,
    'response = client.images.generate(',
    ...args,
    ')',
    'print(response.data[0].url)'
  ].join('\n')
}

/** Whether the Python client has an argument of this name. It sends other members in `extra_body`. */
function isArgument (name: string): boolean {
  return Object.hasOwn(parameters, name)
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
