/** A folder of rule files: read, checked, and refused by file, member and hint. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { show } from '../checking/wording.js'
import { checkRuleFile } from './check-rule.js'
import { resolveImages } from './image-files.js'
import { fileInside } from './inside-folder.js'
import { RuleError } from './rule-error.js'
import type { Rule } from './scenario.js'

/** One rule of a file. */
export interface FileRule {
  rule: Rule
  /** The file's name. */
  file: string
  /** Its place in the file, from 0. */
  index: number
  /** Its image files: the absolute paths, all within the folder, or, once the rule is adopted, the ids of their content. */
  images: readonly string[]
}

const maxFileBytes = 1_000_000

/** The rules of all files in the folder, by file name. Throws a RuleError for the first thing that is wrong. */
export async function loadScenarios (dir: string): Promise<FileRule[]> {
  // Loaded for those who have rule files.
  const { parseRuleFile } = await import('./parse-rule-file.js')
  const rules: FileRule[] = []
  for (const file of await ruleFileNames(dir)) {
    try {
      const found = checkRuleFile(parseRuleFile(await readRuleFile(dir, file)))
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

async function readRuleFile (dir: string, file: string): Promise<string> {
  try {
    const { path, size } = await fileInside(dir, join(dir, file), { where: 'the file', found: show(file) })
    if (size > maxFileBytes) throw new RuleError('the file', `${size} bytes`, `keep a rule file below ${maxFileBytes} bytes`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof RuleError) throw error
    throw new RuleError('the file', problemOf(error), 'give a file that can be read')
  }
}

/** `no such file`, or the system's own word. */
function problemOf (error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException
  const problems: Record<string, string> = { ENOENT: 'nothing there', ENOTDIR: 'a file', EISDIR: 'a folder', EACCES: 'no permission' }
  return problems[code] ?? code
}
