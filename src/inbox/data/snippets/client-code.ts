/** Code that repeats a request with the official clients for Node and Python. */
import { canStream, operations, type OperationName } from '../../../contract/operations/operations.js'
import { parameters, type ParameterName } from '../../../contract/parameters.js'
import type { Entry } from '../../../journal/entries/entry.js'
import { isFile, localName, mediaTypeOf, type JournalFile } from './sent-files.js'

export interface ClientCall extends Pick<Entry, 'headers' | 'request' | 'answer'> {
  operation: OperationName
  /** The members of the request. Files of a form are those of the journal. */
  body: Record<string, unknown>
  /** Whether it is a JSON request to an operation for which the clients send forms. */
  isPlainPost: boolean
  baseURL: string
}

/** Whether the response has images in base64. */
export function hasBase64 (answer: Entry['answer']): boolean {
  return typeof answer === 'object' && answer.data?.[0]?.b64_json !== undefined
}

function hasImages (answer: Entry['answer']): boolean {
  return typeof answer === 'object' && (answer.data?.length ?? 0) > 0
}

/**
 * Whether a successful response to the request has images in base64. A model that the mock refused is recognised by its
 * name: only those of the GPT image family, such as `chatgpt-image-latest`, return base64 by default.
 */
function expectsBase64 ({ body, request, answer }: ClientCall): boolean {
  if (request && !hasImages(answer)) return request['response_format'] !== 'url'
  return hasBase64(answer) || body['response_format'] === 'b64_json' || /gpt-image/.test(String(body['model']))
}

/** Whether the request asks for a stream. Fields of a form are text in the journal. */
export function isStreamed ({ stream }: Record<string, unknown>): boolean {
  return stream === true || stream === 'true'
}

/** Whether the response is a stream: variations have none. */
function expectsStream ({ operation, body }: ClientCall): boolean {
  return canStream(operation) && isStreamed(body)
}

/** The name of the file for an image of the response. */
export function fileName ({ output_format: format }: Record<string, unknown>): string {
  return `image.${typeof format === 'string' && /^[a-z]{1,8}$/.test(format) ? format : 'png'}`
}

/** The client reads the API key from the environment; a request without a key gets a placeholder. */
export function asNode (call: ClientCall): string {
  const { headers, body, operation, isPlainPost, baseURL } = call
  const key = headers['authorization'] === undefined ? ", apiKey: 'any'" : ''
  const directive = headers['x-mock'] === undefined ? '' : `headers: { 'x-mock': ${JSON.stringify(headers['x-mock'])} }`
  const hasFiles = Object.values(body).flat().some(isFile)
  const isStream = expectsStream(call)
  const isBase64 = isStream || expectsBase64(call)
  const request = isPlainPost
    ? `post('${operations[operation].path}', { body: ${inJavaScript(body)}${isStream ? ', stream: true' : ''}${directive && `, ${directive}`} })`
    : `images.${operations[operation].clientMethods.node}(${inJavaScript(body)}${directive && `, { ${directive} }`})`
  return [
    ...(hasFiles ? ["import fs from 'node:fs'"] : []),
    ...(isBase64 ? ["import { writeFile } from 'node:fs/promises'"] : []),
    `import OpenAI${hasFiles ? ', { toFile }' : ''} from 'openai'`,
    '',
    `const client = new OpenAI({ baseURL: '${baseURL.replace(/\/$/, '')}'${key} })`,
    `const ${isStream ? 'stream' : '{ data }'} = await client.${request}`,
    ...(isStream ? streamInJavaScript(fileName(body)) : [isBase64 ? `await writeFile('${fileName(body)}', Buffer.from(data[0].b64_json, 'base64'))` : 'console.log(data[0].url)'])
  ].join('\n')
}

function streamInJavaScript (file: string): string[] {
  return [
    'for await (const event of stream) {',
    '  console.log(event.type)',
    `  if (event.type.endsWith('.completed')) await writeFile('${file}', Buffer.from(event.b64_json, 'base64'))`,
    '}'
  ]
}

