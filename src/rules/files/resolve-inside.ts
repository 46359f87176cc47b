/** Paths of rule files and their images. Files outside of their folder are never opened. */
import { access, constants, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { preview } from '../../text/messages.js'
import { RuleError } from '../rule-error.js'
import type { Rule } from '../rule.js'

const maxImageBytes = 20 * 2 ** 20

/**
 * Returns the real path and the size of a regular file in the folder. `where` names the file in errors.
 * Links within the folder are followed, as Kubernetes mounts need. Throws a RuleError for a file outside of the folder.
 */
export async function resolveInside (dir: string, name: string, where: string): Promise<{ path: string, size: number }> {
  const [folder, real] = await Promise.all([realpath(dir), realpath(join(dir, name))])
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    throw RuleError.unusable(where, `${preview(name)} is outside of the folder of the rule file`, 'Put the file itself into the folder')
  }
  const file = await stat(real)
  // Reading a named pipe would never end.
  if (!file.isFile()) throw RuleError.unusable(where, `${preview(name)} is not a regular file`, 'Replace it with a regular file')
  return { path: real, size: file.size }
}

/** Returns the absolute paths of the rule's images. Throws a RuleError that names `where`. */
export async function resolveImages (dir: string, { respond: { image = [] } }: Rule, where: string): Promise<string[]> {
  const names = typeof image === 'string' ? [image] : image
  return Promise.all(names.map(name => resolveImage(dir, name, where)))
}

async function resolveImage (dir: string, name: string, where: string): Promise<string> {
  const { path, size } = await resolveInside(dir, name, where).catch(error => {
    throw error instanceof RuleError ? error : RuleError.unusable(where, `${preview(name)} does not exist`, 'Put the image into the folder of the rule file')
  })
  if (size > maxImageBytes) throw RuleError.unusable(where, `${preview(name)} has ${size} bytes`, 'Use an image file of at most 20 MiB')
  const readable = await access(path, constants.R_OK).then(() => true, () => false)
  if (!readable) throw RuleError.unusable(where, `${preview(name)} cannot be read (permission denied)`, 'Make the file readable')
  return path
}
