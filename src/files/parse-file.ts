/** Parser of files: YAML, and therefore JSON too. */
import { isMap, isNode, isScalar, Lexer, LineCounter, parseDocument, Parser, visit, type Document } from 'yaml'
import type { FileError, FileErrorClass } from './file-error.js'

export interface ParsedFile {
  value: unknown
  /** Returns where an error of the value is in the file, as `retries.yaml:3:5`. */
  placeOf: (error: FileError) => string
}

/** Deeper texts could overflow the stack of the parser, which ends the process. */
const maxDepth = 200

/** Parses the text of the file named `file`. YAML may have merge keys (`<<`). Throws an error of the class if it is neither YAML nor JSON. */
export function parseFile (text: string, file: string, ErrorClass: FileErrorClass): ParsedFile {
  const lineCounter = new LineCounter()
  const source = text.replace(/^\ufeff/, '')
  const placeAt = (offset: number, lines = lineCounter) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const fail = (offset: number, message: string) => new ErrorClass('', () => message).at(placeAt(offset))

  const lines = new LineCounter()
  const tooDeep = offsetOfDepth(source, maxDepth, lines)
  if (tooDeep !== undefined) throw new ErrorClass('', () => `Expected at most ${maxDepth} nested lists and objects.`).at(placeAt(tooDeep, lines))
  const document = parseDocument(source, { lineCounter, prettyErrors: false, merge: true })
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

/** Returns the offset of the first value that is nested too deeply; undefined if there is none. Does not recurse. */
function offsetOfDepth (source: string, limit: number, lineCounter: LineCounter): number | undefined {
  const parser = new Parser(lineCounter.addNewLine)
  lineCounter.addNewLine(0)
  for (const lexeme of new Lexer().lex(source)) {
    // A generator, whose documents are not needed.
    Array.from(parser.next(lexeme))
    if (parser.stack.length > limit) return parser.offset
  }
  return undefined
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
