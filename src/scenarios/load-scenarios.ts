/** A folder of rule files: read, checked, and refused by file, member and hint. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { checkRuleFile } from './check-rule.js'
import { resolveImages } from './image-files.js'
import { RuleError } from './rule-error.js'
import type { Rule } from './scenario.js'

/** One rule of a file. */
export interface FileRule {
  rule: Rule
  /** The file's name. */
  file: string
  /** Its place in the file, from 0. */
  index: number
  /** The absolute paths of its image files, all within the folder. */
  images: readonly string[]
}

const maxFileBytes = 1_000_000

/** The rules of all files in the folder, by file name. Throws a RuleError for the first thing that is wrong. */
export async function loadScenarios (dir: string): Promise<FileRule[]> {
  const rules: FileRule[] = []
  for (const file of await ruleFileNames(dir)) {
    try {
      const found = checkRuleFile(parseRuleFile(await readRuleFile(join(dir, file)), file))
      for (const [index, rule] of found.entries()) {
        rules.push({ rule, file, index, images: await resolveImages(dir, rule, `rules[${index}].respond.image`) })
      }
    } catch (error) {
      throw error instanceof RuleError ? error.inside(file) : error
    }
  }
  return rules
}

/** The names of the folder's rule files, in order; JSON Schemas beside them are none. */
export async function ruleFileNames (dir: string): Promise<string[]> {
  try {
    const names = await readdir(dir)
    return names.filter(name => /^[^.].*\.(json|yaml|yml)$/.test(name) && !name.endsWith('.schema.json')).sort()
  } catch (error) {
    throw new RuleError(`the scenarios folder ${dir}`, problemOf(error), 'give a folder that can be read')
  }
}

async function readRuleFile (path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > maxFileBytes) throw new RuleError('the file', `${size} bytes`, `keep a rule file below ${maxFileBytes} bytes`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof RuleError) throw error
    throw new RuleError('the file', problemOf(error), 'give a file that can be read')
  }
}

function parseRuleFile (text: string, file: string): unknown {
  const lineCounter = new LineCounter()
  // YAML's own JSON schema: quoted strings only, so that a forgotten comma is an error there.
  const format = file.endsWith('.json') ? { schema: 'json' } as const : {}
  const document = parseDocument(text, { ...format, lineCounter, prettyErrors: false })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.pos[0])
    throw new RuleError(`line ${line}, column ${col}`, oneLine(problem.message), `give valid ${format.schema ? 'JSON' : 'YAML'}`)
  }
  try {
    return document.toJS()
  } catch (error) {
    throw new RuleError('the file', oneLine((error as Error).message), 'give valid YAML with few aliases')
  }
}

/** The words of a parser, without the full stop and the lines of source that may follow. */
function oneLine (message: string): string {
  return message.split('\n', 1)[0]!.replace(/[.:]$/, '').slice(0, 200)
}

/** `no such file`, or the system's own word. */
function problemOf (error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException
  const problems: Record<string, string> = { ENOENT: 'nothing there', ENOTDIR: 'a file', EISDIR: 'a folder', EACCES: 'no permission' }
  return problems[code] ?? code
}
