/** The value of a rule file's text: JSON to the letter, or YAML. */
import { LineCounter, parseDocument, visit, type Document } from 'yaml'
import { RuleError } from './rule-error.js'

/** Throws a RuleError that names the line and column. */
export function parseRuleFile (text: string, file: string): unknown {
  const content = text.replace(/^\ufeff/, '')
  return file.endsWith('.json') ? parseJson(content) : parseYaml(content)
}

function parseJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    const position = Number(/ at position (\d+)/.exec(message)?.[1] ?? unexpectedAt(text))
    const lines = text.slice(0, position).split('\n')
    throw new RuleError(`line ${lines.length}, column ${lines.at(-1)!.length + 1}`, problemOf(message), 'give valid JSON')
  }
}

/** V8's words without the position and the excerpt that may follow them. */
function problemOf (message: string): string {
  return message.replace(/,? in JSON at position .*$/s, '').replace(/^(Unexpected token .*?), .*$/s, '$1').replace(/^(.)/, word => word.toLowerCase())
}

/** Where the unexpected token stands, which V8 does not tell: the first of it makes the beginning of the text wrong, not just short. */
function unexpectedAt (text: string): number {
  let [right, wrong] = [0, text.length + 1]
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2)
    if (isUnexpected(text.slice(0, middle))) wrong = middle
    else right = middle
  }
  return wrong - 1
}

function isUnexpected (text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token')
  }
}

function parseYaml (text: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw new RuleError(place(problem.pos[0]), oneLine(problem.message), 'give valid YAML')
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
