/** Parser of rule files: YAML, and so JSON. */
import { LineCounter, parseDocument, visit, type Document } from 'yaml'
import { RuleError } from '../rule-error.js'

/** The value of a rule file's text. Throws a RuleError that names the line and column. */
export function parseRuleFile (text: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw new RuleError(place(problem.pos[0]), oneLine(problem.message), 'give valid YAML or JSON')
  try {
    return document.toJS()
  } catch (error) {
    const alias = unresolvedAlias(document)
    if (alias) throw new RuleError(place(alias.offset), `*${alias.name}, which YAML takes for a reference`, `put a text that begins with * in quotes: "*${alias.name}"`)
    throw new RuleError('the file', oneLine((error as Error).message), 'give valid YAML with few aliases')
  }
}

/** The first reference to an anchor that is not there: mostly a pattern that lacks its quotes. */
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

/** The words of a parser, without the full stop and the lines of source that may follow. */
function oneLine (message: string): string {
  return message.split('\n', 1)[0]!.replace(/[.:]$/, '').slice(0, 200)
}
