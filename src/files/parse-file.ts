/** Parser of files: YAML, and therefore JSON too. */
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { FileError, FileErrorClass } from './file-error.js'

export interface ParsedFile {
  value: unknown
  /** Returns where an error of the value is in the file, as `retries.yaml:3:5`. */
  placeOf: (error: FileError) => string
}

/** Parses the text of the file named `file`. Throws an error of the class if it is neither YAML nor JSON. */
export function parseFile (text: string, file: string, ErrorClass: FileErrorClass): ParsedFile {
  const lineCounter = new LineCounter()
  const document = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter, prettyErrors: false })
  const placeAt = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const fail = (offset: number, message: string) => new ErrorClass('', () => message).at(placeAt(offset))

  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw fail(problem.pos[0], `Invalid YAML or JSON: ${oneLine(problem.message)}.`)
  try {
    return { value: document.toJS(), placeOf: error => placeAt(offsetOf(document, error)) }
  } catch (error) {
    const alias = unresolvedAlias(document)
    if (alias) throw fail(alias.offset, `*${alias.name} is a YAML alias without an anchor. Put text that begins with * in quotes: "*${alias.name}".`)
    throw fail(0, `Invalid YAML: ${oneLine((error as Error).message)}.`)
  }
}

/** Returns the offset of the member, or of the nearest parent if the member is missing. */
function offsetOf (document: Document.Parsed, { where, unknown }: FileError): number {
  const path = where.split(/[.[\]]+/).filter(Boolean)
  while (path.length > 0 && !isNode(document.getIn(path, true))) path.pop()
  const node = path.length > 0 ? document.getIn(path, true) : document.contents
  const key = isMap(node) && node.items.map(pair => pair.key).find(key => isScalar(key) && key.value === unknown)
  return (isNode(key) ? key.range : isNode(node) ? node.range : undefined)?.[0] ?? 0
}

/** Finds the first alias without an anchor: usually a pattern that needs quotes. */
function unresolvedAlias (document: Document.Parsed): { name: string, offset: number } | undefined {
  let found: { name: string, offset: number } | undefined
  visit(document, {
    Alias (_key, alias) {
      if (alias.resolve(document)) return undefined
      found = { name: alias.source, offset: alias.range![0] }
      return visit.BREAK
    }
  })
  return found
}

/** Returns the first line of the parser's message, without its final punctuation. */
function oneLine (message: string): string {
  return message.split('\n', 1)[0]!.replace(/[.:]$/, '').slice(0, 200)
}
