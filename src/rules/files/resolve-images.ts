/** Paths of the images of rules. Files outside of the folder of the rule file are never opened. */
import { access, constants } from 'node:fs/promises'
import { resolveInside } from '../../files/read-file.js'
import { preview } from '../../text/messages.js'
import { RuleError } from '../rule-error.js'
import type { Rule } from '../rule.js'

const maxImageBytes = 20 * 2 ** 20

/** Returns the absolute paths of the rule's images. Throws a RuleError that names `where`. */
export async function resolveImages (dir: string, { respond: { image = [] } }: Rule, where: string): Promise<string[]> {
  const names = typeof image === 'string' ? [image] : image
  return Promise.all(names.map(name => resolveImage(dir, name, where)))
}

async function resolveImage (dir: string, name: string, where: string): Promise<string> {
  const { path, size } = await resolveInside(dir, name, where, RuleError).catch(error => {
    throw error instanceof RuleError ? error : RuleError.unusable(where, `${preview(name)} does not exist`, 'Put the image into the folder of the rule file')
  })
  if (size > maxImageBytes) throw RuleError.unusable(where, `${preview(name)} has ${size} bytes`, 'Use an image file of at most 20 MiB')
  const readable = await access(path, constants.R_OK).then(() => true, () => false)
  if (!readable) throw RuleError.unusable(where, `${preview(name)} cannot be read (permission denied)`, 'Make the file readable')
  return path
}
