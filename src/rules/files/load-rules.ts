/** Rule files, of a folder or one by itself: read, checked, and refused by file, member and hint. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { preview } from '../../text/messages.js'
import { checkRuleFile } from '../check-rule.js'
import { resolveImages } from './read-image-files.js'
import { resolveInside } from './resolve-inside.js'
import { RuleError } from '../rule-error.js'
import type { Rule } from '../rule.js'

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

/** The rules of a folder's files, by file name, or of one file. Throws a RuleError for the first thing that is wrong. */
export async function loadRules (path: string): Promise<FileRule[]> {
  // Loaded for those who have rule files.
  const { parseRuleFile } = await import('./parse-rule-file.js')
  const rules: FileRule[] = []
  const { dir, names } = await ruleFilesOf(path)
  for (const file of names) {
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

export interface RuleFiles {
  /** Image files of rules are found in here, too. */
  dir: string
  /** The names of the rule files, in order. */
  names: string[]
}

/** The rule files of a folder, without the JSON Schemas beside them, or one rule file with its folder. Throws a RuleError. */
export async function ruleFilesOf (path: string): Promise<RuleFiles> {
  try {
    const real = await realpath(path)
    if ((await stat(real)).isDirectory()) return { dir: path, names: (await readdir(path)).filter(isRuleFile).sort() }
    if (isRuleFile(basename(real))) return { dir: dirname(real), names: [basename(real)] }
  } catch (error) {
    throw unreadable(path, error)
  }
  const expected = 'a folder of rule files, or a file that ends in .json, .yaml or .yml'
  throw new RuleError('the scenarios', preview(path), `give ${expected}`, `Expected ${expected} for scenarios, got ${preview(path)}.`)
}

function isRuleFile (name: string): boolean {
  return /^[^.].*\.(json|yaml|yml)$/.test(name) && !name.endsWith('.schema.json')
}

function unreadable (path: string, error: unknown): RuleError {
  const { code } = error as NodeJS.ErrnoException
  const what = `Scenarios ${isRuleFile(basename(path)) ? 'file' : 'folder'} ${path}`
  const message = code === 'ENOENT' ? `${what} does not exist.` : `${what} cannot be read: ${schemaProblem(error)}.`
  return new RuleError('the scenarios', schemaProblem(error), 'give a folder or a file that can be read', message)
}

async function readRuleFile (dir: string, file: string): Promise<string> {
  try {
    const { path, size } = await resolveInside(dir, join(dir, file), { where: 'the file', found: preview(file) })
    if (size > maxFileBytes) throw new RuleError('the file', `${size} bytes`, `keep a rule file below ${maxFileBytes} bytes`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof RuleError) throw error
    throw new RuleError('the file', schemaProblem(error), 'give a file that can be read')
  }
}

/** `no such file`, or the system's own word. */
function schemaProblem (error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException
  const problems: Record<string, string> = { ENOENT: 'nothing there', ENOTDIR: 'a file', EISDIR: 'a folder', EACCES: 'no permission' }
  return problems[code] ?? code
}
