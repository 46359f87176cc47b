/** The image files of a rule: found in its folder, and nowhere else. */
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { preview } from '../../text/messages.js'
import { resolveInside } from './resolve-inside.js'
import { RuleError } from '../rule-error.js'
import type { Rule } from '../rule.js'

const maxImageBytes = 20 * 2 ** 20

/** The absolute paths of the rule's images; throws a RuleError that names `where`. */
export async function resolveImages (dir: string, { respond: { image = [] } }: Rule, where: string): Promise<string[]> {
  const names = typeof image === 'string' ? [image] : image
  return Promise.all(names.map(name => resolveImage(dir, name, where)))
}

async function resolveImage (dir: string, name: string, where: string): Promise<string> {
  const { path, size } = await resolveInside(dir, join(dir, name), { where, found: preview(name) }).catch(error => {
    throw error instanceof RuleError ? error : new RuleError(where, `no file ${preview(name)}`, 'give an image file beside the rule file')
  })
  if (size > maxImageBytes) throw new RuleError(where, `${preview(name)} of ${size} bytes`, 'give an image file of at most 20 MiB')
  const readable = await access(path, constants.R_OK).then(() => true, () => false)
  if (!readable) throw new RuleError(where, `${preview(name)} without permission to read`, 'make the file readable')
  return path
}
