/** The image files of a rule: found in its folder, and nowhere else. */
import { access, constants, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { RuleError, show } from './rule-error.js'
import type { Rule } from './scenario.js'

const maxImageBytes = 20 * 2 ** 20

/** The absolute paths of the rule's images; throws a RuleError that names `where`. */
export async function resolveImages (dir: string, { respond: { image = [] } }: Rule, where: string): Promise<string[]> {
  const names = typeof image === 'string' ? [image] : image
  const folder = await realpath(dir)
  return Promise.all(names.map(name => resolveImage(folder, name, where)))
}

async function resolveImage (folder: string, name: string, where: string): Promise<string> {
  const path = await realpath(join(folder, name)).catch(() => undefined)
  if (path === undefined) throw new RuleError(where, `no file ${show(name)}`, 'give an image file beside the rule file')
  // A link may lead elsewhere, whatever the name says.
  if (!path.startsWith(folder + sep)) throw new RuleError(where, `${show(name)}, which lies outside of the folder`, 'put the file beside the rule file')
  const file = await stat(path)
  if (!file.isFile()) throw new RuleError(where, `${show(name)}, which is no file`, 'give an image file')
  if (file.size > maxImageBytes) throw new RuleError(where, `${show(name)} of ${file.size} bytes`, 'give an image file of at most 20 MiB')
  const readable = await access(path, constants.R_OK).then(() => true, () => false)
  if (!readable) throw new RuleError(where, `${show(name)} without permission to read`, 'make the file readable')
  return path
}
