/** Files of the scenarios folder: nothing outside of it is opened, wherever a link may lead. */
import { realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { RuleError } from '../rule-error.js'

/** What to say of a file that is not to be opened. */
export interface Wording {
  where: string
  /** The file, as the message names it. */
  found: string
}

/** The real path and the size of a regular file; throws a RuleError. Links within the folder are followed, as Kubernetes mounts need. */
export async function resolveInside (dir: string, path: string, { where, found }: Wording): Promise<{ path: string, size: number }> {
  const [folder, real] = await Promise.all([realpath(dir), realpath(path)])
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw new RuleError(where, `${found}, which lies outside of the folder`, 'put the file itself into the folder')
  const file = await stat(real)
  // A pipe would never end.
  if (!file.isFile()) throw new RuleError(where, `${found}, which is no file`, 'give a regular file')
  return { path: real, size: file.size }
}
