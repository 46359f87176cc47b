/** Loader of rule files: a folder of them, or one file. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { CustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { codeOf, readTextInside, reasonOf } from '../../files/read-file.js'
import { checkRuleFile } from '../check-rule.js'
import { resolveImages } from './resolve-images.js'
import { RuleError } from '../rule-error.js'
import type { Rule } from '../rule.js'

/** One rule of a file. */
export interface FileRule {
  rule: Rule
  /** The name of the file. */
  file: string
  /** The index of the rule in the file, from 0. */
  index: number
  /** The absolute paths of its image files, all within the folder; after the images are loaded, the ids of their content. */
  images: readonly string[]
}

/** Reads the rules of a folder, in the order of the file names, or of one file. `custom` are further parameters that they may match. Throws a RuleError for the first problem. */
export async function loadRules (path: string, custom?: CustomParameters): Promise<FileRule[]> {
  const { dir, names } = await ruleFilesOf(path)
  const rules: FileRule[] = []
  // One after the other, so that the first problem is always the same one.
  for (const file of names) rules.push(...await loadRuleFile(dir, file, custom))
  return rules
}

async function loadRuleFile (dir: string, file: string, custom: CustomParameters | undefined): Promise<FileRule[]> {
  // Loaded on demand, since most programs have no rule files.
  const { parseFile } = await import('../../files/parse-file.js')
  const { value, placeOf } = parseFile(await readTextInside(dir, file, RuleError), file, RuleError)
  try {
    const rules: FileRule[] = []
    for (const [index, rule] of checkRuleFile(value, custom).entries()) {
      rules.push({ rule, file, index, images: await resolveImages(dir, rule, `rules[${index}].respond.image`) })
    }
    return rules
  } catch (error) {
    throw error instanceof RuleError ? error.at(placeOf(error)) : error
  }
}

export interface RuleFiles {
  /** The folder of the rule files and their images. */
  dir: string
  /** The names of the rule files, sorted. */
  names: string[]
}

/**
 * Lists the rule files of a folder, without JSON Schemas, or one rule file with its folder.
 * Throws a RuleError if the path is neither a folder nor a rule file.
 */
export async function ruleFilesOf (path: string): Promise<RuleFiles> {
  try {
    const real = await realpath(path)
    if ((await stat(real)).isDirectory()) return { dir: path, names: (await readdir(path)).filter(isRuleFile).sort() }
    if (isRuleFile(basename(real))) return { dir: dirname(real), names: [basename(real)] }
  } catch (error) {
    const what = `Scenarios ${isRuleFile(basename(path)) ? 'file' : 'folder'} ${path}`
    const message = codeOf(error) === 'ENOENT' ? `${what} does not exist.` : `${what} cannot be read: ${reasonOf(error)}.`
    throw new RuleError('scenarios', () => message)
  }
  throw RuleError.expected('scenarios', 'a folder of rule files, or a file that ends in .json, .yaml or .yml', path)
}

function isRuleFile (name: string): boolean {
  return /^[^.].*\.(json|yaml|yml)$/.test(name) && !name.endsWith('.schema.json')
}
