/** Snippets that repeat a request: a curl command, code for the official clients, and a rule file with its response. */
import { operations } from '../../../contract/operations/operations.js'
import type { Entry } from '../../../journal/entries/entry.js'
import { asNode, asPython, fileName, hasBase64, isStreamed, type ClientCall } from './client-code.js'
import { ruleFileOf } from './rule-file.js'
import { isFile, isForm, localName, mediaTypeOf, objectIn, typedMembers, withPlaceholders, type JournalFile } from './sent-files.js'

export interface Snippet {
  name: string
  text: string
}

/** Returns the snippets for a request of the journal. The official clients can only send JSON objects and forms. */
export function snippetsOf (entry: Entry, root: string): Snippet[] {
  const body = objectIn(entry.body)
  const call = body && callOf(entry, body, root)
  return [
    { name: 'curl', text: asCurl(entry, body, root) },
    ...(call ? [{ name: 'Node', text: asNode(call) }, { name: 'Python', text: asPython(call) }] : []),
    { name: 'Rule', text: ruleFileOf(entry, body) }
  ]
}

/** Undefined for a URL of no operation. */
function callOf (entry: Entry, body: Record<string, unknown>, root: string): ClientCall | undefined {
  const { operation, path } = entry
  if (operation === undefined) return undefined
  const baseURL = `${root}${path.replace(/^\//, '').replace(/\/?images\/\w+$/, '')}`
  return isForm(entry)
    ? { ...entry, operation, baseURL, body: typedMembers(body), isPlainPost: false }
    : { ...entry, operation, baseURL, body: withPlaceholders(body), isPlainPost: operations[operation].requestSchemas['multipart/form-data'] !== undefined }
}

/** Returns the snippets of the empty inbox: a first request. */
export function firstSnippets (baseURL: string): Snippet[] {
  const body = { model: 'gpt-image-2', prompt: 'A cute baby sea otter' }
  const call: ClientCall = { operation: 'generation', headers: {}, body, isPlainPost: false, baseURL }
  return [
    { name: 'curl', text: `curl ${baseURL}${operations.generation.path} \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(body)}' \\\n  ${decode('image.png')}` },
    { name: 'Node', text: asNode(call) },
    { name: 'Python', text: asPython(call) }
  ]
}

function asCurl (entry: Entry, body: Record<string, unknown> | undefined, root: string): string {
  const { method, path, query, headers, body: text, bodyTruncated, answer } = entry
  const hasForm = isForm(entry) && text !== undefined
  if (hasForm && bodyTruncated) return '# The journal has only the beginning of this form.'
  // Without -N, curl would hold events back.
  const option = `${body && isStreamed(body) ? '-N ' : ''}${method === 'POST' && text !== undefined ? '' : `-X ${method} `}`
  const url = root + path.slice(1) + (query === undefined ? '' : `?${query}`)
  const parts = [`curl ${option}${quotedForShell(url)}`]
  for (const name of ['content-type', 'x-mock']) {
    // curl declares a form itself, with the boundary of its parts.
    const isOwn = name === 'content-type' && hasForm && body !== undefined
    if (headers[name] !== undefined && !isOwn) parts.push(`-H ${quotedForShell(`${name}: ${headers[name]}`)}`)
  }
  if (headers['authorization'] !== undefined) parts.push('-H "authorization: Bearer $OPENAI_API_KEY"')
  if (hasForm && body) parts.push(...formOptions(body))
  else if (text !== undefined) parts.push(`--data-raw ${quotedForShell(jsonFor(text, body))}`)
  if (hasBase64(answer) && !isStreamed(body ?? {})) parts.push(decode(fileName(body ?? {})))
  return parts.join(' \\\n  ')
}

/** The body as sent, or with placeholders for what the journal does not have. */
function jsonFor (text: string, body: Record<string, unknown> | undefined): string {
  const complete = body && withPlaceholders(body)
  return complete === body ? text : JSON.stringify(complete)
}

/** The options of curl for the parts of a form. */
function formOptions (form: Record<string, unknown>): string[] {
  return Object.entries(form).flatMap(([name, value]) => Array.isArray(value)
    ? value.map(item => formOption(`${name}[]`, item))
    : [formOption(name, value)])
}

function formOption (name: string, value: unknown): string {
  if (isFile(value)) return `-F ${quotedForShell(`${name}=@${fileForCurl(value)}`)}`
  const text = String(value)
  // curl reads files and types from such texts.
  const isSpecial = /^[@<(\s]|[;"\\]/.test(text)
  return `${isSpecial ? '--form-string' : '-F'} ${quotedForShell(`${name}=${text}`)}`
}

function fileForCurl (file: JournalFile): string {
  const name = localName(file)
  const type = mediaTypeOf(file)
  const quoted = /[;,"\\]/.test(name) ? `"${name.replace(/[\\"]/g, '\\$&')}"` : name
  return `${quoted}${type === undefined ? '' : `;type=${type}`}`
}

/** The end of a shell command that writes the first image to a file. */
function decode (file: string): string {
  return `| jq -r '.data[0].b64_json' | base64 --decode > ${file}`
}

/** Quotes a text as one shell word. Control characters are escaped, since a terminal would act on them when the command is pasted. */
function quotedForShell (text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters must be found
  if (!/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  // eslint-disable-next-line no-control-regex -- control characters must be found
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `$'${escaped}'`
}
