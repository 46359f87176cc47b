/** Replaces the files in an exchange by their digests, so that it no longer holds their bytes. */
import { collectParts, describeForm, describeReferences, type FormBody } from '../contract/body/form-body.js'
import { isObject } from '../contract/body/json-values.js'
import { readableInputs } from '../contract/body/read-inputs.js'
import { maxBodyBytes } from '../journal/store/stored-exchange.js'
import { digestOf } from './digest-input.js'
import type { Exchange } from './exchange.js'

export interface ForgetFilesOptions {
  /** Whether the journal keeps the files of a refused request. */
  keepFiles: boolean
}

/** Call it once the images are decoded or the request is refused. The journal then shows the body with digests. */
export function forgetFiles (exchange: Exchange, options: ForgetFilesOptions): void {
  const { form, format, request } = exchange
  // A form that was refused before it was converted, for example because of its API key.
  if (form && format === undefined) exchange.json = collectParts(form)
  exchange.form = undefined
  exchange.repairedBody = undefined
  const { json } = exchange
  if (isObject(json)) {
    if (request?.inputs.length) exchange.inputs = request.inputs
    else readInputs(exchange, json, options)
    const described = form ? describeForm(json as FormBody) : describeReferences(json)
    if (described) showInstead(exchange, described)
  }
  if (exchange.body && exchange.body.length > maxBodyBytes) {
    // A copy of the part that the journal shows, plus one byte, by which the journal detects that it was cut.
    exchange.body = Buffer.from(exchange.body.subarray(0, maxBodyBytes + 1))
    exchange.isBodyWhole = false
  }
}

/** Adds the images of a request that was refused before they were decoded. */
function readInputs (exchange: Exchange, body: Record<string, unknown>, { keepFiles }: ForgetFilesOptions): void {
  const files = readableInputs(body).map(input => ({ input, file: input.source.kind === 'file' ? input.source.file.bytes : undefined }))
  exchange.inputs = files.map(({ input, file }) => digestOf(input, file))
  if (keepFiles) exchange.uploads = files.map(({ file }) => file ? { file } : {})
}

function showInstead (exchange: Exchange, described: Record<string, unknown>): void {
  exchange.json = described
  const { directives } = exchange
  try {
    exchange.body = Buffer.from(JSON.stringify(directives?.prompt ? { ...described, prompt: directives.rawPrompt } : described))
  } catch {
    // The body has too many levels to be written as text.
  }
}
