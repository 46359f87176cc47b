/** A request to copy: as curl, as the SDKs' code, and as a rule that repeats what happened to it. */
import type { Entry } from '../../journal/entry.js'
import { ruleFileOf } from './rule-file.js'

export interface Snippet {
  name: string
  text: string
}

/** Those that the request can be told as; an SDK sends nothing but JSON objects. */
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

/** What a new user copies. */
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
  const parts = [`curl ${method === 'POST' && body !== undefined ? '' : `-X ${method} `}${quotedForShell(root + path.slice(1) + (query === undefined ? '' : `?${query}`))}`]
  for (const name of ['content-type', 'x-mock']) if (headers[name] !== undefined) parts.push(`-H ${quotedForShell(`${name}: ${headers[name]}`)}`)
  if (headers['authorization'] !== undefined) parts.push('-H "authorization: Bearer $OPENAI_API_KEY"')
  if (body !== undefined) parts.push(`--data-raw ${quotedForShell(body)}`)
  return parts.join(' \\\n  ')
}

/** Without a key of its own, a client takes that of the environment. */
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
  const given = members.filter(([name]) => sdkMembers.has(name)).map(([name, value]) => `    ${name}=${inPython(value)},`)
  const unknown = Object.fromEntries(members.filter(([name]) => !sdkMembers.has(name)))
  if (Object.keys(unknown).length > 0) given.push(`    extra_body=${inPython(unknown)},`)
  if (headers['x-mock'] !== undefined) given.push(`    extra_headers={"x-mock": ${JSON.stringify(headers['x-mock'])}},`)
  const key = headers['authorization'] === undefined ? ', api_key="any"' : ''
  return [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url="${baseURL.replace(/\/$/, '')}"${key})`,
    'answer = client.images.generate(',
    ...given,
    ')',
    'print(answer.data[0].url)'
  ].join('\n')
}

/** Python's client knows its arguments by name. */
const sdkMembers: ReadonlySet<string> = new Set(['prompt', 'model', 'n', 'quality', 'response_format', 'size', 'style', 'user'])

function inJavaScript (body: object): string {
  const members = Object.entries(body).map(([name, value]) => `  ${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n}`
}

function inPython (value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`
  if (typeof value === 'object') return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inPython(member)}`).join(', ')}}`
  return JSON.stringify(value)
}

/** One word for the shell, whatever it holds; control characters are spelt out, for the terminal that it is pasted into. */
function quotedForShell (text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (!/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const spelt = text.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `$'${spelt}'`
}

function objectIn (body: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