function inJavaScript (body: object): string {
  const nameOf = (name: string) => /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
  const members = Object.entries(body).map(([name, value]) => `  ${nameOf(name)}: ${valueInJavaScript(value)}`)
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n}`
}

function valueInJavaScript (value: unknown): string {
  if (isFile(value)) return fileInJavaScript(value)
  if (!Array.isArray(value) || !value.some(isFile)) return JSON.stringify(value)
  return `[\n${value.map(item => `    ${valueInJavaScript(item)}`).join(',\n')}\n  ]`
}

/** A stream alone has no type, and the API refuses a file without one. */
function fileInJavaScript (file: JournalFile): string {
  const type = mediaTypeOf(file)
  return `await toFile(fs.createReadStream(${JSON.stringify(localName(file))}), null${type === undefined ? '' : `, { type: '${type}' }`})`
}

export function asPython (call: ClientCall): string {
  const { headers, body, operation, isPlainPost, baseURL } = call
  const isStream = expectsStream(call)
  const isBase64 = isStream || expectsBase64(call)
  const key = headers['authorization'] === undefined ? ', api_key="any"' : ''
  return [
    ...(isBase64 ? ['import base64', ''] : []),
    'from openai import OpenAI',
    ...(isPlainPost ? isStream ? ['from openai import Stream', `from openai.types import ${eventTypeOf(operation)}`] : ['from openai.types import ImagesResponse'] : []),
    '',
    `client = OpenAI(base_url="${baseURL.replace(/\/$/, '')}"${key})`,
    `${isStream ? 'stream' : 'response'} = client.${isPlainPost ? 'post' : `images.${operations[operation].clientMethods.python}`}(`,
    ...(isPlainPost ? postArguments(call) : methodArguments(body, headers['x-mock'])).map(line => `    ${line},`),
    ')',
    ...(isStream
      ? streamInPython(fileName(body))
      : isBase64
        ? [`with open("${fileName(body)}", "wb") as file:`, '    file.write(base64.b64decode(response.data[0].b64_json))']
        : ['print(response.data[0].url)'])
  ].join('\n')
}

function streamInPython (file: string): string[] {
  return [
    'for event in stream:',
    '    print(event.type)',
    '    if event.type.endswith(".completed"):',
    `        with open("${file}", "wb") as file:`,
    '            file.write(base64.b64decode(event.b64_json))'
  ]
}

function methodArguments (body: Record<string, unknown>, directive: string | undefined): string[] {
  const members = Object.entries(body)
  const others = members.filter(([name, value]) => !isArgument(name, value))
  return [
    ...members.filter(([name, value]) => isArgument(name, value)).map(([name, value]) => `${name}=${inPython(value)}`),
    ...(others.length === 0 ? [] : [`extra_body=${inPython(Object.fromEntries(others))}`]),
    ...(directive === undefined ? [] : [`extra_headers={"x-mock": ${JSON.stringify(directive)}}`])
  ]
}

/** The Python client names its types as OpenAI does its schemas. */
function eventTypeOf (operation: OperationName): string | undefined {
  return Object.values(operations[operation].eventSchemas)[0]
}

function postArguments (call: ClientCall): string[] {
  const { operation, body, headers } = call
  const event = eventTypeOf(operation)
  return [
    `"${operations[operation].path}"`,
    ...(expectsStream(call) ? [`cast_to=${event}`, 'stream=True', `stream_cls=Stream[${event}]`] : ['cast_to=ImagesResponse']),
    `body=${inPython(body)}`,
    ...(headers['x-mock'] === undefined ? [] : [`options={"headers": {"x-mock": ${JSON.stringify(headers['x-mock'])}}}`])
  ]
}

/** Parameters that Python clients from before November 2026 do not have as arguments. */
const newParameters: readonly string[] = ['complexity', 'frame_count', 'frame_duration_ms', 'safety_identifier'] satisfies ParameterName[]

/** Whether the Python client has an argument of this name. It sends other members in `extra_body`, which cannot have files. */
function isArgument (name: string, value: unknown): boolean {
  return (Object.hasOwn(parameters, name) && !newParameters.includes(name)) || [value].flat().some(isFile)
}

function inPython (value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (isFile(value)) return fileInPython(value)
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`
  if (typeof value === 'object') return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inPython(member)}`).join(', ')}}`
  return JSON.stringify(value)
}

/** The types that Python knows from the name of a file. */
const guessed: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' }

function fileInPython (file: JournalFile): string {
  const name = localName(file)
  const type = mediaTypeOf(file)
  const open = `open(${JSON.stringify(name)}, "rb")`
  const isGuessed = type === undefined || guessed[name.split('.').at(-1)!.toLowerCase()] === type
  return isGuessed ? open : `(${JSON.stringify(name)}, ${open}, "${type}")`
}
