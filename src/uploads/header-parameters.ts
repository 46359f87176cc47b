/** Parameters of the headers Content-Type and Content-Disposition, such as `form-data; name="image"; filename="a.png"`. */

/** The value of a header, and its parameters. */
export interface HeaderValue {
  /** What precedes the parameters, in lower case. */
  value: string
  /** By name in lower case. If a name is repeated, the first value counts. */
  parameters: ReadonlyMap<string, string>
}

/** A parameter with a quoted value, or with any text up to the next semicolon: some clients do not quote file names with spaces or `=`. */
const parameterPattern = /;\s*([^\s;="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g

/**
 * Parses the value of a header. Malformed parameters are ignored.
 *
 *     parseHeader('Form-Data; name=image; filename="C:\\a.png"')
 *     // { value: 'form-data', parameters: Map { 'name' => 'image', 'filename' => 'C:\\a.png' } }
 */
export function parseHeader (text: string): HeaderValue {
  const parameters = new Map<string, string>()
  for (const [, name, quoted, plain] of text.matchAll(parameterPattern)) {
    const key = name!.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, quoted === undefined ? plain!.trim() : unescapeQuotes(quoted))
  }
  return { value: text.split(';', 1)[0]!.trim().toLowerCase(), parameters }
}

/** Only a quote and a backslash can be escaped. Other backslashes are part of a Windows path. */
function unescapeQuotes (quoted: string): string {
  return quoted.replace(/\\(["\\])/g, '$1')
}

/**
 * Returns the name of the uploaded file without its folders and control characters; undefined if the header has none.
 * `filename*` (RFC 5987) takes precedence over `filename`, as RFC 6266 says, unless it cannot be decoded.
 */
export function filenameOf ({ parameters }: HeaderValue): string | undefined {
  const extended = parameters.get('filename*')
  const filename = (extended === undefined ? undefined : decodeExtended(extended)) ?? parameters.get('filename') ?? extended
  return filename?.split(/[/\\]/).at(-1)!.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')
}

/** Decodes `utf-8'en'%E2%82%AC.png`. Returns undefined if it is not of this form, its bytes are invalid, or its charset is unknown. */
function decodeExtended (text: string): string | undefined {
  const [, charset, encoded] = /^([^']+)'[^']*'(.*)$/s.exec(text) ?? []
  if (charset === undefined) return undefined
  const latin1 = encoded!.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(Buffer.from(latin1, 'latin1'))
  } catch {
    return undefined
  }
}

/** Decodes text in a charset, or in UTF-8 if there is none or it is unknown. Invalid bytes become U+FFFD. */
export function decodeText (bytes: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes.toString()
  }
}
